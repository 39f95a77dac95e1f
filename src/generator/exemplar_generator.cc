#include "generator/exemplar_generator.h"

namespace resketch {

Result<void> learn_style(Model& model) {
  model.style.clear();
  return model.generator == GeneratorKind::kStroke ? learn_stroke_style(model) : learn_image_style(model);
}

Result<std::unique_ptr<ExemplarGenerator>> make_exemplar_generator(const Model& model, Effort effort) {
  return model.generator == GeneratorKind::kStroke ? make_stroke_generator(model, effort)
                                                   : make_image_generator(model);
}

}  // namespace resketch
