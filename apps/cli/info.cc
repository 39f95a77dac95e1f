// resketch info: what a model file holds.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch info letters.resketch
  resketch info letters.resketch --json | jq '.classes[].label')";

struct Flags {
  std::string model;
  bool json = false;
};

std::string schedule_name(const TrainingOptions& training) {
  return training.schedule == TrainingOptions::Schedule::kCosine ? "cosine" : "constant";
}

void print_info_json(const Model& model, const std::string& path) {
  const auto& training = model.training;
  const auto& preprocessing = model.preprocessing;
  Json classes = Json::array();
  for (const Module& module : model.modules) {
    classes.push_back({{"label", module.label},
                       {"exemplars", module.shape.inputs},
                       {"hidden", module.shape.hidden},
                       {"parameters", module.parameters.size()},
                       {"steps", module.steps_trained},
                       {"loss", module.training_loss},
                       {"seed", module.seed}});
  }
  print_json({{"model", path},
              {"bytes", std::filesystem::file_size(path)},
              {"preset", model.preset},
              {"data", model.data_name},
              {"data_fingerprint", model.data_fingerprint},
              {"selection", model.selection},
              {"kind", std::string(to_string(preprocessing.kind))},
              {"length", preprocessing.steps},
              {"dims", preprocessing.dims},
              {"input_dims", preprocessing.input_dims},
              {"by_hand", preprocessing.by_hand},
              {"mean", to_json(preprocessing.mean)},
              {"sd", to_json(preprocessing.sd)},
              {"rejection_keep", model.rejection_keep},
              {"threshold", rejection_threshold(model)},
              {"temperature", model.calibration.temperature},
              {"generator", std::string(to_string(model.generator))},
              {"fine_detail", style_detail(model) == Detail::kFine},
              {"training",
               {{"hidden", training.hidden},
                {"steps", training.steps},
                {"learning_rate", shortest(training.learning_rate)},
                {"schedule", schedule_name(training)},
                {"noise_in", shortest(training.noise_in)},
                {"noise_out", shortest(training.noise_out)},
                {"keep", training.keep_best ? "best" : "last"},
                {"seed", training.seed}}},
              {"classes", classes}});
}

void print_info(const Model& model, const std::string& path) {
  const auto& training = model.training;
  const auto& preprocessing = model.preprocessing;
  std::size_t width = 5;
  for (const auto& module : model.modules) {
    width = std::max(width, std::min<std::size_t>(module.label.size(), 24));
  }
  print(fmt::format("{}  ({})\n", printable(path), size_text(std::filesystem::file_size(path))));
  print(fmt::format("trained on  {}, preset {}\n", printable(model.data_name), printable(model.preset)));
  print(fmt::format("data        {}\n", printable(model.data_fingerprint)));
  print(fmt::format("inputs      {}, {} values a step, drawn as {} x {}\n", to_string(preprocessing.kind),
                    preprocessing.input_dims, preprocessing.steps, preprocessing.dims));
  print(fmt::format("exemplars   chosen by {}\n", printable(model.selection)));
  print(fmt::format("generator   {}{}\n", to_string(model.generator),
                    style_detail(model) == Detail::kFine ? ", in fine detail" : ""));
  if (std::isfinite(rejection_threshold(model))) {
    print(fmt::format("unknown     below an evidence of {:.4g}, which {:.0f} % of known items should reach\n",
                      rejection_threshold(model), 100 * model.rejection_keep));
  }
  const bool trained = model.generator == GeneratorKind::kLstm;
  if (trained) {
    print(
        fmt::format("training    {} steps, learning rate {} ({}), noise in {}, out {}, {} weights, seed {}\n",
                    training.steps, training.learning_rate, schedule_name(training), training.noise_in,
                    training.noise_out, training.keep_best ? "best" : "last", training.seed));
  }
  print(fmt::format("\n{}  exemplars{}\n", pad("class", width),
                    trained ? "  hidden  parameters  steps   loss" : ""));
  for (const Module& module : model.modules) {
    std::string line = fmt::format("{}  {:>9}", pad(printable(module.label), width), module.shape.inputs);
    if (trained) {
      line += fmt::format("  {:>6}  {:>10}  {:>5}  {:.4g}", module.shape.hidden, module.parameters.size(),
                          module.steps_trained, module.training_loss);
    }
    print(line + "\n");
  }
}

}  // namespace

void add_info(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "info", "Prints what a model file holds", kExamples);
  command->add_option("MODEL", flags->model, "what 'resketch train' wrote")->required()->type_name(" ");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] {
    work = [flags]() -> Result<void> {
      auto model = load_model(flags->model);
      if (!model) return model.error();
      (flags->json ? print_info_json : print_info)(*model, flags->model);
      return {};
    };
  });
}

}  // namespace resketch::cli
