// resketch anomaly: learns what is normal, and ranks items by how little they are.
#include <fmt/format.h>

#include <cmath>

#include "base/files.h"
#include "cli/anomaly_page.h"
#include "cli/answers.h"
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch anomaly train good-parts.npz --kind image -o normal.resketch
  resketch anomaly score normal.resketch new-parts.npz --kind image --html strange.html)";

constexpr char kTrainExamples[] =
    R"(  resketch anomaly train good-strokes.csv -o normal.resketch
  resketch anomaly train mnist --classes 3 -o three.resketch
  resketch anomaly train good-parts.npz --kind image --keep 0.999 -o normal.resketch)";

constexpr char kScoreExamples[] =
    R"(  resketch anomaly score normal.resketch new-strokes.csv --top 20
  resketch anomaly score three.resketch mnist --limit 500 --html strange.html
  resketch anomaly score normal.resketch new-strokes.csv --json | jq -r 'select(.anomaly) | .id')";

struct TrainFlags {
  std::string data, output;
  DataFlags items;
  std::vector<std::string> classes;
  std::string generator;
  int exemplars = 0;
  std::uint64_t seed = 42;
  double keep = 0.99;
  int threads = 0;
  bool json = false;
};

Result<void> run_train(const TrainFlags& flags) {
  if (auto checked = check_output(flags.output, {flags.data}); !checked) return checked;
  auto data = load(flags.data, flags.items, Split::kPool);
  if (data && !flags.classes.empty()) data = only_labels(*data, flags.classes);
  if (!data) return data.error();
  if (flags.classes.empty() && !data->label_names.empty())
    say(fmt::format("labels are ignored: all {} items count as normal", data->size()));

  TrainOptions options = normal_options(data->kind, parse_generator_kind(flags.generator));
  if (flags.exemplars > 0) options.exemplars.per_class = flags.exemplars;
  options.exemplars.seed = options.training.seed = flags.seed;
  options.threads = flags.threads;
  ProgressLine progress;
  options.progress = progress.callback();
  const auto model = train_normal(*data, options, flags.keep);
  progress.clear();
  if (!model) return model.error();
  if (auto saved = save_model(*model, flags.output); !saved) return saved;

  const Module& module = model->modules.front();
  const double threshold = -rejection_threshold(*model);
  const auto bytes = std::filesystem::file_size(flags.output);
  if (flags.json) {
    print_json({{"model", flags.output},
                {"items", data->size()},
                {"exemplars", module.shape.inputs},
                {"generator", std::string(to_string(model->generator))},
                {"keep", flags.keep},
                {"threshold", threshold},
                {"bytes", bytes}});
  } else {
    print(fmt::format("normal is what {} of {} items look like; an anomaly scores above {:.4g}\n{}: {}\n",
                      module.shape.inputs, data->size(), threshold, printable(flags.output),
                      size_text(bytes)));
  }
  return {};
}

void add_anomaly_train(CLI::App& app, Work& work) {
  auto flags = std::make_shared<TrainFlags>();
  auto* command =
      add_command(app, "train", "Learns from items without labels what is normal", kTrainExamples);
  command->add_option("DATA", flags->data, "a named set or a file of normal items; labels are ignored")
      ->required()
      ->type_name(" ");
  command->add_option("-o,--output", flags->output, "the model file to write")
      ->required()
      ->type_name("MODEL");
  command->add_option("--keep", flags->keep, "share of normal items that should not be taken for anomalies")
      ->check(between(0.5, 0.9999))
      ->type_name("SHARE")
      ->capture_default_str();
  command->add_option("--classes", flags->classes, "only items with these labels, separated by commas")
      ->delimiter(',')
      ->type_name("A,B,...");
  command
      ->add_option("--exemplars", flags->exemplars,
                   "the most items that are kept to redraw with (default: 400; lstm 16)")
      ->check(whole(1, 10000))
      ->type_name("K");
  add_generator_flag(*command, flags->generator, "as the data says");
  command->add_option("--seed", flags->seed, "of every random draw")
      ->check(whole(0, 9007199254740992.0))
      ->type_name("N")
      ->capture_default_str();
  add_data_flags(*command, flags->items, "pool");
  add_limit_flag(*command, flags->items);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run_train(*flags); }; });
}

struct ScoreFlags {
  std::string model, data, html;
  DataFlags items;
  int top = 0;
  int threads = 0;
  bool json = false;
};

Json score_json(const Dataset& data, const AnomalyScore& one, int rank) {
  Json line{{"rank", rank},
            {"id", data.id(one.item)},
            {"anomaly", one.anomaly},
            {"score", one.score},
            {"threshold", std::isfinite(one.threshold) ? Json(one.threshold) : Json(nullptr)},
            {"p_value", one.p_value()},
            {"loss", one.decision.losses.front()},
            {"reason", reason(one)}};
  if (data.labels[one.item] != Dataset::kUnlabelled) line["truth"] = truth(data, one.item);
  return line;
}

std::string score_line(const Dataset& data, const AnomalyScore& one, int rank, bool colour) {
  std::string word = pad(one.anomaly ? "anomaly" : "normal", 7);
  if (colour && one.anomaly) word = "\033[33m" + word + "\033[0m";
  return fmt::format("{:>5}  {}  {}  score {:<8.4g}  {}\n", rank, pad(printable(data.id(one.item)), 6), word,
                     one.score, reason(one));
}

Result<void> run_score(const ScoreFlags& flags) {
  if (!flags.html.empty()) {
    if (auto checked = check_output(flags.html, {flags.data, flags.model}); !checked) return checked;
  }
  const auto model = load_model(flags.model);
  if (!model) return model.error();
  const auto data = load(flags.data, flags.items, Split::kTest);
  if (!data) return data.error();
  ClassifyOptions options;
  options.inference = default_inference(parse_preset(model->preset).value_or(Preset::kDefault));
  options.threads = flags.threads;
  options.keep_reconstructions = !flags.html.empty();
  ProgressLine progress;
  options.progress = progress.callback();
  const auto scores = score_anomalies(*model, *data, options);
  progress.clear();
  if (!scores) return scores.error().file().empty() ? scores.error().in_file(flags.model) : scores.error();

  const int shown = flags.top > 0 ? std::min(flags.top, data->size()) : data->size();
  int anomalies = 0;
  for (const AnomalyScore& one : *scores) anomalies += one.anomaly ? 1 : 0;
  for (int i = 0; i < shown; ++i) {
    const AnomalyScore& one = (*scores)[i];
    if (flags.json) {
      print_json(score_json(*data, one, i + 1));
    } else {
      print(score_line(*data, one, i + 1, colour_on_stdout()));
    }
  }
  say(fmt::format("{} of {} items are anomalies", anomalies, data->size()));
  if (flags.html.empty()) return {};
  const std::string page = build_anomaly_page(*model, *data, *scores, shown);
  return write_file_atomically(flags.html, std::string_view(page));
}

void add_anomaly_score(CLI::App& app, Work& work) {
  auto flags = std::make_shared<ScoreFlags>();
  auto* command = add_command(app, "score", "Ranks items, the strangest first, and says which are anomalies",
                              kScoreExamples);
  command->add_option("MODEL", flags->model, "what 'resketch anomaly train' wrote")
      ->required()
      ->type_name(" ");
  command->add_option("DATA", flags->data, "a named set or a file")->required()->type_name(" ");
  command->add_option("--top", flags->top, "only the N strangest (default: all)")
      ->check(whole(1, 1e9))
      ->type_name("N");
  command->add_option("--html", flags->html, "write a page of the strangest, with their redrawings")
      ->type_name("PAGE.html");
  add_data_flags(*command, flags->items, "test");
  add_limit_flag(*command, flags->items);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object a line");
  command->callback([flags, &work] { work = [flags] { return run_score(*flags); }; });
}

}  // namespace

void add_anomaly(CLI::App& app, Work& work) {
  auto* command = add_command(app, "anomaly", "Learns what is normal, and finds what is not", kExamples);
  command->require_subcommand(1);
  add_anomaly_train(*command, work);
  add_anomaly_score(*command, work);
}

}  // namespace resketch::cli
