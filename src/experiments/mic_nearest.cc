// Nearest neighbour by mean squared error on the same exemplars: what redrawing has to beat.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

struct PublishedNearest {
  const char* data;
  Selection selection;
  double value, sd;
};

constexpr PublishedNearest kPublished[] = {
    {"mnist", Selection::kRandom, 0.586, 0.034},
    {"mnist", Selection::kKMeans, 0.873, Figure::kNone},
    {"characters", Selection::kRandom, 0.828, 0.023},
    {"characters", Selection::kKMeans, 0.927, Figure::kNone},
};

}  // namespace

Experiment mic_nearest() {
  Experiment out{.name = "mic-nearest",
                 .title = "Nearest neighbour against inverse classification",
                 .shows = "Whether the published method, with its best noise, beats the nearest exemplar.",
                 .source = "MIC, revised report"};
  TableSpec shown{.title = "Accuracy on the same exemplars",
                  .note = "Inverse classification with noise .2 on the input.",
                  .heads = {"data", "exemplars"},
                  .columns = {"nearest neighbour", "inverse classification"}};
  for (const PublishedNearest& row : kPublished) {
    const Variant nearest = nearest_variant(row.data, row.selection);
    const Variant inverse = inverse_variant(row.data, row.selection, 0.2F, 0);
    out.variants.push_back(nearest);
    out.variants.push_back(inverse);
    const int repeats = row.selection == Selection::kRandom ? 5 : 1;
    out.figures.push_back({nearest.name, nearest.name, "accuracy",
                           published_share(row.data, row.value, row.sd, repeats), kRevisedReport});
    const RevisedNoiseRow& revised = revised_noise_rows(row.data)[2];
    out.figures.push_back({inverse.name, inverse.name, "accuracy.50",
                           row.selection == Selection::kRandom ? revised.random : revised.clustered,
                           kRevisedReport});
    shown.rows.push_back({{row.data, selection_word(row.selection)}, {nearest.name, inverse.name}});
  }
  out.tables = {shown};
  return out;
}

}  // namespace resketch
