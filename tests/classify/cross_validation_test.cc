#include "classify/cross_validation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "../generator/synthetic_strokes.h"
#include "resketch/classify.h"

namespace resketch {
namespace {

constexpr int kClasses = 8;

/// One in eight has a strong ripple.
double ripple(int item) {
  return item % 8 == 0 ? .2 + .02 * (item % 5) : 0;
}

/// Items number `first` and on of every class.
Dataset drawings(int first, int per_class) {
  Dataset data;
  data.name = "drawings";
  data.kind = DataKind::kSeries;
  data.dims = 2;
  for (int c = 0; c < kClasses; ++c) {
    data.label_names.push_back(std::to_string(c));
    for (int n = first; n < first + per_class; ++n)
      data.append(draw_synthetic(c, static_cast<std::uint32_t>(n), kTestSteps, ripple(n)), c);
  }
  return data;
}

TrainOptions nearest(int per_class) {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kSeries);
  options.exemplars = {.per_class = per_class, .selection = Selection::kNearest};
  options.threads = 1;
  return options;
}

Trial trial_of(const Dataset& pool, int per_class, int most) {
  const Preprocessing preprocessing = fit_preprocessing(pool, true).value();
  const CrossValidation folds =
      CrossValidation::make(preprocess(preprocessing, pool).value(), preprocessing, nearest(per_class), most)
          .value();
  return folds.try_models(Detail::kUsual, default_inference(Preset::kDefault), 1, {}).value();
}

TEST(CrossValidation, TriesEveryItemOnceOrAsManyAsAreAskedFor) {
  const Dataset pool = drawings(0, 9);
  const Trial all = trial_of(pool, 3, 100);
  EXPECT_EQ(all.size(), kClasses * 9);
  for (int c = 0; c < kClasses; ++c) EXPECT_EQ(std::ranges::count(all.modules, c), 9);
  EXPECT_EQ(trial_of(pool, 3, 4).size(), kClasses * 4);
}

Dataset twice(const Dataset& data) {
  Dataset out = data;
  for (int n = 0; n < data.size(); ++n) {
    const auto values = data[n].values;
    out.append(std::vector<float>(values.begin(), values.end()), data.labels[n]);
  }
  return out;
}

TEST(CrossValidation, KeepsTheOnlyItemOfAClass) {
  EXPECT_EQ(trial_of(drawings(0, 1), 1, 100).size(), 0);
  EXPECT_EQ(trial_of(twice(drawings(0, 1)), 1, 100).size(), 0);
}

TEST(CrossValidation, ShowsCopiesOfAnUnseenItemToNoModel) {
  const Dataset pool = drawings(0, 9);
  EXPECT_EQ(trial_of(twice(pool), 3, 100).evidence, trial_of(pool, 3, 100).evidence);
}

// The most unusual items become exemplars; a threshold by those that are left refuses .07 of the unseen ones.
TEST(CrossValidation, KeepsKnownItemsThatTheSearchForExemplarsHasNotSeen) {
  const Model model = train(drawings(0, 16), nearest(8)).value();
  const auto decisions = classify(model, drawings(100, 60)).value();
  const auto refused = std::ranges::count_if(
      decisions, [](const Decision& decision) { return decision.label == Decision::kUnknown; });
  EXPECT_LE(static_cast<double>(refused) / static_cast<double>(decisions.size()), .03);
}

}  // namespace
}  // namespace resketch
