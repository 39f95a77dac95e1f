#include "measures/holistic_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "base/random.h"

namespace resketch {
namespace {

/// Adds an example whose latent is 1 at `hot`; -1 makes it uniform.
void add(HolisticExamples& out, int inputs, int hot, std::span<const float> target) {
  for (int k = 0; k < inputs; ++k) {
    const float uniform = 1.0F / static_cast<float>(inputs);
    const float one_hot = k == hot ? 1.0F : 0.0F;
    out.latents.push_back(hot < 0 ? uniform : one_hot);
  }
  out.targets.insert(out.targets.end(), target.begin(), target.end());
  ++out.count;
}

/// The centres of the first n classes, `per_class` each, by Euclidean K-means.
Result<std::vector<ExemplarSet>> centres(const CellTask& task, int per_class, Selection selection) {
  const auto sets = task.shelf->get(
      *task.data, {.per_class = per_class, .selection = selection, .seed = task.seed, .dtw = false});
  if (!sets) return sets.error();
  const int n = task.variant.holistic.classes;
  if (static_cast<int>((*sets)->size()) < n)
    return Error(ErrorCode::kBadInput,
                 fmt::format("has {} classes, expected at least {}", (*sets)->size(), n), task.data->name);
  return std::vector<ExemplarSet>((*sets)->begin(), (*sets)->begin() + n);
}

std::span<const float> exemplar(const ExemplarSet& set, int k) {
  const std::size_t length = set.values.size() / set.count;
  return std::span(set.values).subspan(k * length, length);
}

int nearest(const ExemplarSet& set, std::span<const float> target) {
  int best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int k = 0; k < set.count; ++k) {
    const auto centre = exemplar(set, k);
    double squares = 0;
    for (std::size_t i = 0; i < target.size(); ++i) {
      const double gap = target[i] - centre[i];
      squares += gap * gap;
    }
    if (squares < least) {
      least = squares;
      best = k;
    }
  }
  return best;
}

/// The class of each label of `data`: the index among `sets`, or -1.
std::vector<int> classes_of(const Dataset& data, const std::vector<ExemplarSet>& sets) {
  std::vector<int> out;
  for (const std::string& name : data.label_names) {
    const auto found = std::ranges::find(sets, name, &ExemplarSet::label);
    out.push_back(found == sets.end() ? -1 : static_cast<int>(found - sets.begin()));
  }
  return out;
}

void add_test_items(const CellTask& task, const Dataset& items, const std::vector<ExemplarSet>& sets,
                    HolisticSet& out) {
  const auto class_of = classes_of(items, sets);
  std::vector<int> chosen;  // item, or -1 for the repeller
  for (int i = 0; i < items.size(); ++i) {
    if (items.labels[i] >= 0 && class_of[items.labels[i]] >= 0) chosen.push_back(i);
  }
  if (task.variant.holistic.repeller) chosen.insert(chosen.end(), chosen.size() / out.classes, -1);
  RandomStream random(task.seed, kRandomSplit);
  for (std::size_t n = chosen.size(); n > 1; --n)
    std::swap(chosen[n - 1], chosen[random.below(static_cast<std::uint32_t>(n))]);
  const std::vector<float> nothing(static_cast<std::size_t>(out.steps) * out.dims, 0.0F);
  for (const int item : chosen) {
    const std::span<const float> target = item < 0 ? std::span<const float>(nothing) : items[item].values;
    out.test_targets.insert(out.test_targets.end(), target.begin(), target.end());
    out.test_labels.push_back(item < 0 ? out.classes : class_of[items.labels[item]]);
  }
}

}  // namespace

Result<HolisticSet> holistic_set(const CellTask& task) {
  const HolisticSetting& setting = task.variant.holistic;
  const PreparedData& data = *task.data;
  const bool sparse_one = setting.examples == HolisticExamplesKind::kSparseOne;
  const auto found = centres(task, sparse_one ? 1 : kTypesAClass, Selection::kKMeans);
  if (!found) return found.error();
  const std::vector<ExemplarSet>& types = *found;
  const auto middles = centres(task, 1, Selection::kKMeans);
  if (!middles) return middles.error();
  const int n = setting.classes;
  const int inputs = setting.types ? n * kTypesAClass : n;
  HolisticSet out{.classes = n, .steps = data.preprocessing.steps, .dims = data.preprocessing.dims};
  for (const ExemplarSet& set : types) out.labels.push_back(set.label);

  if (setting.examples == HolisticExamplesKind::kAll) {
    const auto class_of = classes_of(data.pool, types);
    for (int i = 0; i < data.pool.size(); ++i) {
      const int c = data.pool.labels[i] >= 0 ? class_of[data.pool.labels[i]] : -1;
      if (c < 0) continue;
      const auto target = data.pool[i].values;
      add(out.train, inputs, setting.types ? c * kTypesAClass + nearest(types[c], target) : c, target);
      out.train_labels.push_back(c);
    }
  } else {
    for (int c = 0; c < n; ++c) {
      for (int k = 0; k < types[c].count; ++k) {
        add(out.train, inputs, c, exemplar(types[c], k));
        out.train_labels.push_back(c);
      }
    }
  }
  if (setting.repeller) {
    const std::vector<float> nothing(static_cast<std::size_t>(out.steps) * out.dims, 0.0F);
    for (int extra = out.train.count / n; extra > 0; --extra) {
      add(out.train, inputs, -1, nothing);
      out.train_labels.push_back(n);
    }
  }
  const std::vector<ExemplarSet>& check = setting.types ? types : *middles;
  for (int c = 0; c < n; ++c) {
    for (int k = 0; k < check[c].count; ++k)
      add(out.check, inputs, setting.types ? c * kTypesAClass + k : c, exemplar(check[c], k));
  }
  const auto test = preprocess(data.preprocessing, data.test);
  if (!test) return test.error();
  add_test_items(task, *test, types, out);
  return out;
}

Result<std::vector<float>> prototypes(const CellTask& task) {
  const auto sets = centres(task, 1, Selection::kNearest);
  if (!sets) return sets.error();
  std::vector<float> out;
  for (const ExemplarSet& set : *sets) out.insert(out.end(), set.values.begin(), set.values.end());
  return out;
}

}  // namespace resketch
