// A model of many synthetic pen classes: what a target costs, and the memory of classifying a stream of them.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "bench/bench.h"
#include "bench/process.h"
#include "bench/temporary_folder.h"
#include "bench/workload.h"
#include "data/pen.h"

namespace resketch::bench {
namespace {

constexpr std::uint64_t kSeed = 42;
constexpr int kFewClasses = 20;
constexpr int kPoolItems = 12;  // drawings a class that exemplars are chosen from
constexpr int kFirstTarget = 1'000;
constexpr int kTimedTargets = 100;

/// `rounds` drawings of each glyph, none of them in the pool. `first` counts rounds.
Dataset draw_targets(std::span<const Glyph> glyphs, int first, int rounds) {
  return draw_pen(glyphs, {.first = static_cast<std::uint32_t>(kFirstTarget + first), .per_class = rounds},
                  kSeed);
}

/// `count` targets spread over `classes` classes.
Dataset spread_targets(int classes, int count) {
  return some_items(draw_targets(pen_alphabet(classes, kSeed), 0, (count + classes - 1) / classes), count);
}

/// One at a time, on one core.
double seconds_a_target(const Classifier& classifier, const Dataset& items, int runs) {
  const std::vector<Dataset> ones = one_by_one(items);
  return median_seconds(runs,
                        [&] {
                          for (const Dataset& one : ones) (void)classifier.classify(one).value();
                        }) /
         items.size();
}

double agreement(const std::vector<Decision>& a, const std::vector<Decision>& b) {
  double same = 0;
  for (std::size_t n = 0; n < a.size(); ++n) same += a[n].best == b[n].best ? 1 : 0;
  return same / static_cast<double>(a.size());
}

double accuracy(const Model& model, const Dataset& items, const std::vector<Decision>& decisions) {
  double right = 0;
  for (int n = 0; n < items.size(); ++n)
    right += model.modules[decisions[n].best].label == items.label_names[items.labels[n]] ? 1 : 0;
  return right / items.size();
}

/// The default model of 20 synthetic letters, with as many further glyphs added as classes as it takes. A
/// class keeps 4 exemplars; the style, which all classes share, is the letters'.
Model many_class_model(int classes) {
  const std::vector<Glyph> glyphs = pen_alphabet(classes, kSeed);
  const PenItems pool_items{.first = 0, .per_class = kPoolItems};
  const Dataset letters =
      draw_pen(std::span(glyphs).first(std::min(kFewClasses, classes)), pool_items, kSeed);
  Model model = train(letters, train_options(Preset::kDefault, letters.kind)).value();
  const Dataset pool = draw_pen(glyphs, pool_items, kSeed);
  const auto sets = choose_exemplars(preprocess(model.preprocessing, pool).value()).value();
  for (std::size_t c = model.modules.size(); c < sets.size(); ++c) {
    Module module = model.modules.front();
    module.label = sets[c].label;
    module.shape.inputs = sets[c].count;
    module.exemplars = sets[c].values;
    model.modules.push_back(std::move(module));
  }
  return model;
}

void measure_memory(const Options& options, const Model& model, Report& report) {
  const int targets = options.effort.streamed;
  report.progress(fmt::format("memory, {} targets by {} modules", targets, model.modules.size()));
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "model.resketch").string();
  save_model(model, file).value();
  const auto end = run_process(
      {"/proc/self/exe", "--stream", file, std::to_string(targets), std::to_string(options.threads)});
  if (!end || end->exit_code != 0) return report.skip("peak_memory_mb", "the measured process failed");
  report.row(fmt::format("memory, {} modules, {} targets streamed", model.modules.size(), targets),
             fmt::format("{:.0f} MB at most", end->peak_mb));
  report.figure("peak_memory_mb", end->peak_mb);
}

}  // namespace

void bench_many_classes(const Options& options, Report& report) {
  const Effort& effort = options.effort;
  report.progress(fmt::format("making a model of {} classes", effort.classes));
  const Model all = many_class_model(effort.classes);
  ClassifyOptions one_core;
  one_core.threads = 1;
  one_core.reject = false;
  double few = 0;
  for (const int classes : {kFewClasses, 100, 300, effort.classes}) {
    if (classes > effort.classes) continue;
    report.progress(fmt::format("{} classes", classes));
    Model model = all;
    model.modules.resize(classes);
    const Dataset items = spread_targets(classes, std::min(kTimedTargets, effort.many_targets));
    std::optional<Classifier> classifier;
    const double ready = seconds_of([&] { classifier = Classifier::make(model, one_core).value(); });
    const double seconds = seconds_a_target(*classifier, items, effort.runs);
    if (classes == kFewClasses) few = seconds;
    report.row(fmt::format("one of {} targets, {} classes, default preset, one core", items.size(), classes),
               fmt::format("{:.2f} ms, {:.1f} times that of {}; {:.0f} ms before the first", 1e3 * seconds,
                           seconds / few, kFewClasses, 1e3 * ready));
    if (classes == effort.classes) report.figure("many_classes_cost_ratio", seconds / few);
  }

  report.progress("all classes, exhaustively");
  ClassifyOptions usual = one_core;
  usual.threads = options.threads;
  ClassifyOptions exhaustive = usual;
  exhaustive.inference.exhaustive = true;
  const Dataset items = spread_targets(effort.classes, effort.many_targets);
  const auto quickly = classify(all, items, usual).value();
  std::vector<Decision> fully;
  const double seconds = seconds_of([&] { fully = classify(all, items, exhaustive).value(); });
  report.row(
      fmt::format("the same exhaustively, {} targets, {}", items.size(), threads_text(options.threads)),
      fmt::format("{:.2f} ms", 1e3 * seconds / items.size()));
  report.row("  winners that agree",
             fmt::format("{:.4f}; accuracy {:.4f}, exhaustively {:.4f}", agreement(quickly, fully),
                         accuracy(all, items, quickly), accuracy(all, items, fully)));
  report.figure("many_classes_agreement", agreement(quickly, fully));
  measure_memory(options, all, report);
}

void classify_stream(const std::string& model_file, int count, int threads) {
  const Model model = load_model(model_file).value();
  const int classes = static_cast<int>(model.modules.size());
  const std::vector<Glyph> glyphs = pen_alphabet(classes, kSeed);
  ClassifyOptions options;
  options.threads = threads;
  const Classifier classifier = Classifier::make(model, options).value();
  for (int done = 0; done < count;) {
    // A round of drawings is a batch: one of every class.
    const Dataset round = draw_targets(glyphs, done / classes, 1);
    const int wanted = std::min(count - done, round.size());
    (void)classifier.classify(some_items(round, wanted)).value();
    done += wanted;
  }
}

}  // namespace resketch::bench
