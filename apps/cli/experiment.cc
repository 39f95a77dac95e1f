// resketch experiment: the published tables and figures, one command each.
#include "resketch/experiment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/suggest.h"
#include "cli/terminal.h"
#include "generated.h"

namespace resketch::cli {
namespace {

constexpr char kRunExamples[] =
    R"(  resketch experiment run mic-clustering --scale quick
  resketch experiment run mic-noise-characters --out results
  resketch experiment run mic-noise-characters --out results --resume
  resketch report results/mic-noise-characters.json -o report.html

Every trained model and measured cell is kept under --out as soon as it is finished. With --resume those are taken
as they are: after an interruption, or from another experiment that needs the same ones.)";

struct Flags {
  std::string name;
  std::string scale = "default";
  std::vector<std::uint64_t> seeds;
  std::string out = "experiments";
  bool resume = false;
  int threads = 0;
  bool json = false;
};

Scale scale_of(const Flags& flags) {
  return parse_scale(flags.scale).value_or(Scale::kDefault);
}

Json to_json(const ExperimentInfo& info) {
  return {{"name", info.name},     {"title", info.title}, {"shows", info.shows},
          {"source", info.source}, {"data", info.data},   {"needs_libtorch", info.needs_libtorch},
          {"models", info.models}, {"cells", info.cells}, {"seeds", info.seeds}};
}

Result<void> list(const Flags& flags) {
  const auto all = list_experiments(scale_of(flags));
  std::size_t width = 0;
  for (const ExperimentInfo& info : all) width = std::max(width, info.name.size());
  for (const ExperimentInfo& info : all) {
    if (flags.json) {
      print_json(to_json(info));
    } else {
      print(fmt::format("{}  {}\n", pad(info.name, width), info.title));
    }
  }
  return {};
}

/// The experiment called `name`; the error guesses which one was meant.
Result<ExperimentInfo> find(const Flags& flags) {
  auto info = find_experiment(flags.name, scale_of(flags));
  if (info) return info;
  std::vector<std::string> names;
  for (const ExperimentInfo& known : list_experiments()) names.push_back(known.name);
  const std::string nearest = nearest_word(flags.name, names);
  if (nearest.empty()) return info;
  return Error(ErrorCode::kUsage, fmt::format("there is no experiment '{}'; did you mean '{}'?",
                                              printable(flags.name), nearest));
}

Result<void> show(const Flags& flags) {
  const auto info = find(flags);
  if (!info) return info.error();
  if (flags.json) {
    print_json(to_json(*info));
    return {};
  }
  print(fmt::format("{}: {}\n\n{}\n\n", info->name, info->title, info->shows));
  print(fmt::format("repeats  {}\n", info->source));
  print(fmt::format("data     {}\n",
                    info->data.empty() ? "none" : fmt::format("{}", fmt::join(info->data, ", "))));
  if (info->needs_libtorch) print("needs    libtorch when resketch is built\n");
  print(fmt::format("seeds    {}\n", fmt::join(info->seeds, ", ")));
  print(fmt::format("work     {} models to train, {} cells to measure ({} scale)\n", info->models,
                    info->cells, flags.scale));
  return {};
}

std::string value_text(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : "";
}

std::string with_sd(double value, double sd) {
  if (!std::isfinite(value)) return "";
  return std::isfinite(sd) ? fmt::format("{:.4g} ± {:.2g}", value, sd) : value_text(value);
}

void print_table(const ExperimentOutcome& outcome) {
  std::size_t width = 6;
  for (const auto& [name, figure] : outcome.figures) width = std::max(width, name.size());
  print(fmt::format("{}  {}  {}\n", pad("figure", width), pad("measured", 18), "published"));
  int differing = 0;
  int judged = 0;
  for (const auto& [name, figure] : outcome.figures) {
    const auto differs = figure.differs();
    judged += differs.has_value() ? 1 : 0;
    differing += differs.value_or(false) ? 1 : 0;
    print(fmt::format("{}  {}  {}{}\n", pad(name, width), pad(with_sd(figure.value, figure.sd), 18),
                      with_sd(figure.published, figure.published_sd), differs.value_or(false) ? "  *" : ""));
  }
  if (judged > 0) {
    print(fmt::format(
        "\n{} of {} figures that can be judged differ from the published ones by more than chance "
        "allows (*)\n",
        differing, judged));
  }
}

Result<void> run(const Flags& flags) {
  const auto info = find(flags);
  if (!info) return info.error();
  if (std::set(flags.seeds.begin(), flags.seeds.end()).size() != flags.seeds.size())
    return Error(ErrorCode::kUsage, "--seeds names a seed twice");
  ProgressLine progress;
  ExperimentOptions options{.scale = scale_of(flags),
                            .seeds = flags.seeds,
                            .out = flags.out,
                            .resume = flags.resume,
                            .threads = flags.threads,
                            .version = kVersion,
                            .commit = kCommit,
                            .progress = progress.callback()};
  const auto outcome = run_experiment(info->name, options);
  progress.clear();
  if (!outcome) {
    if (outcome.error().code() == ErrorCode::kCancelled)
      say("what was finished is kept; --resume goes on from there");
    return outcome.error();
  }
  for (const std::string& warning : outcome->warnings) say(warning);
  say(fmt::format("{} models and {} cells, {} of them from before, in {}; wrote {}", outcome->models,
                  outcome->cells, outcome->reused, clock_text(outcome->seconds), outcome->file.string()));
  if (!flags.json) {
    print_table(*outcome);
    return {};
  }
  Json figures = Json::object();
  for (const auto& [name, figure] : outcome->figures) {
    const auto number = [](double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); };
    figures[name] = {{"value", number(figure.value)},
                     {"sd", number(figure.sd)},
                     {"n", figure.n},
                     {"published", number(figure.published)},
                     {"source", figure.source}};
  }
  print_json({{"experiment", info->name},
              {"scale", flags.scale},
              {"result", outcome->file.string()},
              {"models", outcome->models},
              {"cells", outcome->cells},
              {"reused", outcome->reused},
              {"seconds", outcome->seconds},
              {"figures", figures}});
  return {};
}

void add_scale_flag(CLI::App& command, Flags& flags) {
  command
      .add_option(
          "--scale", flags.scale,
          "how much is measured: quick (seconds: one seed, few items and steps), default (at most an hour), "
          "published (the published sizes)")
      ->type_name("SCALE")
      ->capture_default_str()
      ->check(one_of({"quick", "default", "published"}));
}

void add_list(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "list", "Lists the experiments",
                              "  resketch experiment list\n  resketch experiment list --json | jq -r .name");
  add_scale_flag(*command, *flags);
  command->add_flag("--json", flags->json, "print one JSON object a line");
  command->callback([flags, &work] { work = [flags] { return list(*flags); }; });
}

void add_show(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "show", "Tells what an experiment repeats, and how much work it is",
                              "  resketch experiment show mic-heatmaps\n"
                              "  resketch experiment show mic-noise-mnist --scale quick --json");
  command->add_option("NAME", flags->name, "the experiment")->required()->type_name(" ");
  add_scale_flag(*command, *flags);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return show(*flags); }; });
}

void add_run(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(
      app, "run", "Runs an experiment and writes OUT/NAME.json, every figure beside the published one",
      kRunExamples);
  command->add_option("NAME", flags->name, "the experiment")->required()->type_name(" ");
  add_scale_flag(*command, *flags);
  command->add_option("--seeds", flags->seeds, "seeds instead of the experiment's own")
      ->type_name("SEED...")
      ->check(whole(0, 1e15));
  command->add_option("--out", flags->out, "folder of the result, cells and models")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->add_flag("--resume", flags->resume, "take finished cells and models from OUT");
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace

void add_experiment(CLI::App& app, Work& work) {
  auto* command =
      add_command(app, "experiment", "Repeats the published experiments and sets ours beside them",
                  "  resketch experiment list\n"
                  "  resketch experiment show mic-clustering\n"
                  "  resketch experiment run mic-glm --out results");
  command->require_subcommand(1);
  add_list(*command, work);
  add_show(*command, work);
  add_run(*command, work);
}

}  // namespace resketch::cli
