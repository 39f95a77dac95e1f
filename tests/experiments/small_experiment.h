// An experiment that takes a second, on data that is part of the program.
#pragma once

#include "experiments/experiment.h"

namespace resketch {

inline Experiment small_experiment() {
  Experiment out{.name = "small", .title = "Small", .shows = "nothing", .source = "tests"};
  for (const float noise : {0.0F, 0.1F, 0.2F}) {
    out.variants.push_back(
        {"noise" + std::to_string(noise), Measure::kInverse, "digits-sample", Selection::kRandom, noise, 0});
    out.figures.push_back({"accuracy" + std::to_string(noise),
                           out.variants.back().name,
                           "accuracy.50",
                           {.value = 0.5, .sd = 0.1, .n = 5},
                           "tests"});
  }
  out.variants.push_back({"nearest", Measure::kNearest, "digits-sample", Selection::kRandom, 0, 0});
  out.figures.push_back({"nearest", "nearest", "accuracy", {}, ""});
  out.variants.push_back({"map", Measure::kLossMap, "digits-sample", Selection::kRandom, 0.1F, 0});
  out.figures.push_back({"rows", "map", "train.rows", {}, ""});
  out.variants.push_back({"redraw", Measure::kRedraw, "digits-sample", Selection::kRandom, 0.1F, 0});
  out.figures.push_back({"redraw", "redraw", "mse", {}, ""});
  return out;
}

}  // namespace resketch
