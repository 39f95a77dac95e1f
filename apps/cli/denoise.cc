// resketch denoise: writes every item as the model redraws it.
#include "resketch/denoise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/files.h"
#include "cli/command.h"
#include "cli/explain_page.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/picture_sheet.h"
#include "cli/terminal.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch denoise letters.resketch shaky.csv -o steady.csv
  resketch denoise digits.resketch digits-sample --limit 40 -o redrawn.png
  resketch denoise digits.resketch scans.npz --kind image --label 7 -o sevens.npz
  resketch denoise digits.resketch scans.npz --kind image --all -o clean.npz --explain how.html)";

struct Flags {
  std::string model, data, output, label, explain;
  DataFlags items;
  bool all = false;
  int threads = 0;
  bool json = false;
};

bool is_picture(const std::string& path) {
  return std::filesystem::path(path).extension() == ".png";
}

Result<void> check(const Flags& flags) {
  for (const std::string& path : {flags.output, flags.explain}) {
    if (path.empty()) continue;
    if (auto checked = check_output(path, {flags.data, flags.model}); !checked) return checked;
  }
  const std::string suffix = std::filesystem::path(flags.output).extension();
  if (suffix != ".csv" && suffix != ".npy" && suffix != ".npz" && suffix != ".png") {
    return Error(ErrorCode::kUsage,
                 fmt::format("found the suffix '{}', expected .csv, .npy, .npz or .png", suffix),
                 flags.output);
  }
  return {};
}

std::vector<std::string> names_of(const Dataset& data, const std::vector<int>& items) {
  std::vector<std::string> names;
  for (const int item : items) names.push_back(data.id(item));
  return names;
}

Result<void> write(const Denoised& made, const std::string& path) {
  if (!is_picture(path)) return save_dataset(made.data, path);
  return write_file_atomically(path, std::string_view(picture_sheet(made.data)));
}

Result<void> write_page(const Model& model, const ClassifyOptions& options, const Dataset& data,
                        const Denoised& made, const std::string& path) {
  ExplainPage page(model, options);
  page.title = "How each item was redrawn";
  for (int item = 0; item < data.size(); ++item) page.add(data.id(item), data, item, made.decisions[item]);
  return write_file_atomically(path, std::string_view(build_explain_page(page)));
}

Result<void> run(const Flags& flags) {
  if (auto checked = check(flags); !checked) return checked;
  const auto model = load_model(flags.model);
  if (!model) return model.error();
  if (is_picture(flags.output) && model->preprocessing.kind != DataKind::kImage) {
    return Error(ErrorCode::kUsage,
                 fmt::format("found a model of {}, expected one of images for a picture",
                             to_string(model->preprocessing.kind)),
                 flags.output);
  }
  const auto data = load(flags.data, flags.items, Split::kTest);
  if (!data) return data.error();
  DenoiseOptions options;
  options.classify.inference = default_inference(parse_preset(model->preset).value_or(Preset::kDefault));
  options.classify.reject = !flags.all;
  options.classify.threads = flags.threads;
  options.label = flags.label;
  ProgressLine progress;
  options.classify.progress = progress.callback();
  const auto made = denoise(*model, *data, options);
  progress.clear();
  if (!made) return made.error();

  const std::vector<std::string> unknown = names_of(*data, made->left_out);
  if (!unknown.empty()) {
    say(fmt::format("left out, because no class explains them (--all writes them, too): {}",
                    printable(fmt::format("{}", fmt::join(unknown, " ")))));
  }
  if (made->data.size() == 0) {
    return Error(ErrorCode::kFailed,
                 fmt::format("none of the {} items is of a class that the model knows; "
                             "--all redraws them all the same",
                             data->size()),
                 flags.data);
  }
  if (auto written = write(*made, flags.output); !written) return written;
  if (!flags.explain.empty()) {
    if (auto written = write_page(*model, options.classify, *data, *made, flags.explain); !written)
      return written;
  }
  if (flags.json) {
    print_json({{"output", flags.output},
                {"items", data->size()},
                {"written", made->data.size()},
                {"left_out", unknown}});
  } else {
    print(fmt::format("{}: {} of {} items redrawn\n", printable(flags.output), made->data.size(),
                      data->size()));
  }
  return {};
}

}  // namespace

void add_denoise(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      add_command(app, "denoise",
                  "Writes every item as the model redraws it: what it knows, without the noise", kExamples);
  command->add_option("MODEL", flags->model, "what 'resketch train' wrote")->required()->type_name(" ");
  command->add_option("INPUT", flags->data, "a named set or a file")->required()->type_name(" ");
  command
      ->add_option("-o,--output", flags->output,
                   "what to write: .csv, .npy or .npz in the units of INPUT; .png, images side by side")
      ->required()
      ->type_name("OUT");
  command->add_option("--label", flags->label, "redraw all as class L (default: each as the class it is)")
      ->type_name("L");
  command->add_flag("--all", flags->all, "write \"unknown\" items, too, as the nearest class");
  command->add_option("--explain", flags->explain, "write a page that shows every redrawing")
      ->type_name("PAGE.html");
  add_data_flags(*command, flags->items, "test");
  add_limit_flag(*command, flags->items);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
