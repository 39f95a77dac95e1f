#include "inference/latent_atlas.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "kernels/isa.h"
#include "kernels/lstm_latent.h"
#include "kernels/matrix_product.h"

namespace resketch {
namespace {

/// Points of the lattice with `parts` steps along an edge of the simplex: parts + K - 1 choose K - 1.
double lattice_size(int K, int parts) {
  double size = 1;
  for (int i = 1; i < K; ++i) size = size * (parts + i) / i;
  return size;
}

/// Appends all ways to share `left` parts among latent weights k, k + 1, ...
void add_lattice(int k, int left, int parts, std::vector<float>& point, AlignedVector<float>& latents) {
  const auto share = [&](int count) { return static_cast<float>(count) / static_cast<float>(parts); };
  if (k + 1 == static_cast<int>(point.size())) {
    point[k] = share(left);
    latents.insert(latents.end(), point.begin(), point.end());
    return;
  }
  for (int count = 0; count <= left; ++count) {
    point[k] = share(count);
    add_lattice(k + 1, left - count, parts, point, latents);
  }
}

}  // namespace

LatentAtlas::LatentAtlas(const PackedLstm& lstm) : inputs_(lstm.shape.inputs) {
  constexpr int kMostParts = 16;
  const int K = inputs_;
  int parts = 1;
  while (parts < kMostParts && lattice_size(K, parts + 1) < kMostPoints) ++parts;
  std::vector<float> point(K);
  add_lattice(0, parts, parts, point, latents_);
  latents_.insert(latents_.end(), K, 1.0F / static_cast<float>(K));

  const int lanes = simd_lanes();
  const int P = static_cast<int>(latents_.size()) / K;
  const std::size_t size = static_cast<std::size_t>(lstm.shape.steps) * lstm.shape.outputs;
  drawings_.resize(P * size);
  half_squares_.assign(P, 0.0F);
  LatentTape tape(lstm);
  AlignedVector<float> z(static_cast<std::size_t>(K) * lanes);
  AlignedVector<float> drawn(size * lanes);
  for (int first = 0; first < P; first += lanes) {
    for (int l = 0; l < lanes; ++l) {
      for (int k = 0; k < K; ++k) z[k * lanes + l] = latents_[std::min(first + l, P - 1) * K + k];
    }
    lstm_draw(lstm, z.data(), drawn.data(), tape);
    for (int p = first; p < std::min(first + lanes, P); ++p) {
      double square = 0;
      for (std::size_t n = 0; n < size; ++n) {
        const float value = drawn[n * lanes + (p - first)];
        drawings_[p * size + n] = value;
        square += static_cast<double>(value) * static_cast<double>(value);
      }
      half_squares_[p] = static_cast<float>(0.5 * square);
    }
  }
}

LatentAtlas::Nearest LatentAtlas::nearest(std::span<const float> targets,
                                          std::span<const int> without) const {
  const auto P = static_cast<std::size_t>(points());
  const std::size_t size = drawings_.size() / P;
  const std::size_t N = targets.size() / size;
  AlignedVector<float> products(P * N);
  matrix_product({P, size, N}, {drawings_.data(), size}, targets.data(), false, products.data());
  Nearest out;
  for (std::size_t n = 0; n < N; ++n) {
    const int excluded = without.empty() ? -1 : without[n];
    // Half the squared distance, less half the target's own square.
    float least = std::numeric_limits<float>::infinity();
    std::size_t best = P - 1;
    for (std::size_t p = 0; p < P; ++p) {
      if (excluded >= 0 && latents_[p * inputs_ + excluded] > 0) continue;
      const float distance = half_squares_[p] - products[p * N + n];
      if (distance < least) {
        least = distance;
        best = p;
      }
    }
    for (int k = 0; k < inputs_; ++k) out.z.push_back(latents_[best * inputs_ + k]);
    double sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const double error =
          static_cast<double>(drawings_[best * size + i]) - static_cast<double>(targets[i * N + n]);
      sum += error * error;
    }
    out.loss.push_back(static_cast<float>(sum / static_cast<double>(size)));
  }
  return out;
}

}  // namespace resketch
