// Flags that several subcommands share, and the checks that their values go through while parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <vector>

#include "resketch/classify.h"
#include "resketch/dataset.h"
#include "resketch/exemplars.h"
#include "resketch/model.h"

namespace resketch::cli {

/// A number in low..high; the message names the range. Refuses NaN and text after the number.
CLI::Validator between(double low, double high);
/// A whole number in low..high.
CLI::Validator whole(double low, double high);
/// One of a few words; the message lists them.
CLI::Validator one_of(std::initializer_list<const char*> words);

/// Which items of DATA are read.
struct DataFlags {
  std::string split;  ///< empty: `named_default` of a named set, all of a file
  std::string kind;   ///< empty: as the format implies
  int limit = 0;
};
void add_data_flags(CLI::App& command, DataFlags& flags, const std::string& named_default);
CLI::Option* add_limit_flag(CLI::App& command, DataFlags& flags);

/// Reads a named set or file; says so when it holds nothing.
Result<Dataset> load(const std::string& name_or_path, const DataFlags& flags, Split named_default);

/// How exemplars are chosen.
struct ExemplarFlags {
  int per_class = 0;      ///< 0: as `train_options` says
  std::string selection;  ///< empty: as `train_options` says
  std::uint64_t seed = 42;
};
void add_exemplar_flags(CLI::App& command, ExemplarFlags& flags);
/// @errors kUsage if the flags contradict each other
Result<void> apply(const ExemplarFlags& flags, ExemplarOptions& options);

/// How modules redraw, and whether they may decline.
struct InferenceFlags {
  int iterations = -1;  ///< below 0: as the method usually takes
  std::string method;   ///< empty: as the model's preset says
  std::uint64_t seed = 0;
  bool no_reject = false;
  bool exhaustive = false;
  int threads = 0;
};
void add_inference_flags(CLI::App& command, InferenceFlags& flags);
ClassifyOptions classify_options(const InferenceFlags& flags, const Model& model);

/// @errors kUnsupported if `model`, read from `path`, is one of what is normal ('resketch anomaly train')
Result<void> expect_classes(const Model& model, const std::string& path);

void add_threads_flag(CLI::App& command, int& threads);

/// @param by_default what stands for an empty `generator`, as the help says it
void add_generator_flag(CLI::App& command, std::string& generator, const std::string& by_default);

/// The items whose label is among `labels`, with label_names cut down to those. @errors kUsage naming a
/// label that `data` does not have
Result<Dataset> only_labels(const Dataset& data, const std::vector<std::string>& labels);

/// Refuses to write over what is read, and to write where it cannot be written.
/// @errors kUsage if `output` is one of `inputs`, those of check_writable
Result<void> check_output(const std::filesystem::path& output, const std::vector<std::string>& inputs);

}  // namespace resketch::cli
