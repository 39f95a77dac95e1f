#include <fmt/format.h>

#include "experiments/holistic.h"

namespace resketch {
namespace {

/// Published for 2, 4 and 20 classes.
float sparse_noise(int classes) {
  return classes == 20 ? 0.3F : 0.4F;
}

HolisticSetting setting_of(int classes, const std::string& name) {
  HolisticSetting out{.classes = classes};
  if (name.starts_with("noise_0")) out.noise = 0.1F * static_cast<float>(name.back() - '0');
  if (name == "ds") out.layers = 2;
  out.repeller = name == "repeller";
  out.types = name.starts_with("types");
  if (name == "types_noise") out.noise = sparse_noise(classes);
  if (name.starts_with("sparse") || name == "comparison_sparse") out.examples = HolisticExamplesKind::kSparse;
  if (name == "sparse_1") out.examples = HolisticExamplesKind::kSparseOne;
  if (name == "sparse_noise" || name == "sparse_1") out.noise = sparse_noise(classes);
  return out;
}

}  // namespace

std::string holistic_name(int classes, const std::string& name) {
  return fmt::format("{}.{}", classes, name);
}

Variant holistic_variant(int classes, const std::string& name) {
  const bool forward = name.starts_with("comparison");
  return {.name = holistic_name(classes, name),
          .measure = forward ? Measure::kHolisticForward : Measure::kHolistic,
          .data = "characters",
          .holistic = setting_of(classes, name)};
}

std::string holistic_title(const std::string& name) {
  if (name == "ds") return "double-stacked";
  if (name.starts_with("noise_0")) return std::string("noise .") + name.back();
  if (name == "types_noise") return "types + noise";
  if (name == "sparse_noise") return "sparse + noise";
  if (name == "sparse_1") return "sparse_1 + noise";
  if (name == "comparison") return "forward network";
  if (name == "comparison_sparse") return "forward network, sparse";
  return name;
}

Figure paired_difference(const Measured& measured, const std::string& variant, const std::string& base,
                         const std::string& quantity, double published) {
  auto gain = measured.values(variant, quantity);
  const auto from = measured.values(base, quantity);
  gain.resize(std::min(gain.size(), from.size()));
  for (std::size_t s = 0; s < gain.size(); ++s) gain[s] -= from[s];
  Figure figure = make_figure(summarise(gain), 0, {.value = published}, kHolisticSource);
  figure.uncertainty = Figure::kNone;  // how the published runs pair is not known
  return figure;
}

}  // namespace resketch
