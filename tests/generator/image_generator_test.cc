#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/parallel.h"
#include "generator/exemplar_generator.h"
#include "kernels/isa.h"
#include "synthetic_images.h"

namespace resketch {
namespace {

std::vector<double> evidence_of(const ExemplarGenerator& generator, const std::vector<float>& target,
                                int classes, std::vector<Sketch>* sketches = nullptr) {
  std::vector<double> evidence(classes);
  generator.explain(target, evidence, sketches);
  return evidence;
}

int best_of(const std::vector<double>& evidence) {
  return static_cast<int>(std::max_element(evidence.begin(), evidence.end()) - evidence.begin());
}

double mse(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

TEST(ImageGenerator, TheOwnClassExplainsBestAndDrawsMostAlike) {
  const Model model = synthetic_image_model(5, 2);
  const auto generator = make_image_generator(model).value();
  int right = 0;
  int drawn_best = 0;
  for (int c = 0; c < 5; ++c) {
    for (std::uint32_t item = 50; item < 60; ++item) {
      const auto target = synthetic_image(c, item);
      std::vector<Sketch> sketches;
      const auto evidence = evidence_of(*generator, target, 5, &sketches);
      right += best_of(evidence) == c ? 1 : 0;
      std::vector<double> errors;
      for (const Sketch& sketch : sketches) {
        EXPECT_EQ(sketch.evidence, evidence[&sketch - sketches.data()]);
        EXPECT_NEAR(std::accumulate(sketch.weights.begin(), sketch.weights.end(), 0.0), 1, 1e-5);
        errors.push_back(-mse(sketch.values, target));
      }
      drawn_best += best_of(errors) == c ? 1 : 0;
    }
  }
  EXPECT_GE(right, 49);
  EXPECT_GE(drawn_best, 47);
}

// Five shapes, each in four poses.
TEST(ImageGenerator, ImagesAreClusteredByTheirShapeNotByTheirPose) {
  Dataset images;
  images.kind = DataKind::kImage;
  images.dims = 28;
  for (int shape = 0; shape < 5; ++shape) {
    for (const double x : {-.3, .3}) {
      for (const double slant : {-.3, .3}) {
        images.append(draw_strokes(strokes_of(shape), {.x = x, .slant = slant}, 28, 28), shape);
      }
    }
  }
  const auto features = clustering_features(GeneratorKind::kImage, images, 1);
  ASSERT_GT(features.size(), 0U);
  EXPECT_EQ(features, clustering_features(GeneratorKind::kImage, images, 3));
  const auto same_shape_is_nearest = [&](auto values_of) {
    int nearest_is_same = 0;
    for (int n = 0; n < images.size(); ++n) {
      std::vector<double> likeness;
      for (int other = 0; other < images.size(); ++other)
        likeness.push_back(other == n ? -1e9 : -mse(values_of(n), values_of(other)));
      nearest_is_same += images.labels[best_of(likeness)] == images.labels[n] ? 1 : 0;
    }
    return nearest_is_same;
  };
  const std::size_t size = features.size() / images.size();
  EXPECT_EQ(same_shape_is_nearest([&](int n) {
              const auto row = features.begin() + static_cast<std::ptrdiff_t>(n * size);
              return std::vector<float>(row, row + static_cast<std::ptrdiff_t>(size));
            }),
            20);
  EXPECT_LT(same_shape_is_nearest([&](int n) {
              const auto values = images[n].values;
              return std::vector<float>(values.begin(), values.end());
            }),
            20);
  EXPECT_TRUE(clustering_features(GeneratorKind::kLstm, images, 1).empty());
}

TEST(ImageGenerator, AnExemplarRedrawsItself) {
  const Model model = synthetic_image_model(3, 2);
  const auto generator = make_image_generator(model).value();
  const auto target = synthetic_image(1, 1);
  std::vector<Sketch> sketches;
  evidence_of(*generator, target, 3, &sketches);
  EXPECT_GT(sketches[1].weights[1], sketches[1].weights[0]);
  EXPECT_LT(mse(sketches[1].values, target), 1e-4);
}

TEST(ImageGenerator, ManyExemplarsAreSoughtByKey) {
  const Model model = synthetic_image_model(5, 30);
  const auto generator = make_image_generator(model).value();
  int right = 0;
  for (int c = 0; c < 5; ++c) {
    for (std::uint32_t item = 80; item < 84; ++item) {
      std::vector<Sketch> sketches;
      const auto evidence = evidence_of(*generator, synthetic_image(c, item), 5, &sketches);
      right += best_of(evidence) == c ? 1 : 0;
      for (const Sketch& sketch : sketches) {
        EXPECT_TRUE(std::isfinite(sketch.evidence));
        EXPECT_NEAR(std::accumulate(sketch.weights.begin(), sketch.weights.end(), 0.0), 1, 1e-5);
        EXPECT_GT(*std::max_element(sketch.values.begin(), sketch.values.end()), .5F);  // something is drawn
      }
    }
  }
  EXPECT_EQ(right, 20);
}

TEST(ImageGenerator, IsTheSameEveryTimeAndInEveryThread) {
  const Model model = synthetic_image_model(5, 10);
  const auto target = synthetic_image(3, 60);
  const auto generator = make_image_generator(model).value();
  const auto expected = evidence_of(*generator, target, 5);
  EXPECT_EQ(evidence_of(*make_image_generator(model).value(), target, 5), expected);
  std::vector<std::vector<double>> found(16);
  parallel_for(16, 4, [&](int i) { found[i] = evidence_of(*generator, target, 5); });
  for (const auto& evidence : found) EXPECT_EQ(evidence, expected);
}

TEST(ImageGenerator, EveryIsaSaysTheSameUpToRounding) {
  const Model model = synthetic_image_model(5, 2);
  const auto target = synthetic_image(4, 60);
  const auto expected = evidence_of(*make_image_generator(model).value(), target, 5);
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    const auto found = evidence_of(*make_image_generator(model).value(), target, 5);
    for (int c = 0; c < 5; ++c) EXPECT_NEAR(found[c], expected[c], 1e-2 * std::abs(expected[c])) << isa;
  }
  use_isa(available_isas().front()).value();
}

TEST(ImageGenerator, DarkOnWhiteIsTheSameAsLightOnDark) {
  Model model = synthetic_image_model(4, 2);
  auto target = synthetic_image(1, 33);
  std::vector<Sketch> sketches;
  const auto expected = evidence_of(*make_image_generator(model).value(), target, 4, &sketches);
  EXPECT_EQ(model.style["paper"], std::vector<float>{0});
  for (Module& module : model.modules) {
    for (float& pixel : module.exemplars) pixel = 1 - pixel;
  }
  for (float& pixel : target) pixel = 1 - pixel;
  learn_image_style(model).value();
  EXPECT_EQ(model.style["paper"], std::vector<float>{1});
  std::vector<Sketch> inverted;
  const auto found = evidence_of(*make_image_generator(model).value(), target, 4, &inverted);
  for (int c = 0; c < 4; ++c) {
    EXPECT_NEAR(found[c], expected[c], 1e-2 * std::abs(expected[c]));
    for (std::size_t i = 0; i < target.size(); ++i) {
      EXPECT_NEAR(inverted[c].values[i], 1 - sketches[c].values[i], 1e-2);
    }
  }
}

TEST(ImageGenerator, WorksForOtherSizes) {
  const std::pair<int, int> sizes[] = {{8, 8}, {16, 24}, {28, 28}, {64, 40}, {64, 64}};
  for (const auto& [rows, columns] : sizes) {
    const Model model = synthetic_image_model(4, 2, rows, columns);
    const auto generator = make_image_generator(model).value();
    for (int c = 0; c < 4; ++c) {
      EXPECT_EQ(best_of(evidence_of(*generator, synthetic_image(c, 40, rows, columns), 4)), c) << rows;
    }
  }
}

/// Images on which something might divide by zero.
std::vector<std::vector<float>> odd_images(int rows, int columns) {
  const std::size_t size = static_cast<std::size_t>(rows) * columns;
  std::vector<std::vector<float>> out = {std::vector<float>(size, 0), std::vector<float>(size, 1),
                                         std::vector<float>(size, .37F), std::vector<float>(size, 1e-12F)};
  for (const std::size_t where : {std::size_t{0}, size / 2, size - 1}) {
    out.emplace_back(size, 0);
    out.back()[where] = 1;
  }
  out.emplace_back(size, 0);
  std::fill_n(out.back().begin(), columns, 1.0F);  // the first row
  out.emplace_back(size);
  RandomStream random(2);
  for (float& pixel : out.back()) pixel = random.uniform();
  return out;
}

TEST(ImageGenerator, OddImagesAndOddExemplarsGiveFiniteNumbers) {
  const std::pair<int, int> sizes[] = {{8, 8}, {28, 28}, {9, 31}, {1, 12}, {12, 1}, {1, 1}};
  for (const auto& [rows, columns] : sizes) {
    const auto odd = odd_images(rows, columns);
    Model model;
    model.preprocessing = {DataKind::kImage, columns, rows, columns, {}, {}};
    for (std::size_t i = 0; i < odd.size(); ++i) {  // uneven K, identical exemplars
      model.modules.push_back(
          image_module(std::to_string(i), std::vector<std::vector<float>>(1 + i % 3, odd[i]), rows, columns));
    }
    learn_image_style(model).value();
    const auto generator = make_image_generator(model).value();
    for (const auto& target : odd) {
      std::vector<Sketch> sketches;
      for (const double e : evidence_of(*generator, target, static_cast<int>(odd.size()), &sketches)) {
        EXPECT_TRUE(std::isfinite(e)) << rows << " x " << columns;
      }
      for (const Sketch& sketch : sketches) {
        for (const float value : sketch.values) EXPECT_TRUE(value >= 0 && value <= 1);
        for (const float weight : sketch.weights) EXPECT_TRUE(weight >= 0 && weight <= 1);
      }
    }
  }
}

TEST(ImageGenerator, OneClassIsEnough) {
  const auto generator = make_image_generator(synthetic_image_model(1, 3)).value();
  EXPECT_TRUE(std::isfinite(evidence_of(*generator, synthetic_image(0, 9), 1).front()));
  EXPECT_GT(generator->usual_temperature().value, 0);
}

TEST(ImageGenerator, ManyClassesAreComparedWithSome) {
  const auto generator = make_image_generator(synthetic_image_model(31, 1)).value();
  for (const double e : evidence_of(*generator, synthetic_image(0, 9), 31)) EXPECT_TRUE(std::isfinite(e));
}

TEST(ImageGenerator, IsBelievedLessTheFewerExemplarsThereAre) {
  const auto usual = [](int exemplars) {
    return make_image_generator(synthetic_image_model(2, exemplars)).value()->usual_temperature().value;
  };
  EXPECT_GT(usual(1), usual(2));
  EXPECT_EQ(usual(2), usual(32));
  EXPECT_NEAR(usual(32), std::sqrt(2) * usual(64), 1e-9);
}

TEST(ImageGenerator, RefusesAStyleThatIsNotItsOwn) {
  const Model model = synthetic_image_model(2, 1);
  const auto message_of = [&](std::map<std::string, std::vector<float>> style) {
    Model changed = model;
    changed.style = std::move(style);
    const auto result = make_image_generator(changed);
    EXPECT_FALSE(result.ok());
    if (result.ok()) return std::string();
    EXPECT_EQ(result.error().code(), ErrorCode::kBadInput);
    return result.error().message();
  };
  EXPECT_THAT(message_of({}), testing::HasSubstr("'paper' is missing"));
  EXPECT_THAT(message_of({{"paper", {0, 1}}}), testing::HasSubstr("'paper' has 2 values"));
  EXPECT_THAT(message_of({{"paper", {.5F}}}), testing::HasSubstr("expects 0 or 1"));
  EXPECT_THAT(message_of({{"paper", {std::nanf("")}}}), testing::HasSubstr("expects 0 or 1"));
}

TEST(ImageGenerator, RefusesExemplarsOfAnotherSize) {
  Model model = synthetic_image_model(2, 2);
  model.modules[1].exemplars.pop_back();
  const auto result = make_image_generator(model);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.error().message(), testing::HasSubstr("class 'class 1' has 1567 pixels"));
}

}  // namespace
}  // namespace resketch
