// Nearest neighbour, Euclidean.
#include <algorithm>
#include <array>
#include <limits>

#include "base/aligned.h"
#include "baselines/answerer.h"
#include "kernels/key_distance.h"

namespace resketch {
namespace {

constexpr std::size_t kKeyMultiple = 16;  // of key_distances
constexpr std::size_t kKeysAtOnce = 256;  // stay in the cache while all targets are compared with them

class PlainNearest final : public Answerer {
 public:
  explicit PlainNearest(const Model& model)
      : length_(static_cast<std::size_t>(model.preprocessing.steps) * model.preprocessing.dims),
        padded_((length_ + kKeyMultiple - 1) / kKeyMultiple * kKeyMultiple) {
    const std::vector<Exemplar> exemplars = exemplars_of(model);
    keys_.reserve(exemplars.size() * padded_);
    for (const Exemplar& exemplar : exemplars) {
      modules_.push_back(exemplar.module);
      keys_.insert(keys_.end(), exemplar.values.begin(), exemplar.values.end());
      keys_.resize(modules_.size() * padded_, 0.0F);
    }
  }

  void answer(std::span<const float> targets, std::span<Answer> answers) const override {
    const std::size_t count = modules_.size();
    AlignedVector<float> keys(answers.size() * padded_, 0.0F);
    for (std::size_t n = 0; n < answers.size(); ++n) {
      std::copy_n(targets.begin() + static_cast<std::ptrdiff_t>(n * length_), length_,
                  keys.begin() + static_cast<std::ptrdiff_t>(n * padded_));
    }
    std::vector<float> least(answers.size(), std::numeric_limits<float>::infinity());
    for (Answer& answer : answers) answer.module = modules_.front();
    std::array<float, kKeysAtOnce> distances;
    for (std::size_t first = 0; first < count; first += kKeysAtOnce) {
      const auto found = std::span(distances).first(std::min(kKeysAtOnce, count - first));
      for (std::size_t n = 0; n < answers.size(); ++n) {
        key_distances(keys_.data() + first * padded_, std::span(keys).subspan(n * padded_, padded_), found);
        const auto nearest = std::min_element(found.begin(), found.end());
        if (*nearest >= least[n]) continue;
        least[n] = *nearest;
        answers[n] = {modules_[first + static_cast<std::size_t>(nearest - found.begin())],
                      -static_cast<double>(*nearest)};
      }
    }
  }

 private:
  std::size_t length_, padded_;
  std::vector<int> modules_;
  AlignedVector<float> keys_;  // [exemplars, padded]
};

}  // namespace

std::unique_ptr<Answerer> make_plain_nearest(const Model& model) {
  return std::make_unique<PlainNearest>(model);
}

}  // namespace resketch
