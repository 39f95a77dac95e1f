#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "resketch/classify.h"

namespace resketch {
namespace {

/// Share of right answers against stated probability, in bins of equal width.
class CalibrationBins {
 public:
  void add(double probability, bool right) {
    excess_[std::min(static_cast<int>(probability * kBins), kBins - 1)] += probability - (right ? 1 : 0);
    ++items_;
  }
  /// Mean over items of the absolute gap of their bins.
  double error() const {
    double sum = 0;
    for (const double excess : excess_) sum += std::abs(excess);
    return items_ > 0 ? sum / items_ : 0;
  }

 private:
  static constexpr int kBins = 15;
  std::array<double, kBins> excess_{};  // stated minus right, summed
  int items_ = 0;
};

}  // namespace

Evaluation evaluate(const Model& model, const Dataset& data, const std::vector<Decision>& decisions) {
  Evaluation out;
  const int C = static_cast<int>(model.modules.size());
  for (const Module& module : model.modules) out.labels.push_back(module.label);
  std::vector<int> row_of;  // by label index of the data
  for (const std::string& label : data.label_names) {
    const auto found = std::find(out.labels.begin(), out.labels.end(), label);
    row_of.push_back(static_cast<int>(found - out.labels.begin()));
    if (found == out.labels.end()) out.labels.push_back(label);
  }
  out.confusion.assign(out.labels.size(), std::vector<int>(C + 1, 0));
  std::vector<int> right(out.labels.size(), 0);
  std::vector<int> total(out.labels.size(), 0);
  int accepted_right = 0;
  double loss = 0;
  CalibrationBins bins;
  for (int n = 0; n < data.size(); ++n) {
    if (data.labels[n] == Dataset::kUnlabelled) {
      ++out.unlabelled;
      continue;
    }
    const Decision& decision = decisions[n];
    const int row = row_of[data.labels[n]];
    const bool unknown = decision.label == Decision::kUnknown;
    const int column = unknown ? C : decision.label;
    ++out.items;
    ++out.confusion[row][column];
    out.unknown += unknown ? 1 : 0;
    ++total[row];
    right[row] += row < C ? decision.best == row : unknown;
    accepted_right += column == row && !unknown ? 1 : 0;
    loss += decision.losses[decision.best];
    if (row < C) bins.add(decision.probability, decision.best == row);
  }
  out.ece = bins.error();
  if (out.items > 0) {
    out.accuracy = static_cast<double>(std::accumulate(right.begin(), right.end(), 0)) / out.items;
    out.mean_loss = loss / out.items;
  }
  if (out.items > out.unknown)
    out.accepted_accuracy = static_cast<double>(accepted_right) / (out.items - out.unknown);
  for (std::size_t row = 0; row < out.labels.size(); ++row) {
    out.per_class.push_back(total[row] > 0 ? static_cast<double>(right[row]) / total[row]
                                           : std::numeric_limits<double>::quiet_NaN());
  }
  return out;
}

}  // namespace resketch
