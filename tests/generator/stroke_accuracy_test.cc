// Real handwriting: the pool of UCI Character Trajectories, half of it for exemplars, half to be recognised.
#include <gtest/gtest.h>

#include "../data/real_data.h"
#include "generator/exemplar_generator.h"
#include "resketch/exemplars.h"

namespace resketch {
namespace {

TEST(StrokeAccuracy, OnCharactersWithFourExemplarsAClassIsAtLeast97Percent) {
  SKIP_WITHOUT_DATA("characters");
  const Dataset raw = load_dataset("characters", {.split = Split::kPool}).value();
  Model model;
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
  learn_stroke_style(model).value();
  const auto generator = make_stroke_generator(model).value();
  int right = 0;
  for (const int n : halves[1]) {
    std::vector<double> evidence(sets.size());
    generator->explain(pool[n].values, evidence, nullptr);
    right += std::max_element(evidence.begin(), evidence.end()) - evidence.begin() == pool.labels[n] ? 1 : 0;
  }
  EXPECT_GE(right, .97 * static_cast<double>(halves[1].size()));
}

}  // namespace
}  // namespace resketch
