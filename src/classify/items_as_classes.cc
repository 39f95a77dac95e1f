#include "classify/items_as_classes.h"

#include <string>

namespace resketch {

Model items_as_classes(std::span<const int> items, const Dataset& pool, const Module& like,
                       const Model& model) {
  Model out;
  out.generator = model.generator;
  out.preprocessing = model.preprocessing;
  out.style = model.style;
  for (const int item : items) {
    Module& module = out.modules.emplace_back();
    module.label = std::to_string(item);
    module.shape = like.shape;
    module.shape.inputs = 1;
    module.exemplars.assign(pool[item].values.begin(), pool[item].values.end());
  }
  return out;
}

}  // namespace resketch
