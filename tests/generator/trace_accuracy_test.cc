// Real handwriting: the pool of UCI Character Trajectories, half of it for exemplars, half to be recognised.
#include <gtest/gtest.h>

#include "../data/real_data.h"
#include "generator/exemplar_generator.h"
#include "resketch/exemplars.h"

namespace resketch {
namespace {

/// Share of the other half of the pool that is recognised with four exemplars a class.
double accuracy(GeneratorKind generator, DataKind kind) {
  const Dataset raw = load_dataset("characters", {.split = Split::kPool, .kind = kind}).value();
  Model model;
  model.generator = generator;
  model.preprocessing = fit_preprocessing(raw, true).value();
  const Dataset pool = preprocess(model.preprocessing, raw).value();
  std::vector<std::vector<int>> halves(2);
  for (int n = 0; n < pool.size(); ++n) halves[n % 2].push_back(n);
  const auto sets = choose_exemplars(pool.subset(halves[0]), {.per_class = 4, .seed = 1000}).value();
  for (const ExemplarSet& set : sets) {
    Module module;
    module.label = set.label;
    module.shape = {.inputs = set.count, .hidden = 0, .outputs = pool.dims, .steps = pool.steps(0)};
    module.exemplars = set.values;
    model.modules.push_back(module);
  }
  learn_style(model).value();
  const auto made = make_exemplar_generator(model).value();
  int right = 0;
  for (const int n : halves[1]) {
    std::vector<double> evidence(sets.size());
    made->explain(pool[n].values, evidence, nullptr);
    right += std::max_element(evidence.begin(), evidence.end()) - evidence.begin() == pool.labels[n] ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(halves[1].size());
}

TEST(TraceAccuracy, OnCharactersWithFourExemplarsAClassIsAtLeast97Percent) {
  SKIP_WITHOUT_DATA("characters");
  EXPECT_GE(accuracy(GeneratorKind::kStroke, DataKind::kPenVelocity), .97);
}

// Velocities and force as they are, as if of any sensor.
TEST(TraceAccuracy, OnCharactersAsSeriesIsAtLeast93Percent) {
  SKIP_WITHOUT_DATA("characters");
  EXPECT_GE(accuracy(GeneratorKind::kSeries, DataKind::kSeries), .93);
}

}  // namespace
}  // namespace resketch
