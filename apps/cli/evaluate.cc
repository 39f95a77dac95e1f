// resketch evaluate: how often a model is right on labelled data, and what it mixes up.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "cli/baselines.h"
#include "cli/command.h"
#include "cli/first_rank.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch evaluate digits.resketch digits-sample
  resketch evaluate letters.resketch characters --iterations 0 --no-reject --json
  resketch evaluate letters.resketch characters --baseline nn,dtw-affine
  resketch evaluate gestures.resketch held-out.csv --threads 1)";

struct Flags {
  std::string model, data;
  DataFlags items;
  InferenceFlags inference;
  std::vector<std::string> baselines;
  bool json = false;
};

void print_evaluation_json(const Evaluation& result, const std::optional<BaselineResults>& baselines,
                           const Flags& flags, const ClassifyOptions& options) {
  Json per_class = Json::object();
  for (std::size_t i = 0; i < result.labels.size(); ++i) {
    const double share = result.per_class[i];
    per_class[result.labels[i]] = std::isfinite(share) ? Json(share) : Json(nullptr);
  }
  Json json = {{"items", result.items},
               {"accuracy", result.accuracy},
               {"accepted_accuracy", result.accepted_accuracy},
               {"ece", result.ece},
               {"mean_loss", result.mean_loss},
               {"unknown", result.unknown},
               {"per_class", per_class},
               {"confusion", {{"labels", result.labels}, {"rows", result.confusion}}},
               {"seconds", result.seconds},
               {"unlabelled", result.unlabelled},
               {"inference", std::string(to_string(options.inference.method))},
               {"iterations", options.inference.iterations},
               {"reject", options.reject},
               {"model", flags.model},
               {"data", flags.data}};
  if (baselines) add_baselines(*baselines, json);
  print_json(json);
}

struct Confusion {
  int count;
  std::string truth, answered;
};

/// True label, what was answered instead, and how often; the most frequent first.
std::vector<Confusion> confusions(const Evaluation& result, const Model& model) {
  std::vector<Confusion> list;
  for (std::size_t row = 0; row < result.confusion.size(); ++row) {
    for (std::size_t column = 0; column < result.confusion[row].size(); ++column) {
      const bool is_unknown = column >= model.modules.size();
      const bool is_right = is_unknown ? row >= model.modules.size() : row == column;
      const int count = result.confusion[row][column];
      if (count == 0 || is_right) continue;
      list.push_back({count, result.labels[row], is_unknown ? "unknown" : result.labels[column]});
    }
  }
  std::ranges::stable_sort(list, std::ranges::greater{}, &Confusion::count);
  return list;
}

void print_table(const Evaluation& result, const Model& model) {
  print(fmt::format("accuracy   {:.1f} % of {} items\n", 100 * result.accuracy, result.items));
  print(fmt::format("unknown    {} answered \"unknown\"; {:.1f} % of the other answers are right\n",
                    result.unknown, 100 * result.accepted_accuracy));
  print(fmt::format("ECE        {:.3f} (stated probability against share right)\n", result.ece));
  print(fmt::format("mean loss  {:.4g}\n", result.mean_loss));
  print(fmt::format("time       {:.2f} s\n", result.seconds));
  if (result.unlabelled > 0) print(fmt::format("left out   {} items without a label\n", result.unlabelled));

  std::size_t width = 5;
  for (const auto& label : result.labels) width = std::max(width, std::min<std::size_t>(label.size(), 24));
  print(fmt::format("\n{}  items  right\n", pad("class", width)));
  for (std::size_t row = 0; row < result.labels.size(); ++row) {
    int items = 0;
    for (const int count : result.confusion[row]) items += count;
    if (items == 0) continue;
    const int cells = static_cast<int>(std::lround(20 * result.per_class[row]));
    std::string bar;
    for (int i = 0; i < 20; ++i) bar += i < cells ? "█" : "·";
    print(fmt::format("{}  {:>5}  {:>3.0f} %  {}{}\n", pad(printable(result.labels[row]), width), items,
                      100 * result.per_class[row], bar,
                      row >= model.modules.size() ? "  not in the model" : ""));
  }

  const auto list = confusions(result, model);
  if (list.empty()) return;
  print("\nmost often mistaken\n");
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), 8); ++i) {
    print(fmt::format("{}  for {}  {} times\n", pad(printable(list[i].truth), width),
                      pad(printable(list[i].answered), width), list[i].count));
  }
}

Result<void> run(const Flags& flags, const Ranks& ranks) {
  auto model = load_on_first(ranks, flags.model);
  if (!model) return model.error();
  if (auto fits = expect_classes(*model, flags.model); !fits) return fits;
  const auto baselines = chosen_baselines(flags.baselines, *model);
  if (!baselines) return baselines.error();
  auto data = read_on_first(ranks, [&] { return load(flags.data, flags.items, Split::kTest); });
  if (!data) return data.error();
  if (std::ranges::all_of(data->labels, [](int label) { return label == Dataset::kUnlabelled; })) {
    return Error(
        ErrorCode::kBadInput,
        "no item has a label, so there is nothing to compare answers with; 'resketch classify' needs none",
        flags.data);
  }
  ProgressLine progress(ranks.rank == 0);
  ClassifyOptions options = classify_options(flags.inference, *model);
  options.ranks = ranks;
  options.progress = progress.callback();
  const auto start = std::chrono::steady_clock::now();
  auto decisions = classify(*model, *data, options);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  progress.clear();
  if (!decisions) return decisions.error();
  if (ranks.rank > 0) return {};
  Evaluation result = evaluate(*model, *data, *decisions);
  result.seconds = seconds.count();
  std::optional<BaselineResults> compared;
  if (!baselines->empty()) {
    auto run = run_baselines(*baselines, *model, *data, *decisions, options.threads);
    if (!run) return run.error();
    compared = *std::move(run);
  }
  if (flags.json) {
    print_evaluation_json(result, compared, flags, options);
  } else {
    print_table(result, *model);
    if (compared) print_baselines(*compared);
  }
  return {};
}

}  // namespace

void add_evaluate(CLI::App& app, Work& work, const Ranks& ranks) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(
      app, "evaluate", "Measures a model on labelled data: accuracy by class, and confusions", kExamples);
  command->add_option("MODEL", flags->model, "what 'resketch train' wrote")->required()->type_name(" ");
  command->add_option("DATA", flags->data, "a named set or a file, labelled")->required()->type_name(" ");
  add_data_flags(*command, flags->items, "test");
  add_limit_flag(*command, flags->items);
  add_inference_flags(*command, flags->inference);
  add_baseline_flag(*command, flags->baselines);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, ranks, &work] { work = [flags, ranks] { return run(*flags, ranks); }; });
}

}  // namespace resketch::cli
