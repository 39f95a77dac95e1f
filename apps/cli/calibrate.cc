// resketch calibrate: measures on labelled items when a model should say "unknown".
#include <fmt/format.h>

#include <cmath>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch calibrate letters.resketch pen -o careful.resketch
  resketch calibrate letters.resketch my-strokes.csv --keep 0.95 -o letters.resketch
  resketch calibrate digits.resketch digits-sample --keep 0.999 -o digits.resketch --json)";

struct Flags {
  std::string model, data, output;
  DataFlags items;
  double keep = 0.99;
  int threads = 0;
  bool json = false;
};

/// Items of the model's classes and of others, and how many of them are answered.
struct Shares {
  int known = 0, kept = 0;
  int others = 0, refused = 0;
};

Result<Shares> count_shares(const Model& model, const Dataset& data, int threads) {
  ClassifyOptions options;
  options.inference = default_inference(parse_preset(model.preset).value_or(Preset::kDefault));
  options.threads = threads;
  ProgressLine progress;
  options.progress = progress.callback();
  const auto decisions = classify(model, data, options);
  progress.clear();
  if (!decisions) return decisions.error();
  Shares shares;
  for (int n = 0; n < data.size(); ++n) {
    if (data.labels[n] == Dataset::kUnlabelled) continue;
    const bool answered = (*decisions)[n].label != Decision::kUnknown;
    const bool known = model.find(data.label_names[data.labels[n]]) >= 0;
    ++(known ? shares.known : shares.others);
    if (known && answered) ++shares.kept;
    if (!known && !answered) ++shares.refused;
  }
  return shares;
}

Result<void> run(const Flags& flags) {
  if (auto checked = check_output(flags.output, {flags.data}); !checked) return checked;
  auto model = load_model(flags.model);
  if (!model) return model.error();
  if (auto fits = expect_classes(*model, flags.model); !fits) return fits;
  auto data = load(flags.data, flags.items, Split::kPool);
  if (!data) return data.error();
  auto calibrated = recalibrate(*model, *data, flags.keep, flags.threads);
  if (!calibrated) return calibrated.error();
  const auto shares = count_shares(*calibrated, *data, flags.threads);
  if (!shares) return shares.error();
  if (auto saved = save_model(*calibrated, flags.output); !saved) return saved;
  const double before = rejection_threshold(*model);
  const double after = rejection_threshold(*calibrated);
  if (flags.json) {
    print_json({{"model", flags.output},
                {"keep", flags.keep},
                {"threshold", after},
                {"threshold_before", std::isfinite(before) ? Json(before) : Json(nullptr)},
                {"temperature", calibrated->calibration.temperature},
                {"known", shares->known},
                {"kept", shares->kept},
                {"others", shares->others},
                {"refused", shares->refused}});
    return {};
  }
  print(fmt::format("\"unknown\" below an evidence of {:.4g} (before: {:.4g})\n", after, before));
  print(fmt::format("keeps      {} of the {} items of the model's classes\n", shares->kept, shares->known));
  if (shares->others > 0)
    print(fmt::format("refuses    {} of the {} items of other classes\n", shares->refused, shares->others));
  print(fmt::format("{}\n", printable(flags.output)));
  return {};
}

}  // namespace

void add_calibrate(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "calibrate",
                              "Measures on labelled items when a model should answer \"unknown\"", kExamples);
  command->add_option("MODEL", flags->model, "what 'resketch train' wrote")->required()->type_name(" ");
  command
      ->add_option(
          "DATA", flags->data,
          "a named set or a file; items of the model's classes set the threshold, items of others are "
          "counted")
      ->required()
      ->type_name(" ");
  command->add_option("-o,--output", flags->output, "the model file to write; may be MODEL")
      ->required()
      ->type_name("MODEL2");
  command->add_option("--keep", flags->keep, "share of known items that should not be refused")
      ->check(between(0.5, 0.9999))
      ->type_name("SHARE")
      ->capture_default_str();
  add_data_flags(*command, flags->items, "pool");
  add_limit_flag(*command, flags->items);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
