// CSV in long form, as parse_csv reads it: a row a step.
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "data/writers.h"

namespace resketch {
namespace {

/// RFC 4180: in quotes where it must be.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

std::string csv_of(const Dataset& data) {
  const bool labelled = std::ranges::any_of(data.labels, [](int label) { return label >= 0; });
  std::string out = "id,step";
  for (int d = 0; d < data.dims; ++d) out += fmt::format(",value{}", d);
  out += labelled ? ",label\n" : "\n";
  for (int item = 0; item < data.size(); ++item) {
    const std::string id = field(data.id(item));
    const int label = data.labels[item];
    const std::string name = label >= 0 ? field(data.label_names[label]) : "";
    const std::string end = labelled ? fmt::format(",{}", name) : "";
    const SequenceView sequence = data[item];
    for (int t = 0; t < sequence.steps; ++t) {
      out += fmt::format("{},{}", id, t);
      for (int d = 0; d < data.dims; ++d)
        out += fmt::format(",{}", sequence.values[static_cast<std::size_t>(t) * data.dims + d]);
      out += end + "\n";
    }
  }
  return out;
}

}  // namespace resketch
