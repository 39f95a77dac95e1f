#include "resketch/denoise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "resketch/training.h"

namespace resketch {
namespace {

using testing::HasSubstr;

Dataset with_noise(Dataset data, float sd, float low, float high) {
  for (int n = 0; n < data.size(); ++n) {
    RandomStream random(5, 0, 0, static_cast<std::uint32_t>(n));
    for (auto i = data.first_step[n] * data.dims; i < data.first_step[n + 1] * data.dims; ++i)
      data.values[i] = std::clamp(data.values[i] + sd * random.normal(), low, high);
  }
  return data;
}

/// Mean squared difference of the first `axes` values a step.
double error_of(const Dataset& a, const Dataset& b, int axes) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (static_cast<int>(i % a.dims) < axes)
      sum += std::pow(static_cast<double>(a.values[i]) - static_cast<double>(b.values[i]), 2);
  }
  return sum * a.dims / axes / static_cast<double>(a.values.size());
}

Dataset load(const std::string& name, Split split, int limit = 0) {
  return load_dataset(name, {.split = split, .limit = limit}).value();
}

TEST(Denoise, NoisyDigitsComeNearerToWhatTheyWere) {
  const Dataset pool = load("digits-sample", Split::kPool);
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  const Dataset clean = load("digits-sample", Split::kTest, 60);
  const Dataset noisy = with_noise(clean, .35F, 0, 1);
  const Denoised made = denoise(model, noisy, {.classify = {.reject = false}}).value();
  ASSERT_EQ(made.data.size(), clean.size());
  EXPECT_EQ(made.data.labels, clean.labels);
  EXPECT_LT(error_of(made.data, clean, 28), .8 * error_of(noisy, clean, 28));
}

TEST(Denoise, ShakyLettersComeNearerToWhatTheyWereAndKeepTheirForceAndLength) {
  const Dataset pool = load("pen", Split::kPool, 400);
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  const Dataset clean = load("pen", Split::kTest, 80);
  double speed = 0;
  for (const float v : clean.values) speed += v * v / static_cast<double>(clean.values.size());
  const Dataset noisy = with_noise(clean, static_cast<float>(.5 * std::sqrt(speed)), -1e9F, 1e9F);
  const Denoised made = denoise(model, noisy, {.classify = {.reject = false}}).value();
  ASSERT_EQ(made.data.first_step, clean.first_step);
  EXPECT_LT(error_of(made.data, clean, 2), .5 * error_of(noisy, clean, 2));
  for (std::size_t i = 2; clean.dims > 2 && i < noisy.values.size(); i += clean.dims)
    ASSERT_EQ(made.data.values[i], noisy.values[i]);
}

TEST(Denoise, UnknownItemsAreLeftOutUnlessAskedFor) {
  const Dataset pool = load("digits-sample", Split::kPool);
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  Dataset data = load("digits-sample", Split::kTest, 3);
  std::vector<float> noise(784);
  RandomStream random(6, 0);
  for (float& pixel : noise) pixel = random.uniform();
  data.append(noise, Dataset::kUnlabelled);
  const Denoised made = denoise(model, data).value();
  EXPECT_THAT(made.left_out, testing::Contains(3));
  EXPECT_EQ(made.data.size() + made.left_out.size(), 4U);
  EXPECT_EQ(denoise(model, data, {.classify = {.reject = false}}).value().data.size(), 4);
}

TEST(Denoise, AClassAskedForDrawsEverything) {
  const Dataset pool = load("digits-sample", Split::kPool);
  const Model model = train(pool, train_options(Preset::kDefault, pool.kind)).value();
  const Dataset data = load("digits-sample", Split::kTest, 20);
  const Denoised made = denoise(model, data, {.label = "3"}).value();
  ASSERT_EQ(made.data.size(), 20);
  EXPECT_TRUE(made.left_out.empty());
  const int three = model.find("3");
  for (int n = 0; n < 20; ++n) {
    const auto drawn = made.data[n].values;
    EXPECT_THAT(made.decisions[n].reconstructions[three].values, testing::ElementsAreArray(drawn));
  }
  const auto missing = denoise(model, data, {.label = "x"});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().what(), HasSubstr("no class 'x'"));
}

}  // namespace
}  // namespace resketch
