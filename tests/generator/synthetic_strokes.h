// Strokes of made-up classes: smooth curves that differ between classes, drawn with another size, slant, pace
// and rest every time.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include "base/random.h"
#include "generator/exemplar_generator.h"

namespace resketch {

constexpr int kTestSteps = 90;

/// A drawing [T, 2] of class `number`; `item` tells drawings apart.
/// @param ripple added to y, five waves along the stroke
inline std::vector<float> draw_synthetic(int number, std::uint32_t item, int steps = kTestSteps,
                                         double ripple = 0) {
  RandomStream form(7, 0, static_cast<std::uint32_t>(number));
  RandomStream random(8, 0, static_cast<std::uint32_t>(number), item);
  double wave[2][3], phase[2][3];
  for (int axis = 0; axis < 2; ++axis) {
    for (int k = 0; k < 3; ++k) {
      wave[axis][k] = (form.normal() + .08 * random.normal()) / (k + 1);
      phase[axis][k] = form.uniform() * 2 * std::numbers::pi;
    }
  }
  const double size = std::exp(.15 * random.normal());
  const double slant = .1 * random.normal();
  const double bend = .3 * random.uniform(-1.F, 1.F);  // of time
  const int before = static_cast<int>(random.below(static_cast<std::uint32_t>(steps) / 10 + 1));
  const int moving =
      steps * 7 / 10 + static_cast<int>(random.below(static_cast<std::uint32_t>(steps) / 10 + 1));
  std::vector<float> values;
  for (int t = 0; t < steps; ++t) {
    const double share = std::min(std::max(t - before, 0) / static_cast<double>(std::max(moving, 1)), 1.0);
    const double at = share + bend * std::sin(std::numbers::pi * share) / std::numbers::pi;
    double place[2] = {.5, -.3};
    for (int axis = 0; axis < 2; ++axis) {
      for (int k = 0; k < 3; ++k) {
        place[axis] += size * wave[axis][k] * std::sin(std::numbers::pi * (k + 1) * at + phase[axis][k]);
      }
    }
    place[1] += ripple * std::sin(10 * std::numbers::pi * share);
    values.push_back(static_cast<float>(place[0] + slant * place[1]));
    values.push_back(static_cast<float>(place[1]));
  }
  return values;
}

inline Module module_of(const std::string& label, const std::vector<std::vector<float>>& exemplars,
                        int dims = 2) {
  Module module;
  module.label = label;
  module.shape = {.inputs = static_cast<int>(exemplars.size()),
                  .hidden = 0,
                  .outputs = dims,
                  .steps = static_cast<int>(exemplars.front().size()) / dims};
  for (const auto& exemplar : exemplars) {
    module.exemplars.insert(module.exemplars.end(), exemplar.begin(), exemplar.end());
  }
  return module;
}

inline Model empty_stroke_model(int steps = kTestSteps) {
  Model model;
  model.generator = GeneratorKind::kStroke;
  model.preprocessing = {.kind = DataKind::kPenVelocity,
                         .input_dims = 3,
                         .steps = steps,
                         .dims = 2,
                         .mean = {0, 0},
                         .sd = {1.F, 1.2F}};
  return model;
}

/// Classes 0, 1, ... with items 0, 1, ...; the style not learned yet.
inline Model synthetic_model(int classes, int per_class) {
  Model model = empty_stroke_model();
  for (int c = 0; c < classes; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < per_class; ++k) exemplars.push_back(draw_synthetic(c, static_cast<std::uint32_t>(k)));
    model.modules.push_back(module_of("class " + std::to_string(c), exemplars));
  }
  return model;
}

inline std::unique_ptr<ExemplarGenerator> learned_generator(Model& model) {
  learn_trace_style(model).value();
  return make_trace_generator(model).value();
}

}  // namespace resketch
