#include <algorithm>

#include "experiments/mic.h"

namespace resketch {

Variant inverse_variant(const std::string& data, Selection selection, float noise_in, float noise_out) {
  return {setting_name(data, selection, noise_in, noise_out),
          Measure::kInverse,
          data,
          selection,
          noise_in,
          noise_out};
}

Variant nearest_variant(const std::string& data, Selection selection) {
  return {data + "." + selection_word(selection) + ".nearest", Measure::kNearest, data, selection, 0, 0};
}

void add_once(std::vector<Variant>& variants, Variant variant) {
  if (std::ranges::find(variants, variant.name, &Variant::name) == variants.end())
    variants.push_back(std::move(variant));
}

}  // namespace resketch
