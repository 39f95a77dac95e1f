#include "classify/detail.h"

#include <gtest/gtest.h>

#include "../generator/synthetic_strokes.h"
#include "resketch/training.h"

namespace resketch {
namespace {

const InferenceOptions kInference = default_inference(Preset::kDefault);

Result<Trial> trial_of(const Model& model) {
  return try_model(model, {}, kInference, 1);
}

Detail chosen_for(Model model) {
  choose_detail(model, trial_of).value();
  return style_detail(model);
}

// Of every two classes one is the other with a ripple, one way round or the other.
Model rippled_model(int classes, int per_class) {
  Model model = empty_stroke_model();
  for (int c = 0; c < classes; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < per_class; ++k) {
      exemplars.push_back(draw_synthetic(c / 2, static_cast<std::uint32_t>(c * per_class + k), kTestSteps,
                                         c % 2 == 0 ? .03 : -.03));
    }
    model.modules.push_back(module_of("class " + std::to_string(c), exemplars));
  }
  learn_style(model).value();
  return model;
}

TEST(Detail, IsFineWhereFineDetailTellsClassesApart) {
  EXPECT_EQ(chosen_for(rippled_model(20, 6)), Detail::kFine);
}

TEST(Detail, IsUsualWhereItDoesNot) {
  Model model = synthetic_model(12, 4);
  learn_style(model).value();
  EXPECT_EQ(chosen_for(model), Detail::kUsual);
}

TEST(Detail, IsUsualWhereNothingCanBeHeldOut) {
  EXPECT_EQ(chosen_for(rippled_model(4, 1)), Detail::kUsual);
}

TEST(Detail, TheTrialIsOfTheModelAsItIsLeft) {
  Model model = rippled_model(20, 6);
  const Trial trial = choose_detail(model, trial_of).value();
  EXPECT_EQ(trial.evidence, trial_of(model).value().evidence);
}

}  // namespace
}  // namespace resketch
