// The numbers of modular inverse classification (MIC) as printed.
//   first report: Hobbhahn, "Modular Inverse Classification using Generative Models", 2019; one run, seed 42.
//   revised report: its revision of October 2019; five repeats.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/experiment.h"

namespace resketch {

/// A row of the first report's noise tables, with Table 13 beside it.
struct FirstNoiseRow {
  float noise_in, noise_out;
  double overall;     ///< accuracy after 50 iterations
  double accuracy_0;  ///< Table 13, as are the next three
  double mse_0, mse_50;
  double accuracy_50_table13;   ///< equals `overall` but for the rows where the report contradicts itself
  std::vector<double> classes;  ///< accuracy by class, in the order of `labels`; NaN where it is unreadable
};

/// One of the first report's four noise experiments.
struct FirstNoiseTable {
  std::string data;
  Selection selection;
  std::string table;  ///< "table2": accuracies by class
  std::string glm;    ///< "table3": the model fitted to them
  std::vector<std::string> labels;
  std::vector<FirstNoiseRow> rows;  ///< 9, none first
};
const std::vector<FirstNoiseTable>& first_noise_tables();

/// A row of the revised report: mean and sd over 5 repeats, random and clustered exemplars.
struct RevisedNoiseRow {
  float noise_in, noise_out;
  Published random, clustered;
};
std::span<const RevisedNoiseRow> revised_noise_rows(std::string_view data);

inline constexpr char kFirstReport[] = "MIC, first report 2019";
inline constexpr char kRevisedReport[] = "MIC, revised report of October 2019";

/// "mnist.clustered.in0.1.out0": the variant of a setting in all experiments.
std::string setting_name(std::string_view data, Selection selection, float noise_in, float noise_out);

/// "clustered" or "random", as the papers say.
std::string selection_word(Selection selection);

/// Characters are tested on 400 items of our own choice, MNIST on the published ones; both printed to three
/// decimals.
Published published_share(std::string_view data, double value, double sd = Figure::kNone, int n = 1);

}  // namespace resketch
