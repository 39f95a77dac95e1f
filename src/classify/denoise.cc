#include "resketch/denoise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace resketch {
namespace {

Error no_such_label(const Model& model, const std::string& label) {
  std::vector<std::string_view> labels;
  for (const Module& module : model.modules) labels.emplace_back(module.label);
  return {ErrorCode::kNotFound,
          fmt::format("the model has no class '{}'; its classes are {}", label, fmt::join(labels, " "))};
}

}  // namespace

Result<Denoised> denoise(const Model& model, const Dataset& data, const DenoiseOptions& options) {
  const int chosen = options.label.empty() ? -1 : model.find(options.label);
  if (!options.label.empty() && chosen < 0) return no_such_label(model, options.label);
  ClassifyOptions classifying = options.classify;
  classifying.keep_reconstructions = true;
  if (chosen >= 0) {  // whatever the item is
    classifying.reject = false;
    classifying.inference.exhaustive = true;
  }
  auto decisions = classify(model, data, classifying);
  if (!decisions) return decisions.error();
  Denoised out;
  out.data.name = data.name;
  out.data.kind = data.kind;
  out.data.dims = data.dims;
  out.data.label_names = data.label_names;
  out.data.first_step = {0};
  for (int n = 0; n < data.size(); ++n) {
    const Decision& decision = (*decisions)[n];
    if (chosen < 0 && decision.label == Decision::kUnknown) {
      out.left_out.push_back(n);
      continue;
    }
    const Reconstruction& drawn = decision.reconstructions[chosen >= 0 ? chosen : decision.best];
    out.data.append(restore(model.preprocessing, drawn.values, data[n]), data.labels[n], data.id(n));
  }
  out.decisions = *std::move(decisions);
  return out;
}

}  // namespace resketch
