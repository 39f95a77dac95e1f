// resketch self-train: a model learns from items without labels.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "resketch/self_training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch self-train letters.resketch pen -o better.resketch
  resketch self-train digits.resketch mnist --limit 1000 -o better.resketch
  resketch self-train letters.resketch new-strokes.csv --most 32 --probability 0.99 -o better.resketch)";

struct Flags {
  std::string model, data, output;
  DataFlags items;
  SelfTrainOptions options;
  bool json = false;
};

/// Adopted items whose label is known, and those that were adopted by the class of their label.
struct Agreement {
  int labelled = 0;
  int right = 0;
};

Agreement agreement(const SelfTrained& result, const Dataset& data) {
  Agreement out;
  for (const Adopted& one : result.adopted) {
    const int label = data.labels[one.item];
    if (label == Dataset::kUnlabelled) continue;
    ++out.labelled;
    out.right += data.label_names[label] == result.model.modules[one.module].label ? 1 : 0;
  }
  return out;
}

void print_result(const SelfTrained& result, const Dataset& data, const Flags& flags) {
  const auto bytes = std::filesystem::file_size(flags.output);
  const Agreement labels = agreement(result, data);
  std::vector<int> adopted(result.model.modules.size());
  for (const Adopted& one : result.adopted) ++adopted[one.module];
  if (flags.json) {
    Json classes = Json::array();
    for (std::size_t c = 0; c < adopted.size(); ++c) {
      const Module& module = result.model.modules[c];
      classes.push_back(
          {{"label", module.label}, {"adopted", adopted[c]}, {"exemplars", module.shape.inputs}});
    }
    print_json({{"model", flags.output},
                {"items", result.items},
                {"adopted", result.adopted.size()},
                {"adopted_labelled", labels.labelled},
                {"adopted_right", labels.right},
                {"classes", classes},
                {"bytes", bytes}});
    return;
  }
  print(fmt::format("{} of {} items adopted as exemplars\n", result.adopted.size(), result.items));
  if (labels.labelled > 0) {
    print(fmt::format(
        "the data happen to have labels: {} of {} adopted items were adopted by the right class\n",
        labels.right, labels.labelled));
  }
  std::string without;
  for (std::size_t c = 0; c < adopted.size(); ++c) {
    if (adopted[c] == 0) without += " '" + printable(result.model.modules[c].label) + "'";
  }
  if (!without.empty()) print(fmt::format("nothing adopted by{}\n", without));
  print(fmt::format("{}: {}\n", printable(flags.output), size_text(bytes)));
}

Result<void> run(const Flags& flags) {
  if (auto checked = check_output(flags.output, {flags.model, flags.data}); !checked) return checked;
  auto model = load_model(flags.model);
  if (!model) return model.error();
  if (auto fits = expect_classes(*model, flags.model); !fits) return fits;
  auto data = load(flags.data, flags.items, Split::kPool);
  if (!data) return data.error();
  SelfTrainOptions options = flags.options;
  ProgressLine progress;
  options.progress = progress.callback();
  const auto result = self_train(*model, *data, options);
  progress.clear();
  if (!result) return result.error();
  if (auto saved = save_model(result->model, flags.output); !saved) return saved;
  print_result(*result, *data, flags);
  return {};
}

}  // namespace

void add_self_train(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(
      app, "self-train", "Learns from items without labels: takes those of whose class the model is sure",
      kExamples);
  command->add_option("MODEL", flags->model, "the model to begin with; it is not changed")
      ->required()
      ->type_name(" ");
  command->add_option("DATA", flags->data, "a named set or a file; labels are not looked at")
      ->required()
      ->type_name(" ");
  command->add_option("-o,--output", flags->output, "the model file to write")
      ->required()
      ->type_name("MODEL2");
  add_data_flags(*command, flags->items, "pool");
  add_limit_flag(*command, flags->items);
  command->add_option("--most", flags->options.most, "items that a class adopts at most")
      ->check(whole(1, 1e6))
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--probability", flags->options.probability, "least probability of what is adopted")
      ->check(between(0.01, 1))
      ->type_name("P")
      ->capture_default_str();
  add_threads_flag(*command, flags->options.threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
