// DTW instead of the mean squared error: which module's redrawing is nearest to the target, after the
// published search; and nearest neighbour on the same exemplars.
#include <algorithm>
#include <functional>

#include "data/dtw.h"
#include "measures/cell.h"

namespace resketch {
namespace {

constexpr int kBandShare = 10;  // the band's half width is a tenth of the steps

/// Counts, for one way to measure distance, how often the nearest row belongs to the right module.
struct Count {
  int right = 0;

  void add(std::span<const float> distances, int rows_a_module, int truth) {
    const auto nearest = std::ranges::min_element(distances) - distances.begin();
    right += static_cast<int>(nearest) / rows_a_module == truth ? 1 : 0;
  }
};

std::vector<float> squared_distances(std::span<const float* const> rows, std::span<const float> target) {
  std::vector<float> out;
  for (const float* row : rows) {
    double squares = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
      const double gap = row[i] - target[i];
      squares += gap * gap;
    }
    out.push_back(static_cast<float>(squares));
  }
  return out;
}

}  // namespace

Result<CellOutcome> measure_warped(const CellTask& task) {
  const Model& model = *task.model;
  const int T = model.preprocessing.steps;
  const int D = model.preprocessing.dims;
  ClassifyOptions options = published_search(task, 50);
  options.keep_reconstructions = true;
  const auto decisions = classify(model, task.data->test, options);
  if (!decisions) return decisions.error();
  const auto targets = preprocess(task.data->preprocessing, task.data->test);
  if (!targets) return targets.error();

  std::vector<const float*> exemplars;
  int types = 0;
  for (const Module& module : model.modules) {
    types = module.shape.inputs;
    for (int k = 0; k < types; ++k)
      exemplars.push_back(module.exemplars.data() + static_cast<std::size_t>(k) * T * D);
  }
  const DtwItems packed_exemplars(exemplars, T, D);
  Count mse;
  Count dtw;
  Count banded;
  Count nearest_mse;
  Count nearest_dtw;
  for (int n = 0; n < targets->size(); ++n) {
    const SequenceView target = (*targets)[n];
    const int truth = model.find(targets->label_names[targets->labels[n]]);
    std::vector<const float*> drawn;
    for (const Reconstruction& one : (*decisions)[n].reconstructions) drawn.push_back(one.values.data());
    const DtwItems packed(drawn, T, D);
    const std::span<const SequenceView> reference(&target, 1);
    mse.add(squared_distances(drawn, target.values), 1, truth);
    dtw.add(dtw_distances(packed, reference), 1, truth);
    banded.add(dtw_distances(packed, reference, T / kBandShare), 1, truth);
    nearest_mse.add(squared_distances(exemplars, target.values), types, truth);
    nearest_dtw.add(dtw_distances(packed_exemplars, reference), types, truth);
  }
  CellOutcome out;
  const int items = targets->size();
  const auto share = [&](const Count& count) {
    return Quantity{static_cast<double>(count.right) / items, items};
  };
  out.values["accuracy.mse"] = share(mse);
  out.values["accuracy.dtw"] = share(dtw);
  out.values["accuracy.banded"] = share(banded);
  out.values["nearest.mse"] = share(nearest_mse);
  out.values["nearest.dtw"] = share(nearest_dtw);
  return out;
}

}  // namespace resketch
