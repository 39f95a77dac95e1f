// Inverse classification with a conditional GAN: the class vector that redraws an image names its class.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "measures/gan_workshop.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPixels = 28 * 28;
constexpr int kDrawingsOfClass = 4;
constexpr int kRedrawn = 12;
constexpr std::uint32_t kShown = 3;  // the z of drawings, apart from those of training and search

Json image(const CellTask& task, std::span<const float> values, int n, const std::string& caption) {
  return {
      {"caption", caption},
      {"values", drawing_values(*task.data, values.subspan(static_cast<std::size_t>(n) * kPixels, kPixels))}};
}

/// Each row: one z, drawn as every class.
void add_drawings(const CellTask& task, const TrainedGan& gan, Json& rows) {
  const int C = gan.spec().classes;
  for (int row = 0; row < kDrawingsOfClass; ++row) {
    std::vector<float> classes(static_cast<std::size_t>(C) * C, 0);
    std::vector<float> z;
    for (int c = 0; c < C; ++c) {
      classes[c * C + c] = 1;
      RandomStream stream(task.seed, kRandomLatentStart, kShown, row);
      for (int i = 0; i < gan.spec().nz; ++i) z.push_back(stream.normal());
    }
    const std::vector<float> drawn = gan.draw(classes, z);
    Json items = Json::array();
    for (int c = 0; c < C; ++c) items.push_back(image(task, drawn, c, task.data->pool.label_names[c]));
    rows.push_back({{"label", fmt::format("z {}", row)}, {"items", std::move(items)}});
  }
}

int named(const GanRedrawing& redrawing, int C, int n) {
  const auto first = redrawing.classes.begin() + static_cast<std::ptrdiff_t>(n) * C;
  return static_cast<int>(std::max_element(first, first + C) - first);
}

void add_redrawn(const CellTask& task, const Dataset& targets, const GanRedrawing& redrawing, int C,
                 Json& rows) {
  Json wanted = Json::array();
  Json made = Json::array();
  for (int n = 0; n < std::min(kRedrawn, targets.size()); ++n) {
    const int c = named(redrawing, C, n);
    wanted.push_back(image(task, targets.values, n, targets.label_names[targets.labels[n]]));
    made.push_back(image(task, redrawing.images, n,
                         fmt::format("{}: {:.2f}", targets.label_names[c],
                                     redrawing.classes[static_cast<std::size_t>(n) * C + c])));
  }
  rows.push_back({{"label", "targets"}, {"items", std::move(wanted)}});
  rows.push_back({{"label", "redrawn"}, {"items", std::move(made)}});
}

}  // namespace

Result<CellOutcome> measure_gan(const CellTask& task) {
  const auto gan = task.vision.gans->get(task);
  if (!gan) return gan.error();
  std::vector<int> first(std::min(gan_items(task.vision.scale), task.data->test.size()));
  std::iota(first.begin(), first.end(), 0);
  const Dataset targets = task.data->test.subset(first);
  const auto redrawing = (*gan)->redraw(inputs_of(targets), gan_search(task), task.progress);
  if (!redrawing) return redrawing.error();

  const int C = (*gan)->spec().classes;
  int right = 0;
  double loss = 0;
  for (int n = 0; n < targets.size(); ++n) {
    right += named(*redrawing, C, n) == targets.labels[n] ? 1 : 0;
    loss += redrawing->loss[n];
  }
  CellOutcome out;
  out.values["accuracy"] = {static_cast<double>(right) / targets.size(), targets.size()};
  out.values["loss"] = {loss / targets.size(), 0};
  Json rows = Json::array();
  add_drawings(task, **gan, rows);
  add_redrawn(task, targets, *redrawing, C, rows);
  out.payload = {{"title", task.variant.name}, {"kind", "image"}, {"rows", std::move(rows)}};
  return out;
}

}  // namespace resketch
