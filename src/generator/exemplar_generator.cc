#include "generator/exemplar_generator.h"

namespace resketch {

Result<void> learn_style(Model& model) {
  model.style.clear();
  return model.generator == GeneratorKind::kImage ? learn_image_style(model) : learn_trace_style(model);
}

Result<std::unique_ptr<ExemplarGenerator>> make_exemplar_generator(const Model& model, Effort effort) {
  return model.generator == GeneratorKind::kImage ? make_image_generator(model)
                                                  : make_trace_generator(model, effort);
}

}  // namespace resketch
