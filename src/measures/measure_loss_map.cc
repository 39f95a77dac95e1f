// Figure 7: how well every generator redraws every class, on what it was trained on and on new items.
#include <algorithm>

#include "measures/cell.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kItemsAClass = 20;  // as published

/// The types of all modules as a data set of the model's own scale.
Dataset types_of(const Model& model) {
  Dataset out;
  out.name = model.data_name;
  out.kind = model.preprocessing.kind == DataKind::kImage ? DataKind::kImage : DataKind::kSeries;
  out.dims = model.preprocessing.dims;
  for (const Module& module : model.modules) {
    const int label = static_cast<int>(out.label_names.size());
    out.label_names.push_back(module.label);
    const std::size_t size = static_cast<std::size_t>(module.shape.steps) * module.shape.outputs;
    for (int k = 0; k < module.shape.inputs; ++k)
      out.append(std::span(module.exemplars).subspan(k * size, size), label);
  }
  return out;
}

Dataset test_items(const Dataset& test) {
  std::vector<int> left(test.label_names.size(), kItemsAClass);
  std::vector<int> chosen;
  for (int i = 0; i < test.size(); ++i) {
    if (test.labels[i] >= 0 && left[test.labels[i]]-- > 0) chosen.push_back(i);
  }
  return test.subset(chosen);
}

/// Mean loss [generator][class of the items], with the share of rows and columns whose least is on the
/// diagonal.
Result<Json> loss_map(const CellTask& task, const Model& model, const Dataset& items, const std::string& name,
                      CellOutcome& out) {
  const auto decisions = classify(model, items, published_search(task, 50));
  if (!decisions) return decisions.error();
  const int C = static_cast<int>(model.modules.size());
  std::vector<std::vector<double>> sums(C, std::vector<double>(C, 0));
  std::vector<int> counts(C, 0);
  for (int n = 0; n < items.size(); ++n) {
    const int truth = model.find(items.label_names[items.labels[n]]);
    if (truth < 0) continue;
    ++counts[truth];
    for (int c = 0; c < C; ++c) sums[c][truth] += (*decisions)[n].losses[c];
  }
  int rows = 0;
  int columns = 0;
  int measured = 0;
  for (int c = 0; c < C; ++c) {
    for (int t = 0; t < C; ++t) sums[c][t] /= std::max(1, counts[t]);
  }
  for (int c = 0; c < C; ++c) {
    if (counts[c] == 0) continue;
    ++measured;
    bool least_of_row = true;
    bool least_of_column = true;
    for (int o = 0; o < C; ++o) {
      if (counts[o] > 0 && sums[c][o] < sums[c][c]) least_of_row = false;
      if (sums[o][c] < sums[c][c]) least_of_column = false;
    }
    rows += least_of_row ? 1 : 0;
    columns += least_of_column ? 1 : 0;
  }
  out.values[name + ".rows"] = {static_cast<double>(rows) / std::max(1, measured), 0};
  out.values[name + ".columns"] = {static_cast<double>(columns) / std::max(1, measured), 0};
  return Json(sums);
}

}  // namespace

Result<CellOutcome> measure_loss_map(const CellTask& task) {
  CellOutcome out;
  Json labels = Json::array();
  for (const Module& module : task.model->modules) labels.push_back(module.label);
  auto train = loss_map(task, for_preprocessed(*task.model), types_of(*task.model), "train", out);
  if (!train) return train.error();
  auto test = loss_map(task, *task.model, test_items(task.data->test), "test", out);
  if (!test) return test.error();
  out.payload = {{"labels", labels}, {"train", *std::move(train)}, {"test", *std::move(test)}};
  return out;
}

}  // namespace resketch
