// Training: repeatable, resumable, and particular about what it is given.
#include <algorithm>
#include <cmath>

#include "base/temporary_folder.h"
#include "vision/module.h"
#include "vision/sample_images.h"

namespace resketch {
namespace {

using testing::sample_images;
using testing::SampleImages;
using testing::TemporaryFolder;

std::unique_ptr<TrainedNetwork> trained(const NetworkSpec& spec, const NetworkInputs& inputs,
                                        const NetworkTraining& training = {}) {
  return resketch_vision_module(kVisionModuleVersion)->train(spec, inputs, training).value();
}

NetworkSpec small(NetworkKind kind, int epochs = 2) {
  NetworkSpec spec;
  spec.kind = kind;
  spec.epochs = epochs;
  spec.batch = 50;
  spec.noise = has_decoder(kind) ? 0.1 : 0;
  return spec;
}

double accuracy(const TrainedNetwork& network, const NetworkInputs& inputs) {
  const auto answers = network.answer(inputs, -1, {}).value();
  int right = 0;
  for (int n = 0; n < inputs.size; ++n) {
    const auto* scores = &answers.log_scores[10 * n];
    right += std::max_element(scores, scores + 10) - scores == inputs.labels[n] ? 1 : 0;
  }
  return static_cast<double>(right) / inputs.size;
}

TEST(Training, EveryNetworkThatAnswersLearnsDigitsFromTwentyOfEach) {
  const SampleImages pool = sample_images(Split::kPool);
  const SampleImages test = sample_images(Split::kTest);
  for (const NetworkKind kind : {NetworkKind::kCnn, NetworkKind::kCool, NetworkKind::kDaeAsymmetric}) {
    NetworkSpec spec = small(kind, 20);
    spec.batch = 20;
    spec.jitter = 0.1;
    EXPECT_GT(accuracy(*trained(spec, pool.inputs()), test.inputs()), 0.8) << to_string(kind);
  }
}

TEST(Training, ImagesThatLieElsewhereAreRecognisedAfterTrainingOnJitteredOnes) {
  const SampleImages pool = sample_images(Split::kPool);
  SampleImages test = sample_images(Split::kTest, 200);
  // Three pixels to the right; every row of a digit ends in black.
  std::ranges::rotate(test.data.values, test.data.values.end() - 3);
  NetworkSpec spec = small(NetworkKind::kCnn, 20);
  spec.batch = 20;
  const double without = accuracy(*trained(spec, pool.inputs()), test.inputs());
  spec.jitter = 0.15;
  EXPECT_GT(accuracy(*trained(spec, pool.inputs()), test.inputs()), without + 0.05);
}

TEST(Training, ClassesLearnedFromCleanImagesDoNotMindNoiseThatHidesTheDigit) {
  const SampleImages pool = sample_images(Split::kPool);
  const SampleImages test = sample_images(Split::kTest, 200);
  NetworkSpec spec = small(NetworkKind::kDaeAsymmetric, 12);
  spec.batch = 20;
  spec.noise = 5;
  const double noisy = accuracy(*trained(spec, pool.inputs()), test.inputs());
  spec.classify_clean = true;
  EXPECT_GT(accuracy(*trained(spec, pool.inputs()), test.inputs()), noisy + 0.2);
}

TEST(Training, ASharpenedNetworkGivesTheSameAnswersAndIsSurer) {
  const SampleImages pool = sample_images(Split::kPool);
  const auto network = trained(small(NetworkKind::kCnn), pool.inputs());
  const auto before = network->answer(pool.inputs(), -1, {}).value();
  const double right = accuracy(*network, pool.inputs());
  network->sharpen(4);
  const auto after = network->answer(pool.inputs(), -1, {}).value();
  EXPECT_EQ(accuracy(*network, pool.inputs()), right);
  EXPECT_FLOAT_EQ(after.largest_logit[0], 4 * before.largest_logit[0]);
  const auto surest = [](const NetworkAnswers& answers) {
    return *std::max_element(answers.log_scores.begin(), answers.log_scores.begin() + 10);
  };
  EXPECT_GT(surest(after), surest(before));
}

TEST(Training, EveryNetworkThatRedrawsComesCloserThanAnEmptyPage) {
  const SampleImages pool = sample_images(Split::kPool);
  const SampleImages test = sample_images(Split::kTest, 100);
  double ink = 0;
  for (const float value : test.data.values) ink += value * value;
  for (const NetworkKind kind : {NetworkKind::kDaeSymmetric, NetworkKind::kDaeAsymmetric,
                                 NetworkKind::kDenseAutoencoder, NetworkKind::kConvAutoencoder}) {
    NetworkSpec spec = small(kind, kind == NetworkKind::kConvAutoencoder ? 60 : 15);
    spec.learning_rate = 0.003;
    const auto network = trained(spec, pool.inputs());
    const auto redrawn = network->reconstruct(test.inputs());
    const auto answers = network->answer(test.inputs(), -1, {}).value();
    double squares = 0;
    double distances = 0;
    for (std::size_t i = 0; i < redrawn.size(); ++i)
      squares += (redrawn[i] - test.data.values[i]) * (redrawn[i] - test.data.values[i]);
    for (const float distance : answers.distance) distances += distance * distance;
    EXPECT_LT(squares, 0.8 * ink) << to_string(kind);
    EXPECT_NEAR(distances / squares, 1, 1e-4) << to_string(kind);
    EXPECT_EQ(answers.cross_entropy.size(), 100U);
  }
}

TEST(Training, TheSameSeedGivesTheSameBitsAndAnotherSeedOthers) {
  const SampleImages pool = sample_images(Split::kPool);
  NetworkSpec spec = small(NetworkKind::kDaeSymmetric, 1);
  const auto first = trained(spec, pool.inputs())->answer(pool.inputs(), 1, {}).value();
  const auto again = trained(spec, pool.inputs())->answer(pool.inputs(), 1, {}).value();
  EXPECT_EQ(first.log_scores, again.log_scores);
  EXPECT_EQ(first.distance, again.distance);
  EXPECT_EQ(first.gamma, again.gamma);
  spec.seed = 43;
  EXPECT_NE(trained(spec, pool.inputs())->answer(pool.inputs(), -1, {}).value().log_scores, first.log_scores);
}

TEST(Training, ClutterIsAnotherCorruptionWithItsOwnCheckpoints) {
  const TemporaryFolder folder;
  const SampleImages pool = sample_images(Split::kPool);
  const auto answers = [&](const NetworkSpec& spec, const NetworkTraining& training = {}) {
    return trained(spec, pool.inputs(), training)->answer(pool.inputs(), -1, {}).value().log_scores;
  };
  NetworkSpec spec = small(NetworkKind::kDaeAsymmetric, 1);
  const NetworkTraining training{.checkpoint = folder.path() / "network", .resume = true, .progress = {}};
  const auto without = answers(spec, training);
  spec.clutter = 6;
  const auto with = answers(spec);
  EXPECT_NE(with, without);
  EXPECT_EQ(answers(spec), with);
  const auto other = resketch_vision_module(kVisionModuleVersion)->train(spec, pool.inputs(), training);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code(), ErrorCode::kUsage);
}

TEST(Training, StoppedInTheMiddleOfAnEpochItResumesToTheSameBits) {
  const TemporaryFolder folder;
  const SampleImages pool = sample_images(Split::kPool);
  const NetworkSpec spec = small(NetworkKind::kDaeSymmetric, 2);
  const auto whole = trained(spec, pool.inputs())->answer(pool.inputs(), -1, {}).value();
  NetworkTraining training{.checkpoint = folder.path() / "network", .resume = true, .progress = {}};
  training.progress = [](const Progress& p) { return p.done != 6; };  // of 8 steps
  const auto stopped = resketch_vision_module(kVisionModuleVersion)->train(spec, pool.inputs(), training);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
  int steps = 0;
  training.progress = [&](const Progress&) { return ++steps > 0; };
  const auto resumed = trained(spec, pool.inputs(), training);
  EXPECT_EQ(steps, 2);
  EXPECT_EQ(resumed->answer(pool.inputs(), -1, {}).value().log_scores, whole.log_scores);
  steps = 0;
  trained(spec, pool.inputs(), training);
  EXPECT_EQ(steps, 0) << "a finished network is taken as it is";
}

TEST(Training, ACheckpointOfOtherDataOrSettingsIsRefused) {
  const TemporaryFolder folder;
  const SampleImages pool = sample_images(Split::kPool);
  const NetworkTraining training{.checkpoint = folder.path() / "network", .resume = true, .progress = {}};
  NetworkSpec spec = small(NetworkKind::kDenseAutoencoder, 1);
  trained(spec, pool.inputs(), training);
  spec.noise = 0.2;
  const auto other = resketch_vision_module(kVisionModuleVersion)->train(spec, pool.inputs(), training);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code(), ErrorCode::kUsage);
  EXPECT_NE(other.error().message().find("noise is 0.1 there and 0.2 here"), std::string::npos);
}

TEST(Training, BadInputsAreNamed) {
  const auto train = resketch_vision_module(kVisionModuleVersion)->train;
  const NetworkSpec spec = small(NetworkKind::kCnn);
  const auto nothing = train(spec, {}, {});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code(), ErrorCode::kBadInput);
  const std::vector<float> values(800, 0);
  const std::vector<int> label = {0};
  const auto size = train(spec, {values, label, 2}, {});
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code(), ErrorCode::kShapeMismatch);
  EXPECT_NE(size.error().message().find("400 values; the network 'cnn' takes 784"), std::string::npos);
  const std::vector<float> image(784, 0);
  const auto unlabelled = train(spec, {image, {}, 1}, {});
  ASSERT_FALSE(unlabelled);
  EXPECT_NE(unlabelled.error().message().find("0 labels for 1 inputs"), std::string::npos);
  const std::vector<int> beyond = {10};
  const auto stranger = train(spec, {image, beyond, 1}, {});
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().position(), "input 0");
}

TEST(Module, AnotherVersionOfTheInterfaceIsRefused) {
  EXPECT_EQ(resketch_vision_module(kVisionModuleVersion + 1), nullptr);
}

// What the program itself does: it finds the module beside it.
TEST(Module, IsLoadedByTheProgramAndTrains) {
  const auto available = check_networks_available();
  ASSERT_TRUE(available.ok()) << available.error().what();
  const SampleImages pool = sample_images(Split::kPool, 50);
  const NetworkSpec spec = small(NetworkKind::kDenseAutoencoder, 1);
  const auto network = train_network(spec, pool.inputs(), {}).value();
  EXPECT_EQ(network->answer(pool.inputs(), -1, {}).value().distance,
            trained(spec, pool.inputs())->answer(pool.inputs(), -1, {}).value().distance);
}

}  // namespace
}  // namespace resketch
