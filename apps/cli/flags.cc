#include "cli/flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/files.h"
#include "resketch/anomaly.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

CLI::Validator number_check(double low, double high, bool is_whole) {
  CLI::Validator validator;
  validator.description("");
  validator.operation([=](std::string& text) -> std::string {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool is_number = !text.empty() && end == text.c_str() + text.size() && std::isfinite(value) &&
                           text.find_first_of("xX") == std::string::npos;
    if (!is_number) return fmt::format("'{}' is not a number", text);
    if (is_whole && text.find_first_not_of("+-0123456789") != std::string::npos) {
      return fmt::format("'{}' is not a whole number", text);
    }
    if (value < low || value > high) return fmt::format("{} is not in the range {} to {}", text, low, high);
    return {};
  });
  return validator;
}

bool is_named_set(const std::string& name) {
  return std::ranges::any_of(named_sets(), [&](const NamedSet& set) { return set.name == name; });
}

/// Whether both name one file, existing or not.
bool same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  if (std::filesystem::equivalent(a, b, error)) return true;
  const auto full_a = std::filesystem::weakly_canonical(a, error);
  if (error) return false;
  const auto full_b = std::filesystem::weakly_canonical(b, error);
  return !error && full_a == full_b;
}

}  // namespace

CLI::Validator between(double low, double high) {
  return number_check(low, high, false);
}
CLI::Validator whole(double low, double high) {
  return number_check(low, high, true);
}

CLI::Validator one_of(std::initializer_list<const char*> words) {
  CLI::Validator validator;
  validator.description("");
  validator.operation([list = std::vector<std::string>(words.begin(), words.end())](std::string& text) {
    if (std::ranges::find(list, text) != list.end()) return std::string();
    return fmt::format("'{}' is not one of {}", text, fmt::join(list, ", "));
  });
  return validator;
}

void add_data_flags(CLI::App& command, DataFlags& flags, const std::string& named_default) {
  command
      .add_option("--split", flags.split,
                  "pool, test or all (default: " + named_default + " of a named set, all of a file)")
      ->check(one_of({"pool", "test", "all"}))
      ->type_name("NAME");
  command
      .add_option("--kind", flags.kind,
                  "series, pen (velocities x, y) or image (default: as the format implies)")
      ->check(one_of({"series", "pen", "image"}))
      ->type_name("NAME");
}

CLI::Option* add_limit_flag(CLI::App& command, DataFlags& flags) {
  return command.add_option("--limit", flags.limit, "only the first N items (default: all)")
      ->check(whole(1, 1e9))
      ->type_name("N");
}

Result<Dataset> load(const std::string& name_or_path, const DataFlags& flags, Split named_default) {
  LoadOptions options;
  if (!flags.split.empty()) {
    options.split = parse_split(flags.split);
  } else if (is_named_set(name_or_path)) {
    options.split = named_default;
  }
  if (flags.kind == "pen") {
    options.kind = DataKind::kPenVelocity;
  } else if (!flags.kind.empty()) {
    options.kind = flags.kind == "image" ? DataKind::kImage : DataKind::kSeries;
  }
  options.limit = flags.limit;
  auto data = load_dataset(name_or_path, options);
  if (data && data->size() == 0) return Error(ErrorCode::kBadInput, "it holds no items", name_or_path);
  return data;
}

void add_exemplar_flags(CLI::App& command, ExemplarFlags& flags) {
  command.add_option("--exemplars", flags.per_class, "examples that each class keeps (default: 4)")
      ->check(whole(1, 64))
      ->type_name("K");
  command
      .add_option("--select", flags.selection,
                  "how they are chosen: kmeans, random, nearest or all (default: random)")
      ->check(one_of({"kmeans", "random", "nearest", "all"}))
      ->type_name("NAME");
  command.add_option("--seed", flags.seed, "of every random draw")
      ->check(whole(0, 9007199254740992.0))
      ->type_name("N")
      ->capture_default_str();
}

Result<void> apply(const ExemplarFlags& flags, ExemplarOptions& options) {
  if (flags.selection == "all" && flags.per_class > 0) {
    return Error(ErrorCode::kUsage,
                 "--exemplars has no meaning with --select all, which keeps every example");
  }
  if (flags.per_class > 0) options.per_class = flags.per_class;
  if (!flags.selection.empty()) options.selection = *parse_selection(flags.selection);
  options.seed = flags.seed;
  return {};
}

void add_inference_flags(CLI::App& command, InferenceFlags& flags) {
  command
      .add_option("--iterations", flags.iterations,
                  "passes of the search; 0 keeps its start (default: adam 50, gauss-newton 16)")
      ->check(whole(0, 1000000))
      ->type_name("N");
  command
      .add_option("--inference", flags.method,
                  "the search: gauss-newton, or adam as published (default: as the model's preset says)")
      ->check(one_of({"adam", "gauss-newton"}))
      ->type_name("NAME");
  command.add_option("--seed", flags.seed, "of the search's start")
      ->check(whole(0, 9007199254740992.0))
      ->type_name("N")
      ->capture_default_str();
  command.add_flag("--exhaustive", flags.exhaustive,
                   "consider every class; without it, of many classes only those that resemble the input");
  command.add_flag("--no-reject", flags.no_reject, "always answer with a class, never \"unknown\"");
  add_threads_flag(command, flags.threads);
}

ClassifyOptions classify_options(const InferenceFlags& flags, const Model& model) {
  ClassifyOptions options;
  options.inference = default_inference(parse_preset(model.preset).value_or(Preset::kDefault));
  const auto method = parse_method(flags.method);
  if (method && *method != options.inference.method) {
    options.inference =
        default_inference(*method == InferenceOptions::Method::kAdam ? Preset::kPublished : Preset::kDefault);
  }
  if (flags.iterations >= 0) options.inference.iterations = flags.iterations;
  options.inference.seed = flags.seed;
  options.inference.exhaustive = flags.exhaustive;
  options.reject = !flags.no_reject;
  options.threads = flags.threads;
  return options;
}

Result<void> expect_classes(const Model& model, const std::string& path) {
  if (!is_model_of_normal(model)) return {};
  return Error(ErrorCode::kUnsupported,
               "a model of what is normal, which 'resketch anomaly score' reads; expected one of classes, as "
               "'resketch train' writes it",
               path);
}

void add_threads_flag(CLI::App& command, int& threads) {
  command.add_option("--threads", threads, "0: all cores; the result does not depend on it")
      ->check(whole(0, 1024))
      ->type_name("N")
      ->capture_default_str();
}

void add_generator_flag(CLI::App& command, std::string& generator, const std::string& by_default) {
  command
      .add_option("--generator", generator,
                  fmt::format("what redraws: lstm, stroke, series or image (default: {})", by_default))
      ->check(one_of({"lstm", "stroke", "series", "image"}))
      ->type_name("NAME");
}

Result<Dataset> only_labels(const Dataset& data, const std::vector<std::string>& labels) {
  std::vector<int> renamed(data.label_names.size(), Dataset::kUnlabelled);
  std::vector<std::string> names;
  for (const auto& label : labels) {
    const auto found = std::ranges::find(data.label_names, label);
    if (found == data.label_names.end()) {
      return Error(
          ErrorCode::kUsage,
          fmt::format("there is no class '{}': the classes are {}", label, fmt::join(data.label_names, " ")),
          data.name);
    }
    auto& place = renamed[static_cast<std::size_t>(found - data.label_names.begin())];
    if (place != Dataset::kUnlabelled) continue;
    place = static_cast<int>(names.size());
    names.push_back(label);
  }
  std::vector<int> items;
  for (int item = 0; item < data.size(); ++item) {
    const int label = data.labels[item];
    if (label != Dataset::kUnlabelled && renamed[label] != Dataset::kUnlabelled) items.push_back(item);
  }
  Dataset kept = data.subset(items);
  kept.label_names = std::move(names);
  for (int& label : kept.labels) label = renamed[label];
  return kept;
}

Result<void> check_output(const std::filesystem::path& output, const std::vector<std::string>& inputs) {
  for (const auto& input : inputs) {
    if (same_file(output, input)) {
      return Error(ErrorCode::kUsage, "it is also an input, and would be overwritten", output.string());
    }
  }
  return check_writable(output);
}

}  // namespace resketch::cli
