// resketch classify: one answer a line, and where asked for a page that explains them.
#include <fmt/format.h>

#include "base/files.h"
#include "base/share.h"
#include "cli/answers.h"
#include "cli/command.h"
#include "cli/explain_page.h"
#include "cli/explain_pose.h"
#include "cli/first_rank.h"
#include "cli/flags.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch classify letters.resketch pen --limit 10
  resketch classify letters.resketch new-strokes.csv --explain why.html
  resketch classify digits.resketch digits-sample --item 3 --item 141 --top 3
  resketch classify letters.resketch a.npz b.npz --json | jq -r .label)";

struct Flags {
  std::string model;
  std::vector<std::string> inputs;
  DataFlags items;
  std::vector<int> chosen;
  InferenceFlags inference;
  int top = 1;
  std::string explain;
  bool json = false;
};

Result<Dataset> read_input(const Flags& flags, const std::string& input) {
  auto data = load(input, flags.items, Split::kTest);
  if (!data || flags.chosen.empty()) return data;
  for (const int item : flags.chosen) {
    if (item >= data->size()) {
      return Error(ErrorCode::kUsage,
                   fmt::format("there is no item {}: items are 0 to {}", item, data->size() - 1), input);
    }
  }
  Dataset chosen = data->subset(flags.chosen);
  if (data->ids.empty()) {  // an item keeps its index as its name
    for (const int item : flags.chosen) chosen.ids.push_back(std::to_string(item));
  }
  return chosen;
}

/// How the example was moved to draw the item, under its answer; empty where the generator cannot tell.
std::string pose_line(const Model& model, const Decision& decision) {
  const auto& moved = decision.reconstructions[decision.best].pose_and_warp;
  if (!moved) return {};
  return fmt::format("        {}\n", pose_text(*moved, model.preprocessing.kind));
}

Result<void> write_page(const ExplainPage& page, const std::string& path) {
  const std::string html = build_explain_page(page);
  if (auto written = write_file_atomically(path, std::string_view(html)); !written) return written;
  say(fmt::format("explained {} of {} items in {}", page.items.size(), page.classified, path));
  return {};
}

/// Whether the page can be written, if there is to be one.
Result<void> check_page(const Flags& flags) {
  if (flags.explain.empty()) return {};
  std::vector<std::string> read = flags.inputs;
  read.push_back(flags.model);
  return check_output(flags.explain, read);
}

Result<void> run(const Flags& flags, const Ranks& ranks) {
  const bool is_first = ranks.rank == 0;
  if (auto checked = agree(ranks, is_first ? check_page(flags) : Result<void>()); !checked) return checked;
  auto model = load_on_first(ranks, flags.model);
  if (!model) return model.error();
  if (auto fits = expect_classes(*model, flags.model); !fits) return fits;

  ProgressLine progress(is_first);
  ClassifyOptions options = classify_options(flags.inference, *model);
  options.ranks = ranks;
  options.keep_reconstructions = flags.json || !flags.explain.empty();
  options.progress = progress.callback();
  ExplainPage page(*model, options);
  const auto classifier = Classifier::make(*model, options);
  if (!classifier) return classifier.error();
  for (const auto& input : flags.inputs) {
    auto data = read_on_first(ranks, [&] { return read_input(flags, input); });
    if (!data) return data.error();
    auto decisions = classifier->classify(*data);
    progress.clear();
    if (!decisions) return decisions.error();
    if (!is_first) continue;
    const bool several = flags.inputs.size() > 1;
    for (int item = 0; item < data->size(); ++item) {
      const Decision& decision = (*decisions)[item];
      const std::string id = several ? input + ":" + data->id(item) : data->id(item);
      if (flags.json) {
        Json line = decision_json(*model, decision, data->id(item), flags.top);
        if (several) line["input"] = input;
        if (data->labels[item] != Dataset::kUnlabelled) line["truth"] = truth(*data, item);
        print_json(line);
      } else {
        print(decision_line(*model, decision, id, flags.top, colour_on_stdout()));
        if (!flags.explain.empty()) print(pose_line(*model, decision));
      }
      if (!flags.explain.empty()) page.add(id, *data, item, decision);
    }
  }
  return flags.explain.empty() || !is_first ? Result<void>() : write_page(page, flags.explain);
}

}  // namespace

void add_classify(CLI::App& app, Work& work, const Ranks& ranks) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(
      app, "classify", "Answers one line an item: its class or \"unknown\", and how well it was redrawn",
      kExamples);
  command->add_option("MODEL", flags->model, "what 'resketch train' wrote")->required()->type_name(" ");
  command->add_option("INPUT", flags->inputs, "named sets or files")->required()->type_name(" ");
  add_data_flags(*command, flags->items, "test");
  auto* limit = add_limit_flag(*command, flags->items);
  command->add_option("--item", flags->chosen, "only item I, counted from 0; may be given again")
      ->check(whole(0, 2e9))
      ->allow_extra_args(false)
      ->type_name("I")
      ->excludes(limit);
  command->add_option("--top", flags->top, "show the K best classes")
      ->check(whole(1, 100000))
      ->type_name("K")
      ->capture_default_str();
  command
      ->add_option("--explain", flags->explain,
                   "write a page that shows every redrawing, and print how each was made")
      ->type_name("PAGE.html");
  add_inference_flags(*command, flags->inference);
  command->add_flag("--json", flags->json, "print one JSON object a line, with latent and redrawing");
  command->callback([flags, ranks, &work] { work = [flags, ranks] { return run(*flags, ranks); }; });
}

}  // namespace resketch::cli
