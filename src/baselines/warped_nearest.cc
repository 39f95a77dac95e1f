// Nearest neighbour by dynamic time warping, as it is or with an affine map fitted inside the alignment.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "base/aligned.h"
#include "baselines/affine_fit.h"
#include "baselines/answerer.h"
#include "baselines/curve.h"
#include "kernels/dtw_lanes.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

class WarpedNearest final : public Answerer {
 public:
  WarpedNearest(const Model& model, bool affine)
      : fits_(affine ? kWarping.fits : 0), make_curve_(model, affine ? kAffineCurve : kDtwCurve) {
    shape_.points = make_curve_.points();
    shape_.channels = make_curve_.channels();
    shape_.band = static_cast<int>(std::ceil(kWarping.band * shape_.points));
    shape_.bend = kWarping.bend;
    const std::vector<Exemplar> exemplars = exemplars_of(model);
    const std::size_t L = simd_lanes();
    lanes_.resize((exemplars.size() + L - 1) / L * block_size());
    for (std::size_t n = 0; n < exemplars.size(); ++n) {
      modules_.push_back(exemplars[n].module);
      const std::vector<float> curve = make_curve_(exemplars[n].values);
      float* block = lanes_.data() + n / L * block_size();
      for (std::size_t k = 0; k < curve.size(); ++k) block[k * L + n % L] = curve[k];
    }
  }

  void answer(std::span<const float> targets, std::span<Answer> answers) const override {
    const std::size_t length = targets.size() / answers.size();
    Scratch scratch(*this);
    for (std::size_t n = 0; n < answers.size(); ++n)
      answers[n] = nearest(make_curve_(targets.subspan(n * length, length)), scratch);
  }

 private:
  struct Scratch {
    AlignedVector<float> totals, distances, mapped;
    explicit Scratch(const WarpedNearest& of)
        : totals(dtw_totals_size(of.table_shape(of.fits_ > 0))),
          distances(simd_lanes()),
          mapped(of.block_size()) {}
  };

  DtwShape table_shape(bool keep) const {
    DtwShape shape = shape_;
    shape.keep_table = keep;
    return shape;
  }
  /// Floats of L exemplars side by side.
  std::size_t block_size() const {
    return static_cast<std::size_t>(shape_.points) * shape_.channels * simd_lanes();
  }

  Answer nearest(const std::vector<float>& target, Scratch& scratch) const {
    const int L = simd_lanes();
    const int count = static_cast<int>(modules_.size());
    float least = std::numeric_limits<float>::infinity();
    int module = modules_.front();
    for (int first = 0; first < count; first += L) {
      const int used = std::min(L, count - first);
      const float* own = lanes_.data() + first / L * block_size();
      const float* block = own;
      for (int fit = 0; fit < fits_; ++fit) {
        const DtwShape shape = table_shape(true);
        dtw_lanes(shape, target.data(), block, scratch.totals.data(), scratch.distances.data());
        for (int lane = 0; lane < used; ++lane) {
          map_exemplar({shape, target.data(), own, scratch.totals.data(), lane, L}, kWarping.ridge,
                       scratch.mapped.data());
        }
        block = scratch.mapped.data();
      }
      dtw_lanes(table_shape(false), target.data(), block, scratch.totals.data(), scratch.distances.data());
      for (int lane = 0; lane < used; ++lane) {
        if (!(scratch.distances[lane] < least)) continue;
        least = scratch.distances[lane];
        module = modules_[first + lane];
      }
    }
    return {module, -static_cast<double>(least)};
  }

  int fits_;
  CurveMaker make_curve_;
  DtwShape shape_;
  std::vector<int> modules_;
  AlignedVector<float> lanes_;  // [blocks, N, 2 D, L]; lanes of no exemplar are 0
};

}  // namespace

std::unique_ptr<Answerer> make_warped_nearest(const Model& model, bool affine) {
  return std::make_unique<WarpedNearest>(model, affine);
}

}  // namespace resketch
