#include "cli/baselines.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/flags.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

double share_of(const std::vector<bool>& right) {
  return static_cast<double>(std::ranges::count(right, true)) / static_cast<double>(right.size());
}

/// A character an item: 1 where the answer was right.
std::string digits(const std::vector<bool>& right) {
  std::string text;
  for (const bool is_right : right) text += is_right ? '1' : '0';
  return text;
}

/// The module of every item's label, -1 where the model has none.
std::vector<int> true_modules(const Model& model, const Dataset& data) {
  std::vector<int> of_label;
  for (const std::string& label : data.label_names) of_label.push_back(model.find(label));
  std::vector<int> modules;
  for (const int label : data.labels) modules.push_back(label == Dataset::kUnlabelled ? -1 : of_label[label]);
  return modules;
}

std::string p_text(double p) {
  return p < .0001 ? "< .0001" : fmt::format("{:.4f}", p);
}

}  // namespace

void add_baseline_flag(CLI::App& command, std::vector<std::string>& names) {
  command
      .add_option(
          "--baseline", names,
          "also classic methods on the model's exemplars, separated by commas: nn (nearest neighbour), dtw, "
          "dtw-affine, idm (image distortion), forward (trains an LSTM), or all that apply")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(one_of({"nn", "dtw", "dtw-affine", "idm", "forward", "all"}))
      ->type_name("A,B");
}

Result<std::vector<Baseline>> chosen_baselines(const std::vector<std::string>& names, const Model& model) {
  std::vector<Baseline> chosen;
  const auto add = [&](Baseline baseline) {
    if (std::ranges::find(chosen, baseline) == chosen.end()) chosen.push_back(baseline);
  };
  for (const std::string& name : names) {
    if (name == "all") {
      for (const Baseline baseline : applicable_baselines(model)) add(baseline);
      continue;
    }
    const Baseline baseline = *parse_baseline(name);
    if (auto applies = check_baseline(model, baseline); !applies) return applies.error();
    add(baseline);
  }
  return chosen;
}

Result<BaselineResults> run_baselines(const std::vector<Baseline>& baselines, const Model& model,
                                      const Dataset& data, const std::vector<Decision>& decisions,
                                      int threads) {
  const std::vector<int> truth = true_modules(model, data);
  std::vector<int> compared;
  for (int n = 0; n < data.size(); ++n) {
    if (truth[n] >= 0) compared.push_back(n);
  }
  if (compared.empty()) {
    return Error(ErrorCode::kBadInput,
                 "no item's label is one of the model's classes, so baselines could only be wrong",
                 data.name);
  }
  const Dataset items = data.subset(compared);
  BaselineResults results;
  for (const int n : compared) results.right.push_back(decisions[n].best == truth[n]);
  results.accuracy = share_of(results.right);
  for (const Baseline baseline : baselines) {
    ProgressLine progress;
    const auto answers =
        answer_by(baseline, model, items, {.threads = threads, .progress = progress.callback()});
    progress.clear();
    if (!answers) return answers.error();
    BaselineResult& result = results.baselines.emplace_back();
    result.baseline = baseline;
    for (std::size_t i = 0; i < compared.size(); ++i)
      result.right.push_back(answers->modules[i] == truth[compared[i]]);
    result.accuracy = share_of(result.right);
    result.comparison = compare(results.right, result.right, {.threads = threads});
    result.training_seconds = answers->training_seconds;
    result.answering_seconds = answers->answering_seconds;
  }
  return results;
}

void add_baselines(const BaselineResults& results, Json& json) {
  json["right"] = digits(results.right);
  Json& list = json["baselines"] = Json::array();
  for (const BaselineResult& result : results.baselines) {
    const Comparison& compared = result.comparison;
    list.push_back({{"name", std::string(to_string(result.baseline))},
                    {"items", compared.items},
                    {"accuracy", result.accuracy},
                    {"difference", compared.difference},
                    {"low", compared.low},
                    {"high", compared.high},
                    {"mcnemar_p", compared.p},
                    {"only_model_right", compared.only_first},
                    {"only_baseline_right", compared.only_second},
                    {"seconds", result.training_seconds + result.answering_seconds},
                    {"training_seconds", result.training_seconds},
                    {"right", digits(result.right)}});
  }
}

void print_baselines(const BaselineResults& results) {
  constexpr std::size_t kName = 10;
  const std::size_t items = results.right.size();
  print(fmt::format("\nbaselines on the same exemplars and the same {} items; the model has {:.1f} % right\n",
                    items, 100 * results.accuracy));
  print(fmt::format("{}  accuracy  model ahead by (95 % interval)    McNemar p  seconds  ms an item\n",
                    pad("", kName)));
  for (const BaselineResult& result : results.baselines) {
    const Comparison& compared = result.comparison;
    const std::string ahead = fmt::format("{:+.1f} ({:+.1f} to {:+.1f}) points", 100 * compared.difference,
                                          100 * compared.low, 100 * compared.high);
    print(fmt::format("{}  {:>6.1f} %  {}  {:>9}  {:>7.2f}  {:>10.3f}\n",
                      pad(to_string(result.baseline), kName), 100 * result.accuracy, pad(ahead, 31),
                      p_text(compared.p), result.training_seconds + result.answering_seconds,
                      1000 * result.answering_seconds / static_cast<double>(items)));
  }
}

}  // namespace resketch::cli
