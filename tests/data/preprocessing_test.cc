#include "resketch/preprocessing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "data/real_data.h"

namespace resketch {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;

Dataset dataset(DataKind kind, int dims, const std::vector<std::vector<float>>& items) {
  Dataset data;
  data.name = "hand-made";
  data.kind = kind;
  data.dims = dims;
  for (const auto& item : items) data.append(item, Dataset::kUnlabelled);
  return data;
}

TEST(Preprocessing, AddsVelocitiesUpAndStandardisesThemPaddingIncluded) {
  // Positions x: 1 3 | 2 2(held); y: 0 4 | 1 1(held). The third value is left out.
  const Dataset pool = dataset(DataKind::kPenVelocity, 3, {{1, 0, 9, 2, 4, 9}, {2, 1, 9}});
  const Preprocessing fitted = fit_preprocessing(pool).value();
  EXPECT_EQ(fitted.input_dims, 3);
  EXPECT_EQ(fitted.dims, 2);
  EXPECT_EQ(fitted.steps, 2);
  EXPECT_THAT(fitted.mean, ElementsAre(2.0F, 1.5F));
  EXPECT_THAT(fitted.sd, ElementsAre(FloatNear(std::sqrt(.5F), 1e-6F), FloatNear(1.5F, 1e-6F)));
  const auto first = preprocess(fitted, pool[0]).value();
  EXPECT_THAT(first, Pointwise(testing::FloatEq(), {-std::sqrt(2.F), -1.F, std::sqrt(2.F), 2.5F / 1.5F}));
  const auto second = preprocess(fitted, pool[1]).value();
  EXPECT_THAT(second, Pointwise(testing::FloatEq(), {0.F, -.5F / 1.5F, 0.F, -.5F / 1.5F}));
}

TEST(Preprocessing, HoldsTheLastValueOfShortSeries) {
  const Dataset pool = dataset(DataKind::kSeries, 1, {{1, 2, 3}, {5}});
  const Preprocessing fitted = fit_preprocessing(pool).value();
  EXPECT_FLOAT_EQ(fitted.mean[0], 21.0F / 6);
  const auto held = preprocess(fitted, pool[1]).value();
  EXPECT_THAT(held, ElementsAre(held[0], held[0], held[0]));
  EXPECT_FLOAT_EQ(held[0], (5 - fitted.mean[0]) / fitted.sd[0]);
}

TEST(Preprocessing, ResamplesLongSeriesFromFirstToLastValue) {
  Preprocessing three{
      .kind = DataKind::kSeries, .input_dims = 1, .steps = 3, .dims = 1, .mean = {0}, .sd = {1}};
  const Dataset line = dataset(DataKind::kSeries, 1, {{0, 1, 2, 3, 4, 5}});
  EXPECT_THAT(preprocess(three, line[0]).value(), ElementsAre(0.0F, 2.5F, 5.0F));
  three.steps = 1;
  EXPECT_THAT(preprocess(three, line[0]).value(), ElementsAre(5.0F));
}

TEST(Preprocessing, ResamplesPenStrokesAfterAddingUp) {
  const Preprocessing three{
      .kind = DataKind::kPenVelocity, .input_dims = 2, .steps = 3, .dims = 2, .mean = {0, 0}, .sd = {1, 1}};
  const Dataset stroke = dataset(DataKind::kPenVelocity, 2, {{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}});
  EXPECT_THAT(preprocess(three, stroke[0]).value(), ElementsAre(1, 1, 3, 3, 5, 5));
}

TEST(Preprocessing, LeavesImagesAsTheyAre) {
  const Dataset pool = dataset(DataKind::kImage, 2, {{0, .5F, 1, .25F}, {0, 0, 0, 0}});
  const Preprocessing fitted = fit_preprocessing(pool).value();
  EXPECT_TRUE(fitted.mean.empty());
  EXPECT_THAT(preprocess(fitted, pool[0]).value(), ElementsAre(0, .5F, 1, .25F));
}

TEST(Preprocessing, OfADatasetKeepsLabelsAndIds) {
  Dataset pool = dataset(DataKind::kSeries, 1, {{1, 2, 3}, {5}});
  pool.label_names = {"a"};
  pool.labels = {0, Dataset::kUnlabelled};
  pool.ids = {"first", "second"};
  const Dataset done = preprocess(fit_preprocessing(pool).value(), pool).value();
  EXPECT_EQ(done.size(), 2);
  EXPECT_EQ(done.steps(1), 3);
  EXPECT_EQ(done.labels, pool.labels);
  EXPECT_EQ(done.label_names, pool.label_names);
  EXPECT_EQ(done.ids, pool.ids);
}

TEST(Preprocessing, StandardisesAxesFarFromZeroWithoutCancellation) {
  const Dataset pool = dataset(DataKind::kSeries, 1, {{1e6F, 1e6F + 1}, {1e6F + 2, 1e6F + 3}});
  const Preprocessing fitted = fit_preprocessing(pool).value();
  EXPECT_FLOAT_EQ(fitted.sd[0], std::sqrt(1.25F));
}

TEST(Preprocessing, RefusesAPoolItCannotBeMeasuredOn) {
  const auto refusal = [](const Dataset& pool) { return fit_preprocessing(pool).error(); };
  const Error empty = refusal(dataset(DataKind::kSeries, 1, {}));
  const Error constant = refusal(dataset(DataKind::kSeries, 2, {{1, .1F, 2, .1F}, {3, .1F}}));
  const Error still = refusal(dataset(DataKind::kPenVelocity, 2, {{1, 0, 1, 0}, {3, 0}}));
  const Error sizes = refusal(dataset(DataKind::kImage, 2, {{1, 2, 3, 4}, {1, 2}}));
  const Error one_axis = refusal(dataset(DataKind::kPenVelocity, 1, {{1, 2, 3}}));
  const float most = std::numeric_limits<float>::max();
  const Error large = refusal(dataset(DataKind::kPenVelocity, 2, {{most, 0, most, 1, most, 2, most, 3}}));
  for (const Error& error : {empty, constant, still, sizes, one_axis, large}) {
    EXPECT_EQ(error.code(), ErrorCode::kBadInput) << error.what();
  }
  EXPECT_THAT(empty.what(), HasSubstr("no items"));
  EXPECT_THAT(constant.what(), HasSubstr("axis 1 never changes"));
  EXPECT_THAT(still.what(), HasSubstr("axis 1 never changes"));
  EXPECT_THAT(sizes.what(), HasSubstr("item 1: image has 1 rows, but that of item 0 has 2"));
  EXPECT_THAT(large.what(), HasSubstr("axis 0 is too large"));
  EXPECT_THAT(one_axis.what(), HasSubstr("needs x and y"));
}

TEST(Preprocessing, RefusesItemsOfAnotherShape) {
  const Dataset series = dataset(DataKind::kSeries, 1, {{1, 2, 3}});
  const auto fitted = fit_preprocessing(series).value();
  const Error dims = preprocess(fitted, dataset(DataKind::kSeries, 2, {{1, 2}})).error();
  EXPECT_EQ(dims.code(), ErrorCode::kShapeMismatch);
  EXPECT_THAT(dims.what(), HasSubstr("hand-made: item 0: 2 values a step; the model expects 1"));
  const auto images = fit_preprocessing(dataset(DataKind::kImage, 2, {{1, 2, 3, 4}})).value();
  const Error rows = preprocess(images, dataset(DataKind::kImage, 2, {{1, 2}})).error();
  EXPECT_EQ(rows.code(), ErrorCode::kShapeMismatch);
  EXPECT_THAT(rows.what(), HasSubstr("an image of 1 x 2; the model expects 2 x 2"));
}

TEST(Preprocessing, RefusesValuesThatOverflowWhenStandardised) {
  const auto fitted = fit_preprocessing(dataset(DataKind::kSeries, 1, {{0, 1e-20F}})).value();
  const Error error = preprocess(fitted, dataset(DataKind::kSeries, 1, {{0, 1e30F}})).error();
  EXPECT_EQ(error.code(), ErrorCode::kBadInput);
  EXPECT_THAT(error.what(), HasSubstr("item 0, step 1: too large"));
}

TEST(Preprocessing, RestoreIsTheWayBackForEveryKind) {
  const auto comes_back = [](const Dataset& raw, const Preprocessing& fitted) {
    for (int n = 0; n < raw.size(); ++n) {
      const auto drawn = preprocess(fitted, raw[n]).value();
      const auto back = restore(fitted, drawn, raw[n]);
      EXPECT_THAT(back, Pointwise(FloatNear(1e-5F), raw[n].values)) << "item " << n;
    }
  };
  const Dataset series = dataset(DataKind::kSeries, 2, {{1, 2, 3, 5, 8, 1}, {5, 0}});
  comes_back(series, fit_preprocessing(series).value());
  const Dataset pen = dataset(DataKind::kPenVelocity, 3, {{1, 0, 9, 2, 4, 9, -1, 2, 3}, {2, 1, 9}});
  comes_back(pen, fit_preprocessing(pen).value());
  const Dataset images = dataset(DataKind::kImage, 2, {{0, .25F, .5F, 1}});
  comes_back(images, fit_preprocessing(images).value());
}

TEST(Preprocessing, RestoreTakesWhatWasDrawnAndLeavesWhatWasNot) {
  const Dataset pen = dataset(DataKind::kPenVelocity, 3, {{1, 0, 9, 2, 4, 8, -1, 2, 7}});
  const auto fitted = fit_preprocessing(pen).value();
  const Dataset other = dataset(DataKind::kPenVelocity, 3, {{3, 3, 1, 3, 3, 1, 3, 3, 1}});
  const auto back = restore(fitted, preprocess(fitted, other[0]).value(), pen[0]);
  EXPECT_THAT(back, Pointwise(FloatNear(1e-5F), {1.F, 0.F, 9.F, 3.F, 3.F, 8.F, 3.F, 3.F, 7.F}));
}

TEST(Preprocessing, RestoreGivesLongSequencesTheirLengthBack) {
  const auto fitted = fit_preprocessing(dataset(DataKind::kSeries, 1, {{0, 4, 8}})).value();
  const Dataset line = dataset(DataKind::kSeries, 1, {{0, 1, 2, 3, 4, 5, 6, 7, 8}});
  const auto back = restore(fitted, preprocess(fitted, line[0]).value(), line[0]);
  EXPECT_THAT(back, Pointwise(FloatNear(1e-5F), line[0].values));
}

TEST(Preprocessing, RestoreKeepsPixelsWithinTheirRange) {
  const Dataset image = dataset(DataKind::kImage, 2, {{0, .25F, .5F, 1}});
  const auto fitted = fit_preprocessing(image).value();
  EXPECT_THAT(restore(fitted, std::vector<float>{-1, .5F, 2, 0}, image[0]), ElementsAre(0, .5F, 1, 0));
}

TEST(Preprocessing, GivesTheCharactersPoolMeanZeroAndSpreadOne) {
  SKIP_WITHOUT_DATA("characters");
  const Dataset raw = load_dataset("characters").value();
  const auto fitted = fit_preprocessing(raw).value();
  EXPECT_EQ(fitted.steps, 205);
  EXPECT_EQ(fitted.dims, 2);
  const Dataset pool = preprocess(fitted, raw).value();
  for (int d = 0; d < 2; ++d) {
    double sum = 0;
    double squares = 0;
    for (std::size_t k = d; k < pool.values.size(); k += 2) {
      sum += pool.values[k];
      squares += static_cast<double>(pool.values[k]) * pool.values[k];
    }
    const double count = static_cast<double>(pool.values.size()) / 2;
    EXPECT_NEAR(sum / count, 0, 1e-5);
    EXPECT_NEAR(squares / count, 1, 1e-5);
  }
}

}  // namespace
}  // namespace resketch
