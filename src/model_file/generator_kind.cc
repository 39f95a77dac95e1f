#include <array>
#include <utility>

#include "resketch/model.h"

namespace resketch {
namespace {

constexpr std::array<std::pair<GeneratorKind, std::string_view>, 4> kNames = {
    {{GeneratorKind::kLstm, "lstm"},
     {GeneratorKind::kStroke, "stroke"},
     {GeneratorKind::kSeries, "series"},
     {GeneratorKind::kImage, "image"}}};

}  // namespace

std::string_view to_string(GeneratorKind kind) {
  for (const auto& [value, name] : kNames) {
    if (value == kind) return name;
  }
  return "unknown";
}

std::optional<GeneratorKind> parse_generator_kind(std::string_view text) {
  for (const auto& [value, name] : kNames) {
    if (text == name) return value;
  }
  return std::nullopt;
}

}  // namespace resketch
