#include "measures/attention.h"

#include <algorithm>
#include <cmath>

namespace resketch {
namespace {

constexpr int kPixels = kWindowSide * kWindowSide;
constexpr int kLastPlace = kCanvasSide - kWindowSide;
constexpr int kStride = 4;
constexpr int kCanvasesAtOnce = 16;  // their windows are held in memory together

/// Looks at every place that was not looked at yet, the windows of several canvases in one go.
Result<void> look_at(const TrainedNetwork& network, std::span<const Canvas> canvases,
                     std::span<const std::vector<Place>> places, std::span<Looks> looks,
                     const ProgressFn& progress) {
  std::vector<float> windows;
  std::vector<Look*> looked;
  for (std::size_t n = 0; n < canvases.size(); ++n) {
    const std::size_t before = looks[n].size();
    for (const Place& place : places[n]) {
      if (std::ranges::find(looks[n], place, &Look::place) != looks[n].end()) continue;
      looks[n].push_back({.place = place});
      append_window(canvases[n], place, windows);
    }
    for (std::size_t i = before; i < looks[n].size(); ++i) looked.push_back(&looks[n][i]);
  }
  const auto answers = network.answer({windows, {}, static_cast<int>(looked.size())}, -1, progress);
  if (!answers) return answers.error();
  const std::size_t classes = network.spec().classes;
  for (std::size_t i = 0; i < looked.size(); ++i) {
    const auto scores = std::span(answers->log_scores).subspan(i * classes, classes);
    looked[i]->label = static_cast<int>(std::ranges::max_element(scores) - scores.begin());
    looked[i]->log_score = scores[looked[i]->label];
    if (answers->redrawn.empty()) continue;
    looked[i]->errors = window_errors(std::span(windows).subspan(i * kPixels, kPixels),
                                      std::span(answers->redrawn).subspan(i * kPixels, kPixels));
  }
  return {};
}

Result<void> look_in_turn(const TrainedNetwork& network, std::span<const Canvas> canvases,
                          std::span<const std::vector<Place>> places, std::vector<Looks>& looks,
                          const ProgressFn& progress) {
  for (std::size_t first = 0; first < canvases.size(); first += kCanvasesAtOnce) {
    const std::size_t count = std::min<std::size_t>(kCanvasesAtOnce, canvases.size() - first);
    if (auto ok = look_at(network, canvases.subspan(first, count), places.subspan(first, count),
                          std::span(looks).subspan(first, count), progress);
        !ok)
      return ok;
  }
  return {};
}

}  // namespace

std::vector<float> attention_mask(std::span<const float> redrawn) {
  constexpr int kReach = 1;
  std::vector<float> out(kPixels);
  for (int y = 0; y < kWindowSide; ++y) {
    for (int x = 0; x < kWindowSide; ++x) {
      float sum = 0;
      for (int v = std::max(0, y - kReach); v <= std::min(kWindowSide - 1, y + kReach); ++v) {
        for (int u = std::max(0, x - kReach); u <= std::min(kWindowSide - 1, x + kReach); ++u)
          sum += redrawn[v * kWindowSide + u];
      }
      constexpr float kArea = (2 * kReach + 1) * (2 * kReach + 1);
      out[y * kWindowSide + x] = sum / kArea;
    }
  }
  return out;
}

WindowErrors window_errors(std::span<const float> seen, std::span<const float> redrawn) {
  constexpr double kFaintest = 1e-3;
  // Chosen on canvases of training images held back: without it faint redrawings of clutter win.
  constexpr double kFaintness = 4;
  const std::vector<float> mask = attention_mask(redrawn);
  double whole = 0;
  double masked = 0;
  double norm = 0;
  for (int i = 0; i < kPixels; ++i) {
    const double error = redrawn[i] - seen[i];
    whole += error * error;
    masked += mask[i] * error * mask[i] * error;
    norm += static_cast<double>(redrawn[i]) * redrawn[i];
  }
  whole = std::sqrt(whole);
  norm = std::max(std::sqrt(norm), kFaintest);
  return {static_cast<float>(whole), static_cast<float>(whole / norm),
          static_cast<float>((std::sqrt(masked) + kFaintness) / norm), static_cast<float>(1 / norm)};
}

Result<std::vector<Looks>> look_over(const TrainedNetwork& network, std::span<const Canvas> canvases,
                                     const ProgressFn& progress) {
  std::vector<Place> grid;
  for (int row = 0; row <= kLastPlace; row += kStride) {
    for (int column = 0; column <= kLastPlace; column += kStride) grid.push_back({row, column});
  }
  const std::vector<std::vector<Place>> places(canvases.size(), grid);
  std::vector<Looks> looks(canvases.size());
  if (auto ok = look_in_turn(network, canvases, places, looks, progress); !ok) return ok.error();
  return looks;
}

Result<void> look_around(const TrainedNetwork& network, std::span<const Canvas> canvases,
                         std::span<const std::vector<Place>> places, std::vector<Looks>& looks,
                         const ProgressFn& progress) {
  constexpr int kStep = kStride / 2;
  std::vector<std::vector<Place>> around(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    for (const Place& place : places[n]) {
      for (const int row : {place.row - kStep, place.row, place.row + kStep}) {
        for (const int column : {place.column - kStep, place.column, place.column + kStep}) {
          if (std::min(row, column) >= 0 && std::max(row, column) <= kLastPlace)
            around[n].push_back({row, column});
        }
      }
    }
  }
  return look_in_turn(network, canvases, around, looks, progress);
}

}  // namespace resketch
