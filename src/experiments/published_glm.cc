#include "experiments/published_glm.h"

#include <algorithm>

#include "experiments/published_mic.h"

namespace resketch {

const std::vector<PrintedGlm>& printed_glms() {
  // The last row of Table 12 is cut off in the report we have.
  static const std::vector<PrintedGlm> kTables = {
      {"table3",
       "table2",
       -2.6237,
       0.0034124,
       0.00341,
       5e-8,
       5e-6,
       {{"Intercept", 1.5711, 2.031, 0.774, 0.439, -2.410, 5.552},
        {"in_01", 0.2401, 2.291, 0.105, 0.917, -4.251, 4.731},
        {"in_02", 0.2572, 2.299, 0.112, 0.911, -4.249, 4.763},
        {"out_01", 0.1430, 2.347, 0.061, 0.951, -4.458, 4.744},
        {"out_025", -0.0156, 2.281, -0.007, 0.995, -4.485, 4.454}}},
      {"table10",
       "table7",
       -3.9450,
       0.0054694,
       0.00546,
       5e-8,
       5e-6,
       {{"Intercept", 0.3034, 1.516, 0.200, 0.841, -2.668, 3.275},
        {"in_01", 0.1389, 1.667, 0.083, 0.934, -3.129, 3.407},
        {"in_02", 0.1985, 1.673, 0.119, 0.906, -3.081, 3.478},
        {"out_01", 0.0674, 1.676, 0.040, 0.968, -3.217, 3.352},
        {"out_02", 0.0196, 1.671, 0.012, 0.991, -3.256, 3.295}}},
      {"table11",
       "table8",
       -2.4586,
       0.028755,
       0.0281,
       5e-7,
       5e-5,
       {{"Intercept", 1.7095, 2.142, 0.798, 0.425, -2.489, 5.908},
        {"in_01", 0.5443, 2.452, 0.222, 0.824, -4.261, 5.350},
        {"in_02", 0.3634, 2.354, 0.154, 0.877, -4.250, 4.977},
        {"out_00001", -0.1472, 2.454, -0.060, 0.952, -4.958, 4.663},
        {"out_00002", -0.1271, 2.463, -0.052, 0.959, -4.954, 4.700}}},
      {"table12",
       "table9",
       -3.2879,
       0.0053820,
       0.00535,
       5e-8,
       5e-6,
       {{"Intercept", 0.9265, 1.701, 0.545, 0.586, -2.408, 4.261},
        {"in_01", 0.3886, 1.926, 0.202, 0.840, -3.385, 4.163},
        {"in_02", 0.3582, 1.916, 0.187, 0.852, -3.398, 4.114},
        {"out_00001", 0.0374, 1.934, 0.019, 0.985, -3.754, 3.829}}},
  };
  return kTables;
}

GlmData noise_design(const std::string& accuracies_table, const std::vector<double>& shares) {
  const auto& tables = first_noise_tables();
  const auto table = std::ranges::find(tables, accuracies_table, &FirstNoiseTable::table);
  const bool characters = table->data == "characters";
  const char* last = table->table == "table2" ? "out_025" : "out_02";
  GlmData data;
  data.names = {"in_01", "in_02", characters ? "out_00001" : "out_01", characters ? "out_00002" : last};
  const float in[] = {table->rows[1].noise_in, table->rows[2].noise_in};
  const float out[] = {table->rows[3].noise_out, table->rows[4].noise_out};
  for (const FirstNoiseRow& row : table->rows) {
    std::vector<double> values;
    for (const float level : in) values.push_back(row.noise_in == level ? 1 : 0);
    for (const float level : out) values.push_back(row.noise_out == level ? 1 : 0);
    data.rows.push_back(std::move(values));
  }
  data.shares = shares;
  return data;
}

}  // namespace resketch
