// resketch train: from labelled data to a model file.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "base/share.h"
#include "cli/command.h"
#include "cli/first_rank.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch train digits-sample -o digits.resketch
  resketch train characters -o letters.resketch --select kmeans --noise-in 0.2 --preset published
  resketch train gestures.csv -o gestures.resketch --exemplars 6 --hidden 16 --steps 20000
  resketch train characters -o letters.resketch --resume      # after an interruption)";

constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();

struct Flags {
  std::string data, output;
  DataFlags items;
  std::vector<std::string> classes;
  ExemplarFlags exemplars;
  std::string preset = "default";
  std::string generator;
  int hidden = 0;
  int steps = 0;
  double learning_rate = kNotGiven, noise_in = kNotGiven, noise_out = kNotGiven;
  std::string schedule, keep;
  int threads = 0;
  bool resume = false;
  double checkpoint_seconds = TrainOptions{}.checkpoint_seconds;
  bool json = false;
};

/// The flag among those of LSTM training that was given, if any.
const char* lstm_flag(const Flags& flags) {
  if (flags.hidden > 0) return "--hidden";
  if (flags.steps > 0) return "--steps";
  if (flags.learning_rate == flags.learning_rate) return "--learning-rate";
  if (flags.noise_in == flags.noise_in) return "--noise-in";
  if (flags.noise_out == flags.noise_out) return "--noise-out";
  if (!flags.schedule.empty()) return "--schedule";
  return flags.keep.empty() ? nullptr : "--keep";
}

/// Flags of LSTM training ask for LSTMs; other generators are not trained step by step.
Result<void> choose_generator(const Flags& flags, GeneratorKind& generator) {
  const char* asks_for_lstm = lstm_flag(flags);
  if (!flags.generator.empty()) {
    generator = *parse_generator_kind(flags.generator);
  } else if (asks_for_lstm != nullptr) {
    generator = GeneratorKind::kLstm;
  }
  if (generator != GeneratorKind::kLstm && asks_for_lstm != nullptr) {
    return Error(ErrorCode::kUsage,
                 fmt::format("{} is of LSTM training and has no meaning with --generator {}", asks_for_lstm,
                             flags.generator));
  }
  return {};
}

Result<TrainOptions> train_options_from(const Flags& flags, DataKind kind) {
  TrainOptions options = train_options(*parse_preset(flags.preset), kind);
  if (auto applied = apply(flags.exemplars, options.exemplars); !applied) return applied.error();
  options.exemplars.threads = flags.threads;
  auto& training = options.training;
  if (auto chosen = choose_generator(flags, options.generator); !chosen) return chosen.error();
  training.seed = flags.exemplars.seed;
  if (flags.hidden > 0) training.hidden = flags.hidden;
  if (flags.steps > 0) training.steps = flags.steps;
  const auto set = [](float& field, double value) {
    if (value == value) field = static_cast<float>(value);
  };
  set(training.learning_rate, flags.learning_rate);
  set(training.noise_in, flags.noise_in);
  set(training.noise_out, flags.noise_out);
  if (!flags.schedule.empty()) {
    training.schedule = flags.schedule == "cosine" ? TrainingOptions::Schedule::kCosine
                                                   : TrainingOptions::Schedule::kConstant;
  }
  if (!flags.keep.empty()) training.keep_best = flags.keep == "best";
  options.threads = flags.threads;
  options.checkpoint = flags.output + ".checkpoint";
  options.checkpoint_seconds = flags.checkpoint_seconds;
  options.resume = flags.resume;
  return options;
}

void print_summary(const Model& model, const Flags& flags, double seconds) {
  int exemplars = 0;
  double loss = 0;
  for (const auto& module : model.modules) {
    exemplars += module.shape.inputs;
    loss += module.training_loss / static_cast<double>(model.modules.size());
  }
  const LstmShape& shape = model.modules.front().shape;
  const auto bytes = std::filesystem::file_size(flags.output);
  if (flags.json) {
    Json classes = Json::array();
    for (const auto& module : model.modules) {
      classes.push_back({{"label", module.label},
                         {"exemplars", module.shape.inputs},
                         {"steps", module.steps_trained},
                         {"loss", module.training_loss}});
    }
    print_json({{"model", flags.output},
                {"data", model.data_name},
                {"generator", std::string(to_string(model.generator))},
                {"classes", classes},
                {"exemplars", exemplars},
                {"hidden", shape.hidden},
                {"length", shape.steps},
                {"dims", shape.outputs},
                {"steps", model.modules.front().steps_trained},
                {"loss", loss},
                {"seconds", seconds},
                {"bytes", bytes}});
    return;
  }
  print(fmt::format("{} classes, {} exemplars ({}) of {} x {} values\n", model.modules.size(), exemplars,
                    model.selection, shape.steps, shape.outputs));
  if (model.generator == GeneratorKind::kLstm) {
    print(fmt::format("LSTMs of {} cells, {} steps each in {:.1f} s, mean loss {:.4g}\n", shape.hidden,
                      model.modules.front().steps_trained, seconds, loss));
  } else {
    print(fmt::format("generator {}, made ready in {:.1f} s\n", to_string(model.generator), seconds));
  }
  print(fmt::format("{}: {}\n", printable(flags.output), size_text(bytes)));
}

/// Training replaces what stands at the checkpoint's place: that must be a checkpoint.
Result<void> check_checkpoint(const std::filesystem::path& folder, bool resume) {
  std::error_code error;
  if (!std::filesystem::exists(folder, error)) return {};
  const auto is_part = [](const std::filesystem::directory_entry& entry) {
    return entry.path().filename().string().find("group-") != std::string::npos;
  };
  std::filesystem::directory_iterator entries(folder, error);
  if (error || !std::all_of(begin(entries), end(entries), is_part)) {
    return Error(ErrorCode::kUsage,
                 "the checkpoint would be written here, but something else is there already",
                 folder.string());
  }
  if (!resume) {
    say(folder.string() + " is left from an interrupted run and is replaced; --resume would continue it");
  }
  return {};
}

Result<Model> train_and_save(const Dataset& data, TrainOptions& options, const std::string& output) {
  const bool is_first = options.ranks.rank == 0;
  ProgressLine progress(is_first);
  options.progress = progress.callback();
  options.warn = [&](const std::string& text) {
    progress.clear();
    if (is_first) say(text);
  };
  auto model = train(data, options);
  progress.clear();
  if (!model || !is_first) return model;
  if (auto saved = save_model(*model, output); !saved) return saved.error();
  return model;
}

/// Takes the checkpoint away when nothing can go on from it; says so where something can.
void clear_checkpoint(const std::filesystem::path& folder, const Error* error) {
  std::error_code ignored;
  if (error == nullptr || error->code() == ErrorCode::kFailed) {
    std::filesystem::remove_all(folder, ignored);
    return;
  }
  std::filesystem::remove(folder, ignored);  // only if it is empty
  const bool was_stopped = error->code() == ErrorCode::kCancelled || error->code() == ErrorCode::kIo;
  if (was_stopped && std::filesystem::exists(folder, ignored)) {
    say("the same command with --resume continues from " + folder.string());
  }
}

Result<Dataset> read_pool(const Flags& flags) {
  if (auto checked = check_output(flags.output, {flags.data}); !checked) return checked.error();
  auto data = load(flags.data, flags.items, Split::kPool);
  return data && !flags.classes.empty() ? only_labels(*data, flags.classes) : data;
}

Result<void> run(const Flags& flags, const Ranks& ranks) {
  const auto start = std::chrono::steady_clock::now();
  const bool is_first = ranks.rank == 0;
  const auto data = read_on_first(ranks, [&] { return read_pool(flags); });
  if (!data) return data.error();
  auto options = train_options_from(flags, data->kind);
  if (!options) return options.error();
  options->ranks = ranks;
  if (auto clear =
          agree(ranks, is_first ? check_checkpoint(options->checkpoint, flags.resume) : Result<void>());
      !clear)
    return clear;

  auto model = train_and_save(*data, *options, flags.output);
  if (is_first) clear_checkpoint(options->checkpoint, model ? nullptr : &model.error());
  if (!model) return model.error();
  if (!is_first) return {};
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  print_summary(*model, flags, seconds.count());
  return {};
}

void add_training_flags(CLI::App& command, Flags& flags) {
  command
      .add_option("--preset", flags.preset, "default (what we recommend) or published (as the paper did it)")
      ->check(one_of({"default", "published"}))
      ->type_name("NAME")
      ->capture_default_str();
  add_generator_flag(command, flags.generator,
                     "as preset and data say; lstm if a flag from --hidden to --keep is given");
  command.add_option("--hidden", flags.hidden, "cells of a network (default: 10, images 20)")
      ->check(whole(1, 1024))
      ->type_name("H");
  command.add_option("--steps", flags.steps, "training steps a class (default: as the preset says)")
      ->check(whole(1, 1e8))
      ->type_name("N");
  command.add_option("--learning-rate", flags.learning_rate, "of Adam (default: 0.01)")
      ->check(between(1e-8, 10))
      ->type_name("R");
  command
      .add_option("--schedule", flags.schedule,
                  "of the learning rate: constant or cosine (default: as the preset says)")
      ->check(one_of({"constant", "cosine"}))
      ->type_name("NAME");
  command
      .add_option("--noise-in", flags.noise_in,
                  "deviation of the noise on the latent (default: as the preset says)")
      ->check(between(0, 100))
      ->type_name("S");
  command
      .add_option("--noise-out", flags.noise_out,
                  "deviation of the noise on the values (default: as the preset says)")
      ->check(between(0, 100))
      ->type_name("S");
  command.add_option("--keep", flags.keep, "best or last weights (default: as the preset says)")
      ->check(one_of({"best", "last"}))
      ->type_name("NAME");
}

}  // namespace

void add_train(CLI::App& app, Work& work, const Ranks& ranks) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      add_command(app, "train", "Learns one small network a class from a few examples each", kExamples);
  command->add_option("DATA", flags->data, "a named set or a file, labelled")->required()->type_name(" ");
  command->add_option("-o,--output", flags->output, "the model file to write")
      ->required()
      ->type_name("MODEL");
  add_data_flags(*command, flags->items, "pool");
  command->add_option("--classes", flags->classes, "only these, separated by commas (default: all)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("A,B");
  add_exemplar_flags(*command, flags->exemplars);
  add_training_flags(*command, *flags);
  add_threads_flag(*command, flags->threads);
  command->add_flag("--resume", flags->resume,
                    "continue from MODEL.checkpoint if there is one, to the same bits");
  command->add_option("--checkpoint-seconds", flags->checkpoint_seconds, "time between two checkpoints")
      ->check(between(0, 1e6))
      ->type_name("S")
      ->capture_default_str();
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, ranks, &work] { work = [flags, ranks] { return run(*flags, ranks); }; });
}

}  // namespace resketch::cli
