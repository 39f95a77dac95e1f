// Series of made-up classes: sums of waves in every dimension, drawn with another pace, height and noise
// every time, the last value held to the end.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "synthetic_strokes.h"

namespace resketch {

constexpr int kSeriesSteps = 70;

/// A series [kSeriesSteps, dims] of class `number`; `item` tells items apart.
inline std::vector<float> synthetic_series(int dims, int number, std::uint32_t item) {
  RandomStream form(11, 0, static_cast<std::uint32_t>(number));
  RandomStream random(12, 0, static_cast<std::uint32_t>(number), item);
  constexpr int kWaves = 4;
  std::vector<double> sizes;
  for (int k = 0; k < 2 * kWaves * dims; ++k) sizes.push_back(form.normal());
  const double height = std::exp(.1 * random.normal());
  const double bend = .3 * random.uniform(-1.F, 1.F);  // of time
  const int measured = kSeriesSteps - static_cast<int>(random.below(20));
  std::vector<float> values;
  for (int t = 0; t < measured; ++t) {
    const double share = static_cast<double>(t) / (measured - 1);
    const double at = share + bend * std::sin(std::numbers::pi * share) / std::numbers::pi;
    for (int d = 0; d < dims; ++d) {
      double value = .02 * random.normal();
      for (int k = 0; k < kWaves; ++k) {
        const double* size = &sizes[2 * (d * kWaves + k)];
        value += height *
                 (size[0] * std::sin(2 * std::numbers::pi * (k + 1) * at) +
                  size[1] * std::cos(2 * std::numbers::pi * (k + 1) * at)) /
                 (k + 1);
      }
      values.push_back(static_cast<float>(value));
    }
  }
  while (values.size() < static_cast<std::size_t>(kSeriesSteps) * dims)
    values.push_back(values[values.size() - dims]);
  return values;
}

inline Model empty_series_model(int dims, int steps = kSeriesSteps) {
  Model model;
  model.generator = GeneratorKind::kSeries;
  model.preprocessing = {.kind = DataKind::kSeries,
                         .input_dims = dims,
                         .steps = steps,
                         .dims = dims,
                         .mean = std::vector<float>(dims, 0.F),
                         .sd = std::vector<float>(dims, 1.F)};
  return model;
}

/// Classes 0, 1, ... with items 0, 1, ...; the style not learned yet.
inline Model synthetic_series_model(int dims, int classes, int per_class) {
  Model model = empty_series_model(dims);
  for (int c = 0; c < classes; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < per_class; ++k)
      exemplars.push_back(synthetic_series(dims, c, static_cast<std::uint32_t>(k)));
    model.modules.push_back(module_of("class " + std::to_string(c), exemplars, dims));
  }
  return model;
}

}  // namespace resketch
