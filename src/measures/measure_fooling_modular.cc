// How often an attack makes the modules accept an image as a class, and whether the image looks like the
// class.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "measures/cell.h"
#include "measures/digit_distance.h"
#include "measures/image_attack.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

/// Shares of known items that thresholds keep: as calibrated, and a stricter one.
struct Threshold {
  const char* suffix;  // of quantities
  double keep;
};
constexpr std::array kThresholds = {Threshold{"", 0.99}, Threshold{"_at_90", 0.9}};
constexpr std::size_t kCount = kThresholds.size();

/// Where an ascent starts.
enum class Start { kNoise, kBlank, kOtherClasses };
struct StartKind {
  Start start;
  const char* name;
  const char* title;
};
constexpr StartKind kStarts[] = {
    {Start::kNoise, "noise", "from noise"},
    {Start::kBlank, "blank", "from almost blank paper"},
    {Start::kOtherClasses, "other_classes", "from a test image of another class"}};

struct Plan {
  int per_class;      // attempts, from each kind of start
  int steps;          // of an ascent
  int perturbed;      // test items that are perturbed
  int perturb_steps;  // of projected gradient descent
};

Plan plan_of(Scale scale) {
  if (scale == Scale::kQuick) return {1, 40, 20, 5};
  return {20, 60, 200, 20};
}

/// Of all attempts, how many ended so.
struct Tally {
  int attempts = 0;
  std::array<int, kCount> fooled{};
  std::array<int, kCount> not_a_digit{};
  double confidence_before = 0;
  double confidence_after = 0;

  void add(const Tally& other) {
    attempts += other.attempts;
    for (std::size_t t = 0; t < kCount; ++t) {
      fooled[t] += other.fooled[t];
      not_a_digit[t] += other.not_a_digit[t];
    }
    confidence_before += other.confidence_before;
    confidence_after += other.confidence_after;
  }
};

class FoolingModules {
 public:
  FoolingModules(const CellTask& task, const ImageEvidence& modules, const DigitDistance& distance,
                 std::array<double, kCount> thresholds, CellOutcome& out)
      : task_(task),
        plan_(plan_of(task.vision.scale)),
        modules_(modules),
        distance_(distance),
        thresholds_(thresholds),
        out_(out) {
    total_ = std::size(kStarts) * modules.exemplars().classes() * plan_.per_class;
  }

  /// @errors kCancelled
  Result<void> ascend_from_everywhere() {
    out_.payload = {{"title", ""}, {"kind", drawing_kind(*task_.data)}, {"rows", Json::array()}};
    Tally all;
    for (const StartKind& kind : kStarts) {
      Tally tally;
      Json items = Json::array();
      for (int wanted = 0; wanted < modules_.exemplars().classes(); ++wanted) {
        for (int attempt = 0; attempt < plan_.per_class; ++attempt) {
          Json drawn = try_to_fool(start_of(kind.start, wanted, attempt), wanted, tally);
          if (attempt == 0) items.push_back(std::move(drawn));
          if (!report()) return Error(ErrorCode::kCancelled, "the attacks were stopped");
        }
      }
      out_.payload["rows"].push_back({{"label", kind.title}, {"items", items}});
      add_quantities(fmt::format("{}.", kind.name), tally);
      all.add(tally);
    }
    add_quantities("", all);
    return {};
  }

  /// Share of test items for which a wrong class is accepted after a small change.
  void perturb_items() {
    using Norm = Ball::Norm;
    perturb_items("unperturbed", {Norm::kLinf, 0}, 0, 0);
    perturb_items("fgsm", {Norm::kLinf, 0.1}, 1, 0.1);
    perturb_items("pgd_linf", {Norm::kLinf, 0.1}, plan_.perturb_steps, 0.2 / plan_.perturb_steps);
    perturb_items("pgd_l2", {Norm::kL2, 1.5}, plan_.perturb_steps, 3.0 / plan_.perturb_steps);
  }

 private:
  std::vector<float> start_of(Start start, int wanted, int attempt) const {
    const Dataset& test = task_.data->test;
    RandomStream random(task_.seed, kRandomInputNoise, static_cast<std::uint32_t>(wanted),
                        static_cast<std::uint32_t>(attempt) * 4 + static_cast<std::uint32_t>(start));
    std::vector<float> pixels(test[0].values.size());
    if (start == Start::kOtherClasses) {
      int item = 0;
      do {
        item = static_cast<int>(random.below(static_cast<std::uint32_t>(test.size())));
      } while (test.labels[item] == wanted);
      pixels.assign(test[item].values.begin(), test[item].values.end());
      return pixels;
    }
    // Paper that is quite blank has no gradient: no direction is better than any other.
    const float most = start == Start::kNoise ? 1 : 0.02F;
    for (float& pixel : pixels) pixel = random.uniform(0, most);
    return pixels;
  }

  /// One attempt, watched at every step: it counts if any image on the way is accepted (and looks like
  /// nothing). @returns the first image that was accepted (and looks like nothing), or the last one, as a
  /// drawing
  Json try_to_fool(std::vector<float> start, int wanted, Tally& tally) {
    std::array<bool, kCount> fooled{};
    std::array<bool, kCount> not_a_digit{};
    AttackedImage shown;
    double before = std::numeric_limits<double>::quiet_NaN();
    double highest = -std::numeric_limits<double>::infinity();
    ascend(modules_, std::move(start), wanted, plan_.steps, 0.1, [&](const AttackedImage& image) {
      if (std::isnan(before)) before = image.confidence;
      highest = std::max(highest, image.confidence);
      if (!fooled[0]) shown = image;
      if (image.best != wanted || image.confidence < thresholds_[0]) return true;
      const bool strange = distance_.unlike(image.pixels, wanted);
      if (!fooled[0] || (strange && !not_a_digit[0])) shown = image;
      for (std::size_t t = 0; t < kCount; ++t) {
        if (image.confidence < thresholds_[t]) continue;
        fooled[t] = true;
        not_a_digit[t] |= strange;
      }
      return !not_a_digit.back();
    });
    ++tally.attempts;
    for (std::size_t t = 0; t < kCount; ++t) {
      tally.fooled[t] += fooled[t] ? 1 : 0;
      tally.not_a_digit[t] += not_a_digit[t] ? 1 : 0;
    }
    tally.confidence_before += before;
    tally.confidence_after += highest;
    const char* verdict =
        not_a_digit[0] ? "accepted, no digit" : (fooled[0] ? "accepted, a digit" : "refused");
    return {{"caption", fmt::format("{}: {}", task_.data->pool.label_names[wanted], verdict)},
            {"values", drawing_values(*task_.data, shown.pixels)}};
  }

  void add_quantities(const std::string& name, const Tally& tally) {
    const auto share = [&](int count) {
      return Quantity{static_cast<double>(count) / tally.attempts, tally.attempts};
    };
    for (std::size_t t = 0; t < kCount; ++t) {
      out_.values[fmt::format("{}fooled{}", name, kThresholds[t].suffix)] = share(tally.fooled[t]);
      out_.values[fmt::format("{}fooled_not_a_digit{}", name, kThresholds[t].suffix)] =
          share(tally.not_a_digit[t]);
    }
    out_.values[name + "confidence_before"] = {tally.confidence_before / tally.attempts, 0};
    out_.values[name + "confidence_after"] = {tally.confidence_after / tally.attempts, 0};
  }

  void perturb_items(const std::string& name, const Ball& ball, int steps, double length) {
    const Dataset& test = task_.data->test;
    const int items = std::min(plan_.perturbed, test.size());
    std::array<int, kCount> mistaken{};
    for (int n = 0; n < items; ++n) {
      double highest = -std::numeric_limits<double>::infinity();  // confidence in a wrong answer
      perturb(modules_, test[n].values, test.labels[n], ball, steps, length, [&](const AttackedImage& image) {
        if (image.best != test.labels[n]) highest = std::max(highest, image.confidence);
        return highest < thresholds_.back();
      });
      for (std::size_t t = 0; t < kCount; ++t) mistaken[t] += highest >= thresholds_[t] ? 1 : 0;
    }
    for (std::size_t t = 0; t < kCount; ++t) {
      out_.values[fmt::format("{}.mistaken{}", name, kThresholds[t].suffix)] = {
          static_cast<double>(mistaken[t]) / items, items};
    }
  }

  bool report() {
    ++done_;
    return !task_.progress || task_.progress({.stage = "attacking",
                                              .unit = "attempts",
                                              .done = static_cast<double>(done_),
                                              .total = static_cast<double>(total_)});
  }

  const CellTask& task_;
  Plan plan_;
  const ImageEvidence& modules_;
  const DigitDistance& distance_;
  std::array<double, kCount> thresholds_;
  CellOutcome& out_;
  std::size_t total_;
  std::size_t done_ = 0;
};

}  // namespace

Result<CellOutcome> measure_fooling_modular(const CellTask& task) {
  const PreparedData& data = *task.data;
  const auto pool = load_dataset(data.name, {.split = Split::kPool, .limit = data.pool.size()});
  if (!pool) return pool.error();
  const auto all_of_test = load_dataset(data.name, {.split = Split::kTest});
  if (!all_of_test) return all_of_test.error();
  TrainOptions training = default_training(task);
  training.progress = {};  // takes seconds; what the meter tells is the attacks
  auto model = train(*pool, training);
  if (!model) return model.error();
  const auto modules = ImageEvidence::make(*model);
  if (!modules) return modules.error();

  CellOutcome out;
  ClassifyOptions search = default_search(task);
  search.progress = {};
  const auto decisions = classify(*model, data.test, search);
  if (!decisions) return decisions.error();
  std::array<double, kCount> thresholds{};
  for (std::size_t t = 0; t < kCount; ++t) {
    model->rejection_keep = kThresholds[t].keep;
    thresholds[t] = rejection_threshold(*model);
    const auto kept = std::ranges::count_if(
        *decisions, [&](const Decision& decision) { return decision.confidence >= thresholds[t]; });
    out.values[fmt::format("kept{}", kThresholds[t].suffix)] = {static_cast<double>(kept) / data.test.size(),
                                                                data.test.size()};
  }
  const DigitDistance distance(*pool, *all_of_test, modules->exemplars().image(0).paper);
  FoolingModules fooling(task, *modules, distance, thresholds, out);
  fooling.perturb_items();
  if (auto ok = fooling.ascend_from_everywhere(); !ok) return ok.error();
  return out;
}

}  // namespace resketch
