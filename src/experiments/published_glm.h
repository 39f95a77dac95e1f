// Tables 3, 10, 11 and 12 of the first MIC report: linear models of accuracy by noise, as printed.
#pragma once

#include <string>
#include <vector>

#include "experiments/glm.h"

namespace resketch {

struct PrintedTerm {
  std::string name;  ///< as printed: "in_01"
  double coefficient, standard_error, z, p, low, high;
};

struct PrintedGlm {
  std::string table;       ///< "table3"
  std::string accuracies;  ///< "table2": what it was fitted to
  double log_likelihood, deviance, pearson_chi2;
  double deviance_rounding, pearson_rounding;  ///< half a unit of the last printed digit
  std::vector<PrintedTerm> terms;
};

const std::vector<PrintedGlm>& printed_glms();

/// Regressors in_01, in_02 and two of noise_out for the nine settings of a published noise table.
/// @param shares  by row of the table
GlmData noise_design(const std::string& accuracies_table, const std::vector<double>& shares);

}  // namespace resketch
