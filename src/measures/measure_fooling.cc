// A network's accuracy with a threshold on its scaled outputs, and how often attacks pass that threshold.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "measures/digit_distance.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;
using Method = FoolingOptions::Method;

constexpr double kThresholds[] = {0.9, 0.99};

struct Plan {
  int per_class;        // attempts; the published rates are multiples of .5 %, so theirs were 200 in all
  int generator_steps;  // at most
  int pixel_steps;      // at most
  int perturbed;        // test items that perturbations start from
};

Plan plan_of(Scale scale) {
  if (scale == Scale::kQuick) return {2, 150, 60, 40};
  return scale == Scale::kDefault ? Plan{10, 600, 150, 300} : Plan{20, 3000, 1000, 2000};
}

std::string percent(double threshold) {
  return fmt::format("{:.0f}", 100 * threshold);
}

/// Share of items that are answered rightly with a scaled output of at least `threshold`.
double accuracy(const NetworkAnswers& answers, const Dataset& data, int classes, double threshold,
                const ConfidenceOptions& options) {
  int right = 0;
  for (int n = 0; n < data.size(); ++n) {
    right +=
        winner(answers, classes, n) == data.labels[n] &&
                (threshold == 0 || log_scaled_winner(answers, classes, n, options) >= std::log(threshold))
            ? 1
            : 0;
  }
  return static_cast<double>(right) / data.size();
}

std::span<const float> input_of(const FoolingOutcome& outcome, int attempt) {
  constexpr int kPixels = 28 * 28;
  return std::span(outcome.inputs).subspan(static_cast<std::size_t>(attempt) * kPixels, kPixels);
}

Json drawn(const CellTask& task, const FoolingOutcome& outcome, const std::string& label) {
  Json items = Json::array();
  for (int n = 0; n < static_cast<int>(outcome.wanted.size()) && n < 10; ++n) {
    items.push_back({{"caption", fmt::format("{}: {:.3f}", task.data->pool.label_names[outcome.wanted[n]],
                                             outcome.best[n])},
                     {"values", drawing_values(*task.data, input_of(outcome, n))}});
  }
  return {{"label", label}, {"items", items}};
}

/// Measures one network; every number goes into `out`.
class Fooling {
 public:
  Fooling(const CellTask& task, const TrainedNetwork& network, CellOutcome& out)
      : task_(task),
        network_(network),
        plan_(plan_of(task.vision.scale)),
        distance_(task.data->pool, task.data->test, 0),
        out_(out) {}

  Result<void> attack(Method method, const std::string& name, double threshold,
                      const ConfidenceOptions& options) {
    const bool generator = method == Method::kGeneratorNetwork;
    const auto outcome = network_.fool({.method = method,
                                        .threshold = threshold,
                                        .per_class = plan_.per_class,
                                        .max_steps = generator ? plan_.generator_steps : plan_.pixel_steps,
                                        .learning_rate = generator ? 0.003 : 0.1,
                                        .seed = task_.seed},
                                       options, inputs_of(task_.data->test), task_.progress);
    if (!outcome) return outcome.error();
    int fooled = 0;
    int unlike = 0;
    double steps = 0;
    const int attempts = static_cast<int>(outcome->steps.size());
    for (int n = 0; n < attempts; ++n) {
      if (outcome->steps[n] < 0) continue;
      ++fooled;
      unlike += distance_.unlike(input_of(*outcome, n), outcome->wanted[n]) ? 1 : 0;
      steps += outcome->steps[n];
    }
    out_.values[fmt::format("{}fooled_at_{}", name, percent(threshold))] = {
        static_cast<double>(fooled) / attempts, attempts};
    out_.values[fmt::format("{}fooled_unlike_at_{}", name, percent(threshold))] = {
        static_cast<double>(unlike) / attempts, attempts};
    if (fooled > 0) out_.values[fmt::format("{}steps_at_{}", name, percent(threshold))] = {steps / fooled, 0};
    if (name.find("one_alpha") == std::string::npos) {
      const std::string label = generator                   ? "generator network"
                                : method == Method::kPixels ? "pixels from noise"
                                                            : "from other classes";
      out_.payload["rows"].push_back(
          drawn(task_, *outcome, fmt::format("{}, {} %", label, percent(threshold))));
    }
    return {};
  }

  /// Share of test items for which a wrong class passes the threshold after a small change.
  Result<void> perturb(PerturbOptions::Method method, const std::string& name, double epsilon,
                       double threshold, const ConfidenceOptions& options) {
    const Dataset start = first_items(plan_.perturbed);
    const auto changed =
        network_.perturb(inputs_of(start), {.method = method, .epsilon = epsilon}, options, task_.progress);
    if (!changed) return changed.error();
    const int classes = network_.spec().classes;
    const auto answers =
        network_.answer({*changed, {}, start.size()}, options.beta > 0 ? options.probes : -1, task_.progress);
    if (!answers) return answers.error();
    int wrong = 0;
    for (int n = 0; n < start.size(); ++n) {
      wrong += winner(*answers, classes, n) != start.labels[n] &&
                       log_scaled_winner(*answers, classes, n, options) >= std::log(threshold)
                   ? 1
                   : 0;
    }
    out_.values[fmt::format("{}mistaken_at_{}", name, percent(threshold))] = {
        static_cast<double>(wrong) / start.size(), start.size()};
    return {};
  }

 private:
  Dataset first_items(int count) const {
    std::vector<int> chosen;
    for (int n = 0; n < std::min(count, task_.data->test.size()); ++n) chosen.push_back(n);
    return task_.data->test.subset(chosen);
  }

  const CellTask& task_;
  const TrainedNetwork& network_;
  Plan plan_;
  DigitDistance distance_;  // to what the claimed class looks like
  CellOutcome& out_;
};

/// Doubles the network's sharpness until enough of the rightly answered validation items are claimed with
/// 99 %. @returns what it then makes of them
Result<NetworkAnswers> sharpen_until_sure(TrainedNetwork& network, const Dataset& validation, double wanted,
                                          const ProgressFn& progress, double& sharpness) {
  constexpr double kSharpest = 16;
  const int classes = network.spec().classes;
  for (sharpness = 1;; sharpness *= 2) {
    network.sharpen(sharpness);
    auto answers = network.answer(inputs_of(validation), -1, progress);
    if (!answers || sharpness == kSharpest) return answers;
    const double right = accuracy(*answers, validation, classes, 0, {});
    if (accuracy(*answers, validation, classes, 0.99, {}) >= wanted * right) return answers;
  }
}

/// Everything that is measured at one threshold.
Result<void> measure_at(double threshold, const ConfidenceOptions& options, Fooling& fooling) {
  if (auto ok = fooling.attack(Method::kGeneratorNetwork, "", threshold, options); !ok) return ok;
  if (auto ok = fooling.attack(Method::kPixels, "pixels.", threshold, options); !ok) return ok;
  if (auto ok = fooling.attack(Method::kOtherClasses, "other_classes.", threshold, options); !ok) return ok;
  using Perturb = PerturbOptions::Method;
  if (auto ok = fooling.perturb(Perturb::kGradientSign, "fgsm.", 0.1, threshold, options); !ok) return ok;
  if (auto ok = fooling.perturb(Perturb::kProjectedLinf, "pgd_linf.", 0.1, threshold, options); !ok)
    return ok;
  return fooling.perturb(Perturb::kProjectedL2, "pgd_l2.", 1.5, threshold, options);
}

}  // namespace

Result<CellOutcome> measure_fooling(const CellTask& task) {
  const KnownClasses known = known_classes(task);
  const auto trained = train_for(task, known);
  if (!trained) return trained.error();
  CellOutcome out;
  double sharpness = 1;
  // After seconds of training there is nothing to be sure of.
  const double sure = task.vision.scale == Scale::kQuick ? 0 : task.variant.vision.sure_at_99;
  const auto chosen_on = sharpen_until_sure(**trained, known.validation, sure, task.progress, sharpness);
  if (!chosen_on) return chosen_on.error();
  const TrainedNetwork& network = **trained;
  out.values["sharpness"] = {sharpness, 0};
  const bool defended = has_decoder(network.spec().kind);
  const auto answers = network.answer(inputs_of(task.data->test), defended ? 1 : -1, task.progress);
  if (!answers) return answers.error();

  out.payload = {{"title", task.variant.name}, {"kind", "image"}, {"rows", Json::array()}};
  Fooling fooling(task, network, out);
  const Dataset& test = task.data->test;
  out.values["accuracy_at_0"] = {accuracy(*answers, test, known.count, 0, {}), test.size()};
  for (const double threshold : kThresholds) {
    ConfidenceOptions options;
    if (defended) {
      options = {.alpha = choose_alpha(*chosen_on, known.validation, known.count, threshold,
                                       kept_share(task, threshold)),
                 .beta = kBeta};
      out.values["alpha_at_" + percent(threshold)] = {options.alpha, 0};
    }
    out.values["accuracy_at_" + percent(threshold)] = {
        accuracy(*answers, test, known.count, threshold, options), test.size()};
    if (auto ok = measure_at(threshold, options, fooling); !ok) return ok.error();
  }
  if (!defended) return out;
  out.values["largest_gamma"] = {*std::ranges::max_element(answers->gamma), 0};
  if (task.vision.scale == Scale::kQuick) return out;
  // The same alpha for both thresholds, as a product would have to take: that of 99 %.
  const ConfidenceOptions one = {.alpha = out.values["alpha_at_99"].value, .beta = kBeta};
  out.values["one_alpha.accuracy_at_90"] = {accuracy(*answers, test, known.count, 0.9, one), test.size()};
  if (auto ok = fooling.attack(Method::kGeneratorNetwork, "one_alpha.", 0.9, one); !ok) return ok.error();
  return out;
}

}  // namespace resketch
