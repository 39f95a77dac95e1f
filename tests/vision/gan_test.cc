// The conditional GAN: its shapes, its training, and the search for class vector and z.
#include "vision/gan.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "base/temporary_folder.h"
#include "vision/module.h"
#include "vision/sample_images.h"
#include "vision/torch/gan.h"
#include "vision/torch/gan_trainer.h"

namespace resketch {
namespace {

using testing::sample_images;
using testing::SampleImages;
using testing::TemporaryFolder;

GanSpec small(int epochs = 1) {
  GanSpec spec;
  spec.nz = 6;
  spec.channels = 4;
  spec.generator_embedding = spec.discriminator_embedding = spec.dense = 32;
  spec.epochs = epochs;
  spec.batch = 20;
  spec.learning_rate = 0.05;
  return spec;
}

std::unique_ptr<TrainedGan> trained(const GanSpec& spec, const NetworkInputs& inputs,
                                    const NetworkTraining& training = {}) {
  return resketch_vision_module(kVisionModuleVersion)->train_gan(spec, inputs, training).value();
}

/// Shapes of all weights, in the order of the layers, biases left out.
std::vector<std::vector<std::int64_t>> shapes(const torch::nn::Module& network) {
  std::vector<std::vector<std::int64_t>> out;
  for (const torch::Tensor& weights : network.parameters()) {
    if (weights.dim() > 1) out.push_back(weights.sizes().vec());
  }
  return out;
}

/// Standard normal numbers, [rows, columns].
torch::Tensor noise(int rows, int columns, int number) {
  torch::Tensor out = torch::empty({rows, columns});
  RandomStream stream(number);
  for (std::int64_t i = 0; i < out.numel(); ++i) out.data_ptr<float>()[i] = stream.normal();
  return out;
}

TEST(Gan, HasThePublishedLayers) {
  using Shapes = std::vector<std::vector<std::int64_t>>;
  constexpr int kWide = 64 * 28 * 28;
  EXPECT_EQ(shapes(Generator(GanSpec{.nz = 50})),
            (Shapes{{1000, 10}, {kWide, 1050}, {32, 64, 5, 5}, {1, 32, 5, 5}}));
  EXPECT_EQ(shapes(Discriminator(GanSpec{})),
            (Shapes{{32, 1, 5, 5}, {64, 32, 5, 5}, {1000, 10}, {1024, kWide + 1000}, {1, 1024}}));
}

TEST(Gan, DrawsImagesAndJudgesThem) {
  Generator generator(small());
  Discriminator discriminator(small());
  const torch::Tensor classes = torch::eye(10);
  const torch::Tensor images = generator.forward(classes, noise(10, 6, 1));
  EXPECT_EQ(images.sizes(), (torch::IntArrayRef{10, 784}));
  const torch::Tensor probabilities = discriminator.forward(images, classes);
  EXPECT_EQ(probabilities.sizes(), (torch::IntArrayRef{10}));
  EXPECT_GT(probabilities.min().item<float>(), 0);
  EXPECT_LT(probabilities.max().item<float>(), 1);
}

// Groups are computed side by side; each must see nothing of the others.
TEST(Gan, GroupsAreNormalisedAsIfEachWereABatchOfItsOwn) {
  Generator generator(small());
  const torch::Tensor classes = torch::softmax(noise(6, 10, 1), 1);
  const torch::Tensor z = noise(6, 6, 2);
  const torch::Tensor together = generator.forward(classes, z, 3);  // rows 0 and 3, 1 and 4, 2 and 5
  for (int group = 0; group < 3; ++group) {
    const torch::Tensor members = torch::tensor({group, group + 3}, torch::kLong);
    const torch::Tensor alone =
        generator.forward(classes.index_select(0, members), z.index_select(0, members), 1);
    EXPECT_LT((together.index_select(0, members) - alone).abs().max().item<float>(), 1e-5);
  }
}

TEST(Gan, TheFrozenGeneratorPassesTheTrueGradientToClassVectorAndZ) {
  const auto generator = train_generator(small(), sample_images(Split::kPool).inputs(), {}).value();
  generator->to(torch::kDouble);
  for (const torch::Tensor& weights : generator->parameters()) EXPECT_FALSE(weights.requires_grad());
  const torch::Tensor target = torch::sigmoid(noise(4, 784, 5)).to(torch::kDouble);
  for (const int groups : {0, 2}) {
    torch::Tensor classes = torch::softmax(noise(4, 10, 1), 1).to(torch::kDouble).set_requires_grad(true);
    torch::Tensor z = noise(4, 6, 2).to(torch::kDouble).set_requires_grad(true);
    const auto loss = [&](const torch::Tensor& c, const torch::Tensor& v) {
      return (generator->forward(c, v, groups) - target).square().mean();
    };
    const auto gradients = torch::autograd::grad({loss(classes, z)}, {classes, z});
    const torch::NoGradGuard no_gradients;
    const auto slope = [&](const torch::Tensor& along_classes, const torch::Tensor& along_z) {
      constexpr double kStep = 1e-5;
      return (loss(classes + kStep * along_classes, z + kStep * along_z) -
              loss(classes - kStep * along_classes, z - kStep * along_z))
                 .item<double>() /
             (2 * kStep);
    };
    const torch::Tensor c = noise(4, 10, 3).to(torch::kDouble);
    const torch::Tensor v = noise(4, 6, 4).to(torch::kDouble);
    const torch::Tensor nothing = torch::zeros_like(c);
    EXPECT_NEAR((gradients[0] * c).sum().item<double>() / slope(c, torch::zeros_like(v)), 1, 1e-3);
    EXPECT_NEAR((gradients[1] * v).sum().item<double>() / slope(nothing, v), 1, 1e-3);
  }
}

TEST(Gan, TheSearchFindsTheClassVectorOfWhatTheGeneratorDrewItself) {
  // An untrained generator whose class vector weighs more than z: the search must not depend on training.
  auto generator = std::make_shared<Generator>(small());
  for (const auto& named : generator->named_parameters()) {
    if (named.key() == "embed.weight") named.value().data().mul_(10);
  }
  generator->eval();
  for (torch::Tensor& weights : generator->parameters()) weights.set_requires_grad(false);
  const auto gan = make_gan(small(), generator);
  constexpr int kItems = 22;  // five groups of four, and two that are left
  std::vector<float> classes(kItems * 10, 0);
  for (int n = 0; n < kItems; ++n) classes[n * 10 + n % 10] = 1;
  const torch::Tensor z = noise(kItems, 6, 5);
  const std::vector<float> images =
      gan->draw(classes, std::span<const float>(z.data_ptr<float>(), z.numel()));
  const NetworkInputs inputs{images, {}, kItems};
  const auto found = gan->redraw(inputs, {.iterations = 150, .together = 0}, {}).value();
  int right = 0;
  for (int n = 0; n < kItems; ++n) {
    const auto* shares = &found.classes[n * 10];
    right += std::max_element(shares, shares + 10) - shares == n % 10 ? 1 : 0;
    EXPECT_NEAR(std::accumulate(shares, shares + 10, 0.0F), 1, 1e-4);
  }
  EXPECT_GE(right, 18) << "by chance 2; from one start a search may end beside";
  const auto before = gan->redraw(inputs, {.iterations = 0, .together = 0}, {}).value();
  double gained = 0;
  for (int n = 0; n < kItems; ++n) gained += found.loss[n] / before.loss[n];
  EXPECT_LT(gained / kItems, 0.5);
  // What is handed out fits together.
  const std::vector<float> drawn = gan->draw(found.classes, found.z);
  for (std::size_t i = 0; i < drawn.size(); ++i) ASSERT_NEAR(drawn[i], found.images[i], 1e-4);
}

TEST(Gan, AnImageSeesItsNeighboursOnlyWhereStatisticsAreOfTheBatch) {
  const SampleImages pool = sample_images(Split::kPool, 60);
  const SampleImages test = sample_images(Split::kTest, 8);
  const auto gan = trained(small(), pool.inputs());
  const auto classes_of_first = [&](int images, int together) {
    const NetworkInputs inputs{std::span(test.data.values).first(784UL * images), {}, images};
    auto classes = gan->redraw(inputs, {.iterations = 20, .together = together}, {}).value().classes;
    classes.resize(10);
    return classes;
  };
  const auto differ = [](const std::vector<float>& a, const std::vector<float>& b) {
    double most = 0;
    for (int i = 0; i < 10; ++i) most = std::max<double>(most, std::abs(a[i] - b[i]));
    return most;
  };
  EXPECT_LT(differ(classes_of_first(8, 0), classes_of_first(1, 0)), 1e-3);
  EXPECT_LT(differ(classes_of_first(8, 4), classes_of_first(4, 4)), 1e-3) << "another group";
  EXPECT_GT(differ(classes_of_first(8, 4), classes_of_first(1, 4)), 1e-2) << "the same group";
}

TEST(Gan, ZStaysAtItsStartUntilItIsAllowedToMove) {
  const SampleImages pool = sample_images(Split::kPool, 40);
  const auto gan = trained(small(), pool.inputs());
  const auto z = [&](int iterations, int after) {
    return gan->redraw(pool.inputs(), {.iterations = iterations, .z_after = after}, {}).value().z;
  };
  EXPECT_EQ(z(5, 4), z(0, -1));
  EXPECT_NE(z(6, 4), z(0, -1));
}

TEST(Gan, StoppedInTheMiddleOfAnEpochItResumesToTheSameBits) {
  const TemporaryFolder folder;
  const SampleImages pool = sample_images(Split::kPool, 100);
  const auto drawn = [&](const TrainedGan& gan) {
    return gan.redraw(pool.inputs(), {.iterations = 3, .together = 0}, {}).value().images;
  };
  const auto whole = drawn(*trained(small(2), pool.inputs()));
  NetworkTraining training{.checkpoint = folder.path() / "gan", .resume = true, .progress = {}};
  training.progress = [](const Progress& p) { return p.done != 7; };  // of 10 steps
  const auto stopped =
      resketch_vision_module(kVisionModuleVersion)->train_gan(small(2), pool.inputs(), training);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code(), ErrorCode::kCancelled);
  int steps = 0;
  training.progress = [&](const Progress&) { return ++steps > 0; };
  EXPECT_EQ(drawn(*trained(small(2), pool.inputs(), training)), whole);
  EXPECT_EQ(steps, 3);
  EXPECT_EQ(drawn(*trained(small(2), pool.inputs(), training)), whole);
  EXPECT_EQ(steps, 3) << "a finished network is taken as it is";
  GanSpec other = small(2);
  other.label_noise = 0.1;
  const auto refused =
      resketch_vision_module(kVisionModuleVersion)->train_gan(other, pool.inputs(), training);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUsage);
  other.seed = 43;
  EXPECT_NE(drawn(*trained(other, pool.inputs())), whole);
}

TEST(Gan, ImagesWithoutLabelsOrOfAnotherSizeAreRefused) {
  const auto train = resketch_vision_module(kVisionModuleVersion)->train_gan;
  const std::vector<float> image(784, 0);
  const auto unlabelled = train(small(), {image, {}, 1}, {});
  ASSERT_FALSE(unlabelled);
  EXPECT_EQ(unlabelled.error().code(), ErrorCode::kBadInput);
  const std::vector<int> label = {3};
  const auto size = train(small(), {std::span(image).first(100), label, 1}, {});
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code(), ErrorCode::kShapeMismatch);
}

}  // namespace
}  // namespace resketch
