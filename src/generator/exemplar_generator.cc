#include "generator/exemplar_generator.h"

namespace resketch {

bool has_fine_detail(GeneratorKind generator) {
  return generator == GeneratorKind::kStroke;
}

Result<void> learn_style(Model& model, Detail detail) {
  model.style.clear();
  return model.generator == GeneratorKind::kImage ? learn_image_style(model)
                                                  : learn_trace_style(model, detail);
}

std::vector<float> clustering_features(GeneratorKind generator, const Dataset& items, int threads) {
  return generator == GeneratorKind::kImage ? image_keys(items, threads) : std::vector<float>{};
}

Result<std::unique_ptr<ExemplarGenerator>> make_exemplar_generator(const Model& model, Effort effort) {
  return model.generator == GeneratorKind::kImage ? make_image_generator(model)
                                                  : make_trace_generator(model, effort);
}

}  // namespace resketch
