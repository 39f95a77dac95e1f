#include "measures/latent_map.h"

#include "data/dtw.h"

namespace resketch {
namespace {

double straightness(const std::vector<double> (&distance)[2]) {
  int right = 0;
  int all = 0;
  for (int y = 0; y < kGridSide; ++y) {
    for (int x = 0; x < kGridSide; ++x) {
      if (x == y) continue;
      const int at = y * kGridSide + x;
      ++all;
      right += (distance[0][at] < distance[1][at]) == (x > y) ? 1 : 0;
    }
  }
  return static_cast<double>(right) / all;
}

}  // namespace

LatentMap latent_map(const HolisticNetwork& network, const std::vector<float>& prototypes) {
  const int T = network.shape.steps;
  const int D = network.shape.outputs;
  const std::size_t length = static_cast<std::size_t>(T) * D;
  std::vector<float> latents;
  for (int y = 0; y < kGridSide; ++y) {
    for (int x = 0; x < kGridSide; ++x) {
      latents.push_back(static_cast<float>(x) / (kGridSide - 1));
      latents.push_back(static_cast<float>(y) / (kGridSide - 1));
    }
  }
  const std::vector<float> drawn = holistic_draw(network, latents);
  std::vector<const float*> rows;
  for (std::size_t at = 0; at < drawn.size(); at += length) rows.push_back(&drawn[at]);
  std::vector<SequenceView> references;
  for (int c = 0; c < 2; ++c) references.push_back({std::span(prototypes).subspan(c * length, length), T, D});
  const auto warped = dtw_distances(DtwItems(rows, T, D), references);
  LatentMap out;
  for (std::size_t n = 0; n < rows.size(); ++n) {
    for (int c = 0; c < 2; ++c) {
      double squares = 0;
      for (std::size_t i = 0; i < length; ++i) {
        const double gap = rows[n][i] - prototypes[c * length + i];
        squares += gap * gap;
      }
      out.mse[c].push_back(squares / static_cast<double>(length));
      out.dtw[c].push_back(static_cast<double>(warped[2 * n + c]));
    }
  }
  out.straight_mse = straightness(out.mse);
  out.straight_dtw = straightness(out.dtw);
  return out;
}

}  // namespace resketch
