// Figure 7: mean loss of every generator on every class.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

struct Panel {
  const char* title;
  const char* variant;
  const char* part;
};
constexpr Panel kPanels[] = {{"Figure 7 a: characters, training types", "characters", "train"},
                             {"Figure 7 b: characters, test items", "characters", "test"},
                             {"Figure 7 c: MNIST, training types", "mnist", "train"},
                             {"Figure 7 d: MNIST, test items", "mnist", "test"}};

void present_maps(const Measured& measured, Presentation& out) {
  for (const Panel& panel : kPanels) {
    const auto& cells = measured.cells(panel.variant);
    if (cells.empty()) continue;
    const auto& payload = cells.front().payload;
    Chart chart{.kind = Chart::Kind::kHeatmap,
                .title = panel.title,
                .note = "First seed. Dark is a small loss.",
                .x_title = "class of the items",
                .y_title = "generator",
                .value_title = "mean loss",
                .logarithmic = true};
    const auto& labels = payload["labels"];
    const auto& map = payload[panel.part];
    for (std::size_t g = 0; g < map.size(); ++g) {
      for (std::size_t c = 0; c < map[g].size(); ++c) {
        chart.rows.push_back({labels[c].get<std::string>(), labels[g].get<std::string>(),
                              map[g][c].get<double>(), Figure::kNone});
      }
    }
    out.charts.push_back(chart);
  }
}

}  // namespace

Experiment mic_heatmaps() {
  Experiment out{.name = "mic-heatmaps",
                 .title = "Loss of every generator on every class",
                 .shows = "Every generator redraws its own class best: the least loss lies on the diagonal.",
                 .source = "MIC, Figure 7 of the first report"};
  out.variants = {{"characters", Measure::kLossMap, "characters", Selection::kKMeans, 0.2F, 0},
                  {"mnist", Measure::kLossMap, "mnist", Selection::kKMeans, 0.1F, 0.1F}};
  TableSpec shown{.title = "Figure 7: share of rows and columns with their least loss on the diagonal",
                  .note = "Published: “in all cases”. 4 training types and up to 20 test items a class.",
                  .heads = {"data", "items"},
                  .columns = {"rows", "columns"}};
  for (const std::string data : {"characters", "mnist"}) {
    for (const std::string part : {"train", "test"}) {
      TableSpec::Row line{{data, part == "train" ? "training types" : "test items"}, {}};
      for (const std::string side : {"rows", "columns"}) {
        const std::string name = "figure7." + data + "." + part + "." + side;
        out.figures.push_back({name, data, part + "." + side, {.value = 1}, kFirstReport});
        line.figures.push_back(name);
      }
      shown.rows.push_back(line);
    }
  }
  out.tables = {shown};
  out.present = present_maps;
  return out;
}

}  // namespace resketch
