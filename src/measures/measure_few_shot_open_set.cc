// A few examples of some classes: which score tells items of these classes from items of all others?
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>

#include "base/random.h"
#include "measures/cell.h"
#include "measures/few_shot_setting.h"
#include "measures/roc.h"
#include "resketch/baseline.h"

namespace resketch {
namespace {

/// `data` with the items of the classes `known` alone.
Dataset only_known(const Dataset& data, const std::vector<int>& known) {
  std::vector<int> items;
  for (int n = 0; n < data.size(); ++n) {
    if (std::ranges::find(known, data.labels[n]) != known.end()) items.push_back(n);
  }
  Dataset out = data.subset(items);
  out.label_names.clear();
  for (const int label : known) out.label_names.push_back(data.label_names[label]);
  for (int& label : out.labels) label = static_cast<int>(std::ranges::find(known, label) - known.begin());
  return out;
}

constexpr int kResamples = 500;

/// A method's answers: module and how sure it is, by test item.
struct Answers {
  std::vector<int> modules;
  std::vector<double> confidences;
};

/// Module of each test item's class, -1 where it is unknown.
std::vector<int> truths_of(const Model& model, const Dataset& test) {
  std::vector<int> out;
  for (const int label : test.labels) out.push_back(model.find(test.label_names[label]));
  return out;
}

/// Of known items the share that is named rightly and kept, at the threshold that keeps `keep` of them.
double accuracy_at(double keep, const std::vector<float>& known, const std::vector<bool>& right) {
  const float threshold = threshold_keeping(keep, known);
  int count = 0;
  for (std::size_t n = 0; n < known.size(); ++n) count += known[n] >= threshold && right[n] ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(known.size());
}

/// Precision and recall of "known and named rightly" in one number, where items of the first 2, 5 and 10 of
/// 10 unknown classes (as many tenths of other numbers) are among the tested. Every method refuses what is
/// below the threshold that keeps 95 % of the known items.
void add_f1(const std::string& name, const std::vector<int>& truths, const Answers& answers,
            const std::vector<float>& known, const Dataset& test, CellOutcome& out) {
  const double threshold = threshold_keeping(0.95, known);
  std::vector<int> unknown;  // classes
  for (int n = 0; n < test.size(); ++n) {
    if (truths[n] < 0 && std::ranges::find(unknown, test.labels[n]) == unknown.end())
      unknown.push_back(test.labels[n]);
  }
  std::ranges::sort(unknown);
  for (const int tenths : kUnknownTenths) {
    const std::span met(unknown.data(), unknown_tested(static_cast<int>(unknown.size()), tenths));
    int accepted = 0;
    int right = 0;
    for (int n = 0; n < test.size(); ++n) {
      if (static_cast<float>(answers.confidences[n]) < threshold) continue;
      if (truths[n] < 0 && std::ranges::find(met, test.labels[n]) == met.end()) continue;
      ++accepted;
      right += answers.modules[n] == truths[n] ? 1 : 0;
    }
    out.values[fmt::format("{}.f1_at_{}_tenths", name, tenths)] = {
        2.0 * right / (accepted + static_cast<int>(known.size())), 0};
  }
}

/// AUROC of `answers` on test items drawn with replacement: [kResamples]. The same items are drawn whatever
/// the seed and the split are, so that means over them are resampled as a whole.
std::vector<double> resampled_auroc(const std::vector<int>& truths, const Answers& answers) {
  const auto items = static_cast<std::uint32_t>(truths.size());
  std::vector<double> out;
  for (std::uint32_t sample = 0; sample < kResamples; ++sample) {
    RandomStream random(42, kRandomBootstrap, items, sample);
    std::vector<float> known;
    std::vector<float> strangers;
    for (std::uint32_t i = 0; i < items; ++i) {
      const std::uint32_t n = random.below(items);
      (truths[n] < 0 ? strangers : known).push_back(static_cast<float>(answers.confidences[n]));
    }
    out.push_back(auroc(known, strangers));
  }
  return out;
}

void add_quantities(const std::string& name, const Model& model, const Dataset& test, const Answers& answers,
                    CellOutcome& out) {
  std::vector<float> known;
  std::vector<float> strangers;
  std::vector<bool> right;
  const std::vector<int> truths = truths_of(model, test);
  for (int n = 0; n < test.size(); ++n) {
    const int truth = truths[n];
    (truth < 0 ? strangers : known).push_back(static_cast<float>(answers.confidences[n]));
    if (truth >= 0) right.push_back(answers.modules[n] == truth);
  }
  const int items = static_cast<int>(known.size());
  out.values[name + ".auroc"] = {auroc(known, strangers), 0};
  out.values[name + ".false_positives_at_95"] = {false_positives_at(0.95, known, strangers),
                                                 static_cast<int>(strangers.size())};
  out.values[name + ".accuracy_at_100"] = {accuracy_at(1, known, right), items};
  out.values[name + ".accuracy_at_99"] = {accuracy_at(0.99, known, right), items};
  out.values[name + ".accuracy_at_90"] = {accuracy_at(0.9, known, right), items};
  add_f1(name, truths, answers, known, test, out);
}

}  // namespace

Result<CellOutcome> measure_few_shot_open_set(const CellTask& task) {
  const PreparedData& data = *task.data;
  const auto pool = load_dataset(data.name, {.split = Split::kPool, .limit = data.pool.size()});
  if (!pool) return pool.error();
  const auto model = train(only_known(*pool, task.variant.known), default_training(task));
  if (!model) return model.error();
  const auto decisions = classify(*model, data.test, default_search(task));
  if (!decisions) return decisions.error();

  CellOutcome out;
  Answers modules;
  Answers fits;  // how well the best module explains the item, whatever the others make of it
  int kept = 0;
  int refused = 0;
  int known = 0;
  for (int n = 0; n < data.test.size(); ++n) {
    const Decision& decision = (*decisions)[n];
    modules.modules.push_back(decision.best);
    modules.confidences.push_back(decision.confidence);
    fits.confidences.push_back(decision.evidence[decision.best]);
    const bool is_known = model->find(data.test.label_names[data.test.labels[n]]) >= 0;
    const bool answered = decision.label != Decision::kUnknown;
    known += is_known ? 1 : 0;
    kept += is_known && answered ? 1 : 0;
    refused += !is_known && !answered ? 1 : 0;
  }
  fits.modules = modules.modules;
  add_quantities("modules", *model, data.test, modules, out);
  add_quantities("fit", *model, data.test, fits, out);
  const int strangers = data.test.size() - known;
  out.values["known_kept"] = {static_cast<double>(kept) / known, known};
  out.values["strangers_refused"] = {static_cast<double>(refused) / strangers, strangers};
  double best = -1;
  Answers best_baseline;
  for (const Baseline baseline : applicable_baselines(*model)) {
    if (baseline == Baseline::kForward) continue;  // says nothing of what belongs to no class
    auto answers = answer_by(baseline, *model, data.test, {.threads = 1, .progress = task.progress});
    if (!answers) return answers.error();
    const std::string name(to_string(baseline));
    Answers distances{std::move(answers->modules), std::move(answers->confidences)};
    add_quantities(name, *model, data.test, distances, out);
    if (const double reached = out.values[name + ".auroc"].value; reached > best) {
      best = reached;
      best_baseline = std::move(distances);
    }
  }
  // Beside the baseline that turned out best on these very items.
  const std::vector<int> truths = truths_of(*model, data.test);
  const std::vector<double> aurocs = resampled_auroc(truths, modules);
  std::vector<double> leads = resampled_auroc(truths, best_baseline);
  for (int sample = 0; sample < kResamples; ++sample) leads[sample] = aurocs[sample] - leads[sample];
  out.values["lead.auroc"] = {out.values["modules.auroc"].value - best, 0};
  out.payload = {{"modules.auroc", aurocs}, {"lead.auroc", leads}};
  return out;
}

}  // namespace resketch
