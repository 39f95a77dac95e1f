// What training hides of its inputs.
#include "vision/torch/corruption.h"

#include <algorithm>
#include <numeric>

#include "vision/module.h"
#include "vision/sample_images.h"
#include "vision/torch/tensors.h"

namespace resketch {
namespace {

using testing::sample_images;
using testing::SampleImages;

constexpr int kPixels = 28 * 28;

torch::Tensor digits(int count) {
  const SampleImages images = sample_images(Split::kPool, count);
  return rows(images.data.values, kPixels, 0, count);
}

TEST(Corruption, WithoutAnyInputsAreWhatTheyWere) {
  const torch::Tensor clean = digits(5);
  EXPECT_TRUE(corrupted(clean, {}, 3).equal(clean));
}

TEST(Corruption, IsTheSameForTheSameStepAndAnotherForTheNext) {
  const torch::Tensor clean = digits(20);
  const NetworkSpec spec{.noise = .2, .vary_noise = true, .clutter = 2, .patterns = .5};
  const torch::Tensor once = corrupted(clean, spec, 7);
  EXPECT_TRUE(corrupted(clean, spec, 7).equal(once));
  EXPECT_FALSE(corrupted(clean, spec, 8).equal(once));
}

TEST(Corruption, NoiseIsAsStrongAsAskedForOrARandomShareOfThat) {
  const torch::Tensor clean = digits(100);
  NetworkSpec spec{.noise = .2};
  const auto sd_of_rows = [&] { return (corrupted(clean, spec, 0) - clean).square().mean(1).sqrt(); };
  torch::Tensor sd = sd_of_rows();
  EXPECT_GT(sd.min().item<float>(), .17);
  EXPECT_LT(sd.max().item<float>(), .23);
  spec.vary_noise = true;
  sd = sd_of_rows();
  EXPECT_LT(sd.min().item<float>(), .02);
  EXPECT_LT(sd.max().item<float>(), .23);
  EXPECT_GT(sd.max().item<float>(), .17);
  EXPECT_NEAR(sd.mean().item<float>(), .1, .02);
}

TEST(Corruption, PatternsCoverTheirShareOfTheImagesFromHardlyToAll) {
  const torch::Tensor clean = digits(200);
  const torch::Tensor seen = corrupted(clean, {.patterns = .3}, 0);
  EXPECT_GE(seen.min().item<float>(), 0);
  EXPECT_LE(seen.max().item<float>(), 1);
  const torch::Tensor change = (seen - clean).square().mean(1).sqrt();
  EXPECT_NEAR((change > 0).to(torch::kFloat).mean().item<float>(), .3, .1);
  const torch::Tensor covered = change.masked_select(change > 0);
  EXPECT_LT(covered.min().item<float>(), .1);
  EXPECT_GT(covered.max().item<float>(), .4);
}

double mean_distance(const NetworkSpec& spec, const NetworkInputs& training, const NetworkInputs& inputs) {
  const auto network = resketch_vision_module(kVisionModuleVersion)->train(spec, training, {}).value();
  const auto answers = network->answer(inputs, -1, {}).value();
  return std::accumulate(answers.distance.begin(), answers.distance.end(), 0.0) / inputs.size;
}

NetworkSpec autoencoder() {
  return {.kind = NetworkKind::kDaeAsymmetric, .epochs = 15, .batch = 20, .noise = .5};
}

TEST(Corruption, WhoLearnsFromNoiseOfAllStrengthsLeavesCleanImagesMoreAsTheyAre) {
  const SampleImages pool = sample_images(Split::kPool);
  const SampleImages test = sample_images(Split::kTest, 200);
  NetworkSpec spec = autoencoder();
  const double strong = mean_distance(spec, pool.inputs(), test.inputs());
  spec.vary_noise = true;
  EXPECT_LT(mean_distance(spec, pool.inputs(), test.inputs()), .95 * strong);
}

TEST(Corruption, WhoLearnsToLookBehindPatternsRedrawsGreyLessAsItIs) {
  const SampleImages pool = sample_images(Split::kPool);
  std::vector<float> grey(10 * kPixels);
  for (int n = 0; n < 10; ++n)
    std::fill_n(grey.begin() + n * kPixels, kPixels, .3F + .04F * static_cast<float>(n));
  NetworkSpec spec = autoencoder();
  spec.noise = .1;
  const double without = mean_distance(spec, pool.inputs(), {grey, {}, 10});
  spec.patterns = .3;
  EXPECT_GT(mean_distance(spec, pool.inputs(), {grey, {}, 10}), 1.04 * without);
}

}  // namespace
}  // namespace resketch
