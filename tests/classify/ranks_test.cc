// Work shared by ranks, here threads of one process: results are those of one.
#include "resketch/ranks.h"

#include <gtest/gtest.h>

#include <barrier>
#include <cmath>
#include <optional>
#include <thread>

#include "resketch/classify.h"
#include "resketch/training.h"

namespace resketch {
namespace {

/// `count` ranks that meet in memory.
class Meeting {
 public:
  explicit Meeting(int count) : brought_(count), barrier_(count) {}

  Ranks ranks(int rank) {
    return {rank, static_cast<int>(brought_.size()), [this, rank](Result<Ranks::Bytes> mine, Ranks::To to) {
              brought_[rank] = std::move(mine);
              barrier_.arrive_and_wait();
              auto all = take(rank, to);
              barrier_.arrive_and_wait();
              return all;
            }};
  }

 private:
  Result<std::vector<Ranks::Bytes>> take(int rank, Ranks::To to) const {
    std::vector<Ranks::Bytes> all;
    for (const auto& brought : brought_) {
      if (!*brought) return brought->error();
      all.push_back(**brought);
    }
    if (to == Ranks::To::kFirst && rank > 0) all.clear();
    return all;
  }

  std::vector<std::optional<Result<Ranks::Bytes>>> brought_;
  std::barrier<> barrier_;
};

/// What each of `count` ranks gets from `work`.
template <typename T>
std::vector<Result<T>> on_ranks(int count, const std::function<Result<T>(const Ranks&)>& work) {
  Meeting meeting(count);
  std::vector<Result<T>> results(count, Error(ErrorCode::kFailed, "did not run"));
  std::vector<std::jthread> threads;
  for (int rank = 0; rank < count; ++rank)
    threads.emplace_back([&, rank] { results[rank] = work(meeting.ranks(rank)); });
  threads.clear();
  return results;
}

/// Waves of `classes` frequencies; as strokes they are pen velocities.
Dataset waves(int classes, int per_class, DataKind kind) {
  Dataset data;
  data.name = "waves";
  data.kind = kind;
  data.dims = 2;
  for (int c = 0; c < classes; ++c) {
    data.label_names.push_back(std::to_string(c));
    for (int n = 0; n < per_class; ++n) {
      std::vector<float> values;
      for (int t = 0; t < 24; ++t) {
        values.push_back(static_cast<float>(std::sin(0.1 * (c + 1) * t + 0.2 * n)));
        values.push_back(static_cast<float>(std::cos(0.07 * (c + 2) * t) + 0.02 * n));
      }
      data.append(values, c);
    }
  }
  return data;
}

TrainOptions quick(DataKind kind) {
  TrainOptions options = train_options(Preset::kDefault, kind);
  if (kind == DataKind::kSeries) options.generator = GeneratorKind::kLstm;  // whose training is shared, too
  options.training.hidden = 4;
  options.training.steps = 60;
  options.threads = 1;
  return options;
}

void expect_equal(const Model& a, const Model& b) {
  ASSERT_EQ(a.modules.size(), b.modules.size());
  for (std::size_t i = 0; i < a.modules.size(); ++i) {
    EXPECT_EQ(a.modules[i].label, b.modules[i].label);
    EXPECT_EQ(a.modules[i].parameters, b.modules[i].parameters);
    EXPECT_EQ(a.modules[i].exemplars, b.modules[i].exemplars);
    EXPECT_EQ(a.modules[i].training_loss, b.modules[i].training_loss);
    EXPECT_EQ(a.modules[i].steps_trained, b.modules[i].steps_trained);
  }
  EXPECT_EQ(a.style, b.style);
  EXPECT_EQ(a.calibration.temperature, b.calibration.temperature);
  EXPECT_EQ(a.calibration.confidence_mean, b.calibration.confidence_mean);
  EXPECT_EQ(a.calibration.confidence_sd, b.calibration.confidence_sd);
}

TEST(Ranks, TrainTheModelOfOneProcess) {
  for (const DataKind kind : {DataKind::kSeries, DataKind::kPenVelocity}) {
    const Dataset pool = waves(19, 5, kind);
    const Model alone = train(pool, quick(kind)).value();
    const auto shared = on_ranks<Model>(3, [&](const Ranks& ranks) {
      TrainOptions options = quick(kind);
      options.ranks = ranks;
      return train(pool, options);
    });
    for (const auto& model : shared) {
      ASSERT_TRUE(model) << model.error().what();
      expect_equal(alone, *model);
    }
  }
}

TEST(Ranks, GiveTheAnswersOfOneProcessToTheFirst) {
  for (const DataKind kind : {DataKind::kSeries, DataKind::kPenVelocity}) {
    const Model model = train(waves(4, 5, kind), quick(kind)).value();
    const Dataset items = waves(4, 50, kind);
    ClassifyOptions options;
    options.inference = default_inference(Preset::kDefault);
    options.keep_reconstructions = true;
    const auto alone = classify(model, items, options).value();
    const auto shared = on_ranks<std::vector<Decision>>(3, [&](const Ranks& ranks) {
      ClassifyOptions mine = options;
      mine.threads = 1;
      mine.ranks = ranks;
      return classify(model, items, mine);
    });
    ASSERT_TRUE(shared[0]) << shared[0].error().what();
    ASSERT_EQ(shared[0]->size(), alone.size());
    EXPECT_TRUE(shared[1]->empty());
    EXPECT_TRUE(shared[2]->empty());
    for (std::size_t n = 0; n < alone.size(); ++n) {
      const Decision& a = alone[n];
      const Decision& b = (*shared[0])[n];
      EXPECT_EQ(a.label, b.label);
      EXPECT_EQ(a.probability, b.probability);
      EXPECT_EQ(a.margin, b.margin);
      EXPECT_EQ(a.confidence, b.confidence);
      EXPECT_EQ(a.evidence, b.evidence);
      EXPECT_EQ(a.losses, b.losses);
      ASSERT_EQ(a.reconstructions.size(), b.reconstructions.size());
      for (std::size_t c = 0; c < a.reconstructions.size(); ++c) {
        EXPECT_EQ(a.reconstructions[c].latent, b.reconstructions[c].latent);
        EXPECT_EQ(a.reconstructions[c].values, b.reconstructions[c].values);
        ASSERT_EQ(a.reconstructions[c].pose_and_warp.has_value(), kind == DataKind::kPenVelocity);
        if (!a.reconstructions[c].pose_and_warp) continue;
        EXPECT_EQ(a.reconstructions[c].pose_and_warp->warp, b.reconstructions[c].pose_and_warp->warp);
        EXPECT_EQ(a.reconstructions[c].pose_and_warp->bend, b.reconstructions[c].pose_and_warp->bend);
      }
    }
  }
}

TEST(Ranks, AllGetTheErrorOfTheOneThatWasInterrupted) {
  const Dataset pool = waves(19, 5, DataKind::kSeries);
  const auto shared = on_ranks<Model>(2, [&](const Ranks& ranks) {
    TrainOptions options = quick(DataKind::kSeries);
    options.ranks = ranks;
    options.progress = [&](const Progress&) { return ranks.rank == 0; };
    return train(pool, options);
  });
  for (const auto& model : shared) {
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code(), ErrorCode::kCancelled);
  }
}

TEST(Ranks, StopTheirWorkWhenAnotherHasFailed) {
  const Dataset pool = waves(19, 5, DataKind::kSeries);
  TrainOptions options = quick(DataKind::kSeries);
  options.training.steps = 1'000'000'000;
  options.ranks.failed = [] { return true; };
  const auto model = train(pool, options);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace resketch
