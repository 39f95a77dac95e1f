// Exemplars of images, chosen by clusters: a class is known by its shapes, not by where they were drawn.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "generator/synthetic_images.h"
#include "resketch/training.h"

namespace resketch {
namespace {

constexpr int kShapes[] = {1, 2};  // a box and a cross, and both go by the same label

/// As many boxes as crosses, half of either on the left and half on the right, in turn.
Dataset drawn_twice() {
  Dataset images;
  images.name = "shapes";
  images.kind = DataKind::kImage;
  images.dims = 28;
  images.label_names = {"box or cross"};
  for (int n = 0; n < 24; ++n) {
    const TestPose pose{.x = (n / 2 % 2 == 0 ? -.35 : .35) + .005 * n, .size = .5, .slant = .02 * (n % 7)};
    images.append(draw_strokes(strokes_of(kShapes[n % 2]), pose, 28, 28), 0);
  }
  return images;
}

std::set<int> shapes_among_exemplars(const Module& module, const Dataset& images) {
  std::set<int> found;
  const std::size_t length = images[0].values.size();
  for (int k = 0; k < module.shape.inputs; ++k) {
    const auto exemplar = std::span(module.exemplars).subspan(k * length, length);
    for (int n = 0; n < images.size(); ++n) {
      if (std::ranges::equal(images[n].values, exemplar)) found.insert(kShapes[n % 2]);
    }
  }
  return found;
}

TrainOptions nearest_of_two() {
  TrainOptions options = train_options(Preset::kDefault, DataKind::kImage);
  options.exemplars = {.per_class = 2, .selection = Selection::kNearest};
  return options;
}

TEST(ImageClusters, AreOfShapesNotOfPlaces) {
  const Dataset images = drawn_twice();
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    TrainOptions options = nearest_of_two();
    options.exemplars.seed = seed;
    const Model model = train(images, options).value();
    EXPECT_EQ(shapes_among_exemplars(model.modules[0], images), (std::set{1, 2})) << seed;
  }
}

TEST(ImageClusters, OfAnAddedClassAreOfShapesToo) {
  Dataset hooks;
  hooks.kind = DataKind::kImage;
  hooks.dims = 28;
  hooks.label_names = {"hook"};
  for (std::uint32_t n = 0; n < 4; ++n) hooks.append(synthetic_image(3, n), 0);
  const Dataset images = drawn_twice();
  const Model model =
      add_class(train(hooks, nearest_of_two()).value(), images, "box or cross", nearest_of_two()).value();
  EXPECT_EQ(shapes_among_exemplars(model.modules[1], images), (std::set{1, 2}));
}

TEST(ImageClusters, ThePublishedPresetComparesPixels) {
  const Dataset images = drawn_twice();
  TrainOptions options = nearest_of_two();
  options.preset = Preset::kPublished;
  options.generator = GeneratorKind::kLstm;
  options.training.steps = 1;
  const Model model = train(images, options).value();
  const Dataset items = preprocess(model.preprocessing, images).value();
  EXPECT_EQ(model.modules[0].exemplars, choose_exemplars(items, options.exemplars).value()[0].values);
}

}  // namespace
}  // namespace resketch
