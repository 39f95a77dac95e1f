// An experiment as data: what is varied, what is measured, what was published.
#pragma once

#include <string>
#include <vector>

#include "experiments/statistics.h"
#include "measures/variant.h"

namespace resketch {

class Presentation;
class Measured;

/// A number of the result: a quantity of a variant beside what was published of it.
struct FigureSpec {
  std::string name = {};  ///< in the result; begins with the published table or figure
  std::string variant;
  std::string quantity;  ///< as the cell calls it: "accuracy.50", "class.50.a", ...
  Published published;
  std::string source = {};  ///< of the published number
};

/// Figures as a table: heads, and names of figures (empty: nothing there).
struct TableSpec {
  std::string title = {};
  std::string note = {};
  std::vector<std::string> heads = {};    ///< titles of the columns of heads
  std::vector<std::string> columns = {};  ///< titles of the columns of figures
  struct Row {
    std::vector<std::string> heads = {};
    std::vector<std::string> figures = {};
  };
  std::vector<Row> rows = {};
};

/// One published experiment.
struct Experiment {
  std::string name = {};
  std::string title = {};
  std::string shows = {};
  std::string source = {};
  std::vector<Variant> variants = {};
  std::vector<FigureSpec> figures = {};
  std::vector<TableSpec> tables = {};
  int seeds_at_default = 0;  ///< of the five, where the work is heavy; 0: all
  /// Adds what is computed from measured figures: derived figures, charts, drawings. May be null.
  void (*present)(const Measured&, Presentation&) = nullptr;
};

}  // namespace resketch
