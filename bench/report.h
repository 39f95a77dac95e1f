// What was measured: a table on stdout while it grows, and figures for bench.json.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"

namespace resketch::bench {

/// Name to value, as bench.json has them under `figures`.
using Figures = std::map<std::string, double>;

/// A figure that every full run should have, and what it should reach.
struct Goal {
  std::string_view figure;
  std::string_view goal;
};

/// The figures that the project has set itself, in the order in which they are shown.
const std::vector<Goal>& goals();

class Report {
 public:
  /// Says on stderr what is being measured now.
  void progress(std::string_view what) const;

  /// A line of the table.
  void row(std::string_view what, std::string_view result) const;

  void figure(const std::string& name, double value) { figures_[name] = value; }

  /// A figure that could not be measured here, and why.
  void skip(const std::string& figure, std::string reason);

  /// A ratio that must not be shown: its two sides did not compute the same thing.
  void refuse(const std::string& figure, std::string reason);

  /// The end of the table: every goal with its figure, or why there is none.
  void print_goals() const;

  /// The end of a comparison: each figure that both have, this one's value over the other's.
  void print_ratios(const Figures& old) const;

  const Figures& figures() const { return figures_; }
  bool refused() const { return refused_; }

  /// bench.json: figures, what was skipped, and `circumstances` (a JSON object) beside them.
  std::string json(const std::string& circumstances) const;

 private:
  Figures figures_;
  std::map<std::string, std::string> skipped_;
  bool refused_ = false;
};

/// The figures of an earlier bench.json. @errors kBadInput if it is none, and those of reading a file
Result<Figures> read_figures(const std::string& path);

}  // namespace resketch::bench
