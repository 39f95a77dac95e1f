#include "training/train_modules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <numbers>

#include "kernels/lstm_reference.h"

namespace resketch {
namespace {

using testing::HasSubstr;

constexpr int kSteps = 12;  // T
constexpr int kDims = 2;    // D

/// `classes` classes of `count` arcs each, all different.
std::vector<ExemplarSet> arcs(int classes, int count) {
  std::vector<ExemplarSet> sets;
  for (int c = 0; c < classes; ++c) {
    ExemplarSet set{"arc " + std::to_string(c), count, {}};
    for (int k = 0; k < count; ++k) {
      for (int t = 0; t < kSteps; ++t) {
        const double angle = 0.3 * t * (1 + 0.2 * c) + 0.1 * k;
        set.values.push_back(static_cast<float>(std::cos(angle)));
        set.values.push_back(static_cast<float>(std::sin(angle) * (1 + 0.1 * k)));
      }
    }
    sets.push_back(set);
  }
  return sets;
}

TrainOptions small_options(int steps = 60) {
  TrainOptions options;
  options.training.hidden = 5;
  options.training.steps = steps;
  options.training.noise_in = 0.1F;
  options.training.noise_out = 0.01F;
  options.threads = 2;
  return options;
}

std::vector<Module> train_arcs(const std::vector<ExemplarSet>& sets, const TrainOptions& options) {
  return train_modules(sets, kSteps, kDims, 0, options).value();
}

void expect_equal_bits(const std::vector<Module>& a, const std::vector<Module>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].label, b[i].label);
    EXPECT_EQ(a[i].parameters, b[i].parameters) << a[i].label;
    EXPECT_EQ(a[i].training_loss, b[i].training_loss) << a[i].label;
  }
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "resketch-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

TEST(TrainModules, LearnsToDrawItsExemplars) {
  const auto sets = arcs(1, 2);
  TrainOptions options = small_options(3000);
  options.training.noise_in = 0;
  options.training.noise_out = 0;
  const Module module = train_arcs(sets, options)[0];
  EXPECT_LT(module.training_loss, 1e-3);
  EXPECT_EQ(module.steps_trained, 3000);
  const std::vector<double> weights(module.parameters.begin(), module.parameters.end());
  for (int k = 0; k < 2; ++k) {
    std::vector<double> z(2, 0.0);
    z[k] = 1;
    const auto drawn = reference::draw(module.shape, weights, z);
    double loss = 0;
    for (std::size_t n = 0; n < drawn.size(); ++n) {
      loss +=
          std::pow(drawn[n] - sets[0].values[k * drawn.size() + n], 2) / static_cast<double>(drawn.size());
    }
    EXPECT_LT(loss, 2e-3) << "exemplar " << k;
  }
}

TEST(TrainModules, GivesTheSameBitsForAnyNumberOfThreads) {
  const auto sets = arcs(40, 3);
  TrainOptions one = small_options();
  one.threads = 1;
  TrainOptions four = small_options();
  four.threads = 4;
  expect_equal_bits(train_arcs(sets, one), train_arcs(sets, four));
}

TEST(TrainModules, TrainsAModuleAlikeWhateverStandsBesideIt) {
  const auto sets = arcs(7, 3);
  const auto together = train_arcs(sets, small_options());
  const auto alone = train_modules(std::span(sets).subspan(5, 1), kSteps, kDims, 5, small_options()).value();
  expect_equal_bits(alone, {together[5]});
}

TEST(TrainModules, MixesClassesWithDifferentNumbersOfExemplars) {
  auto sets = arcs(3, 2);
  sets[1] = arcs(2, 5)[1];
  const auto modules = train_arcs(sets, small_options());
  ASSERT_EQ(modules.size(), 3U);
  EXPECT_EQ(modules[0].shape.inputs, 2);
  EXPECT_EQ(modules[1].shape.inputs, 5);
  EXPECT_EQ(modules[1].label, sets[1].label);
}

TEST(TrainModules, ResumesToTheSameBitsWhereverItWasStopped) {
  const auto sets = arcs(20, 2);
  for (const bool keep_best : {false, true}) {
    TrainOptions options = small_options(100);
    options.training.keep_best = keep_best;
    options.training.schedule = TrainingOptions::Schedule::kCosine;
    const auto expected = train_arcs(sets, options);
    const TemporaryFolder folder;
    options.checkpoint = folder / "checkpoint";
    options.resume = true;
    options.checkpoint_seconds = 0;
    int stops = 0;
    for (;;) {
      options.progress = [&](const Progress& progress) {
        EXPECT_EQ(progress.resumed > 0, stops > 0);
        EXPECT_LE(progress.resumed, progress.done);
        return false;  // stops at the first report of every run
      };
      const auto result = train_modules(sets, kSteps, kDims, 0, options);
      if (result) {
        expect_equal_bits(*result, expected);
        break;
      }
      ASSERT_EQ(result.error().code(), ErrorCode::kCancelled);
      ASSERT_LT(++stops, 50);
    }
    EXPECT_GT(stops, 0);
  }
}

TEST(TrainModules, RefusesToResumeWithOtherOptions) {
  const auto sets = arcs(2, 2);
  const TemporaryFolder folder;
  TrainOptions options = small_options(200);
  options.checkpoint = folder / "checkpoint";
  options.progress = [](const Progress&) { return false; };
  ASSERT_FALSE(train_modules(sets, kSteps, kDims, 0, options));
  options.resume = true;
  options.training.learning_rate = 0.5F;
  const auto result = train_modules(sets, kSteps, kDims, 0, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kUsage);
  EXPECT_THAT(result.error().what(), HasSubstr("learning_rate"));
}

TEST(TrainModules, LeavesOutAModuleWhoseLossIsNoNumberAndKeepsTheOthers) {
  auto sets = arcs(3, 2);
  for (float& value : sets[1].values) value = 3e38F;
  std::vector<std::string> warnings;
  TrainOptions options = small_options();
  options.warn = [&](const std::string& message) { warnings.push_back(message); };
  const auto modules = train_arcs(sets, options);
  ASSERT_EQ(modules.size(), 2U);
  EXPECT_EQ(modules[0].label, "arc 0");
  EXPECT_EQ(modules[1].label, "arc 2");
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], HasSubstr("class 'arc 1' is left out"));
  expect_equal_bits({modules[1]}, {train_arcs(arcs(3, 2), small_options())[2]});
}

TEST(TrainModules, FailsWhenEveryModuleDiverges) {
  auto sets = arcs(2, 2);
  for (ExemplarSet& set : sets) set.values.assign(set.values.size(), 3e38F);
  const auto result = train_modules(sets, kSteps, kDims, 0, small_options());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kFailed);
}

TEST(TrainModules, RefusesOptionsOutOfRangeNamingThem) {
  const auto sets = arcs(1, 2);
  const auto refused = [&](auto change) {
    TrainOptions options = small_options();
    change(options.training);
    const auto result = train_modules(sets, kSteps, kDims, 0, options);
    EXPECT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::kUsage);
    return result.error().message();
  };
  EXPECT_THAT(refused([](TrainingOptions& o) { o.hidden = 0; }), HasSubstr("hidden is 0"));
  EXPECT_THAT(refused([](TrainingOptions& o) { o.steps = 0; }), HasSubstr("steps is 0"));
  EXPECT_THAT(refused([](TrainingOptions& o) { o.learning_rate = NAN; }), HasSubstr("learning-rate is nan"));
  EXPECT_THAT(refused([](TrainingOptions& o) { o.noise_in = -1; }), HasSubstr("noise-in is -1"));
  const auto many = train_modules(arcs(1, 65), kSteps, kDims, 0, small_options());
  ASSERT_FALSE(many);
  EXPECT_THAT(many.error().message(), HasSubstr("at most 64"));
}

}  // namespace
}  // namespace resketch
