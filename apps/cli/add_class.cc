// resketch add-class: trains one more module; the others are carried over as they are.
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch train pen -o letters.resketch --classes a,b,c
  resketch add-class letters.resketch pen --label d -o four.resketch
  resketch add-class letters.resketch my-strokes.csv --label star --exemplars 6 -o stars.resketch)";

struct Flags {
  std::string model, data, label, output;
  DataFlags items;
  ExemplarFlags exemplars;
  int threads = 0;
  bool json = false;
};

Result<void> run(const Flags& flags) {
  if (flags.label.empty()) return Error(ErrorCode::kUsage, "--label: a class needs a name");
  if (auto checked = check_output(flags.output, {flags.model, flags.data}); !checked) return checked;
  auto model = load_model(flags.model);
  if (!model) return model.error();
  if (auto fits = expect_classes(*model, flags.model); !fits) return fits;
  auto data = load(flags.data, flags.items, Split::kPool);
  if (!data) return data.error();

  TrainOptions options =
      train_options(parse_preset(model->preset).value_or(Preset::kDefault), model->preprocessing.kind);
  if (auto applied = apply(flags.exemplars, options.exemplars); !applied) return applied;
  options.training = model->training;
  options.training.seed = flags.exemplars.seed;
  options.exemplars.threads = options.threads = flags.threads;
  ProgressLine progress;
  options.progress = progress.callback();
  options.warn = [&](const std::string& text) {
    progress.clear();
    say(text);
  };
  auto grown = add_class(*model, *data, flags.label, options);
  progress.clear();
  if (!grown) return grown.error();
  if (auto saved = save_model(*grown, flags.output); !saved) return saved;

  const Module& added = grown->modules.back();
  const auto bytes = std::filesystem::file_size(flags.output);
  if (flags.json) {
    Json classes = Json::array();
    for (const auto& module : grown->modules) classes.push_back(module.label);
    print_json({{"model", flags.output},
                {"label", added.label},
                {"exemplars", added.shape.inputs},
                {"steps", added.steps_trained},
                {"loss", added.training_loss},
                {"classes", classes},
                {"bytes", bytes}});
  } else {
    const std::string trained =
        grown->generator == GeneratorKind::kLstm
            ? fmt::format(", {} steps, loss {:.4g}", added.steps_trained, added.training_loss)
            : "";
    print(fmt::format("'{}' added from {} exemplars{}; {} classes in all\n{}: {}\n", printable(added.label),
                      added.shape.inputs, trained, grown->modules.size(), printable(flags.output),
                      size_text(bytes)));
  }
  return {};
}

}  // namespace

void add_add_class(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      add_command(app, "add-class", "Teaches a model one more class; nothing else in it changes", kExamples);
  command->add_option("MODEL", flags->model, "the model to add to; it is not changed")
      ->required()
      ->type_name(" ");
  command->add_option("DATA", flags->data, "a named set or a file; its items labelled L are used")
      ->required()
      ->type_name(" ");
  command->add_option("--label", flags->label, "the new class")->required()->type_name("L");
  command->add_option("-o,--output", flags->output, "the model file to write")
      ->required()
      ->type_name("MODEL2");
  add_data_flags(*command, flags->items, "pool");
  add_exemplar_flags(*command, flags->exemplars);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
