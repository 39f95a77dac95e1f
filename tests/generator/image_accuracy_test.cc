// Real handwriting: the digits that every build carries.
#include <gtest/gtest.h>

#include <algorithm>

#include "generator/exemplar_generator.h"
#include "resketch/exemplars.h"

namespace resketch {
namespace {

TEST(ImageAccuracy, OnDigitsWithFourExemplarsAClassIsAtLeast88Percent) {
  const Dataset raw = load_dataset("digits-sample", {.split = Split::kPool}).value();
  Model model;
  model.preprocessing = fit_preprocessing(raw).value();
  const auto sets =
      choose_exemplars(preprocess(model.preprocessing, raw).value(), {.per_class = 4, .seed = 42}).value();
  for (const ExemplarSet& set : sets) {
    Module module;
    module.label = set.label;
    module.shape = {set.count, 0, model.preprocessing.dims, model.preprocessing.steps};
    module.exemplars = set.values;
    model.modules.push_back(module);
  }
  learn_image_style(model).value();
  const auto generator = make_image_generator(model).value();
  const Dataset test =
      preprocess(model.preprocessing, load_dataset("digits-sample", {.split = Split::kTest}).value()).value();
  int right = 0;
  int items = 0;
  for (int n = 0; n < test.size(); n += 3, ++items) {
    std::vector<double> evidence(sets.size());
    generator->explain(test[n].values, evidence, nullptr);
    const auto best = std::max_element(evidence.begin(), evidence.end()) - evidence.begin();
    right += sets[best].label == test.label_names[test.labels[n]] ? 1 : 0;
  }
  EXPECT_GE(right, .88 * items) << right << " of " << items;
}

}  // namespace
}  // namespace resketch
