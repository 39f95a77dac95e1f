#include "inference/latent_atlas.h"

#include <algorithm>
#include <cmath>
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

/// Of every point of `latents` [P, K] those at most a step of 1 / parts along an edge away.
std::vector<std::vector<int>> find_neighbours(const AlignedVector<float>& latents, int K, int parts) {
  const int P = static_cast<int>(latents.size()) / K;
  const float most = 2.01F / static_cast<float>(parts);  // a step changes two weights
  std::vector<std::vector<int>> neighbours(P);
  for (int p = 0; p < P; ++p) {
    for (int q = 0; q < P; ++q) {
      float distance = 0;
      for (int k = 0; k < K; ++k) distance += std::abs(latents[p * K + k] - latents[q * K + k]);
      if (p != q && distance < most) neighbours[p].push_back(q);
    }
  }
  return neighbours;
}

}  // namespace

LatentAtlas::LatentAtlas(const PackedLstm& lstm) : inputs_(lstm.shape.inputs) {
  constexpr int kMostParts = 16;
  const int K = lstm.shape.inputs;
  int parts = 1;
  while (parts < kMostParts && lattice_size(K, parts + 1) < kMostPoints) ++parts;
  std::vector<float> point(K);
  add_lattice(0, parts, parts, point, latents_);
  if (parts % K != 0) latents_.insert(latents_.end(), K, 1.0F / static_cast<float>(K));
  neighbours_ = find_neighbours(latents_, K, parts);

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

/// Half the squared distance of every drawing to every target, less half the target's own square: [N, P];
/// infinite where a weight is not zero that must be.
AlignedVector<float> LatentAtlas::distances(std::span<const float> targets,
                                            std::span<const int> without) const {
  const auto P = static_cast<std::size_t>(points());
  const std::size_t size = drawing_size();
  const std::size_t N = targets.size() / size;
  AlignedVector<float> products(P * N);
  matrix_product({P, size, N}, {drawings_.data(), size}, targets.data(), false, products.data());
  AlignedVector<float> out(N * P);
  for (std::size_t n = 0; n < N; ++n) {
    const int excluded = without.empty() ? -1 : without[n];
    for (std::size_t p = 0; p < P; ++p) {
      const bool allowed = excluded < 0 || latents_[p * inputs_ + excluded] == 0;
      out[n * P + p] =
          allowed ? half_squares_[p] - products[p * N + n] : std::numeric_limits<float>::infinity();
    }
  }
  return out;
}

LatentAtlas::Nearest LatentAtlas::nearest(std::span<const float> targets,
                                          std::span<const int> without) const {
  const AlignedVector<float> all = distances(targets, without);
  const std::size_t size = drawing_size();
  const std::size_t N = targets.size() / size;
  Nearest out;
  for (std::size_t n = 0; n < N; ++n) {
    const auto own = all.begin() + static_cast<std::ptrdiff_t>(n) * points();
    const auto best = static_cast<int>(std::min_element(own, own + points()) - own);
    const auto z = latent(best);
    out.z.insert(out.z.end(), z.begin(), z.end());
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

std::vector<float> LatentAtlas::other_valleys(std::span<const float> targets,
                                              std::span<const int> without) const {
  const AlignedVector<float> all = distances(targets, without);
  std::vector<float> out;
  for (std::size_t first = 0; first < all.size(); first += points()) {
    const auto nearer = [&](int a, int b) {
      return all[first + a] != all[first + b] ? all[first + a] < all[first + b] : a < b;
    };
    const auto is_valley = [&](int p) {
      return std::isfinite(all[first + p]) &&
             std::ranges::none_of(neighbours_[p], [&](int neighbour) { return nearer(neighbour, p); });
    };
    int best = -1;
    int second = -1;
    for (int p = 0; p < points(); ++p) {
      if (!is_valley(p)) continue;
      if (best < 0 || nearer(p, best)) {
        second = best;
        best = p;
      } else if (second < 0 || nearer(p, second)) {
        second = p;
      }
    }
    const auto z = latent(std::max(second < 0 ? best : second, 0));
    out.insert(out.end(), z.begin(), z.end());
  }
  return out;
}

}  // namespace resketch
