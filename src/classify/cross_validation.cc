#include "classify/cross_validation.h"

#include <iterator>
#include <utility>

#include "classify/make_model.h"
#include "classify/witnesses.h"
#include "data/copies.h"

namespace resketch {
namespace {

constexpr int kFolds = 4;

constexpr int kAlwaysSeen = kFolds;
constexpr int kNeverSeen = -1;

/// Which fold holds an item out, [N]. The only item of a class is always seen; copies, which would be seen
/// where the item is not, never, nor what has no label.
std::vector<int> fold_of_items(const Dataset& targets) {
  std::vector<int> folds(targets.size(), kNeverSeen);
  for (const std::vector<int>& of_class : distinct_items(targets)) {
    for (std::size_t i = 0; i < of_class.size(); ++i)
      folds[of_class[i]] = of_class.size() == 1 ? kAlwaysSeen : static_cast<int>(i % kFolds);
  }
  return folds;
}

}  // namespace

Result<CrossValidation> CrossValidation::make(const Dataset& targets, const Preprocessing& preprocessing,
                                              const TrainOptions& asked, int most) {
  TrainOptions options = asked;
  options.warn = {};
  const std::vector<int> folds = fold_of_items(targets);
  CrossValidation out;
  for (int fold = 0; fold < kFolds; ++fold) {
    std::vector<int> seen;
    std::vector<int> unseen;
    for (int n = 0; n < targets.size(); ++n) {
      if (folds[n] != kNeverSeen) (folds[n] == fold ? unseen : seen).push_back(n);
    }
    if (unseen.empty()) continue;
    auto model = make_model(targets.subset(seen), preprocessing, options);
    if (!model) return model.error();
    Dataset items = witnesses(targets.subset(unseen), *model, (most + kFolds - 1) / kFolds);
    out.folds_.push_back({*std::move(model), std::move(items)});
  }
  return out;
}

Result<Trial> CrossValidation::try_models(Detail detail, const InferenceOptions& inference, int threads,
                                          const Ranks& ranks) const {
  Trial out;
  for (const Fold& fold : folds_) {
    Model model = fold.model;
    if (detail != Detail::kUsual) {
      if (auto learned = learn_style(model, detail); !learned) return learned.error();
    }
    auto trial = try_model(model, fold.unseen, inference, threads, ranks);
    if (!trial) return trial.error();
    out.modules.insert(out.modules.end(), trial->modules.begin(), trial->modules.end());
    out.evidence.insert(out.evidence.end(), std::move_iterator(trial->evidence.begin()),
                        std::move_iterator(trial->evidence.end()));
    out.usual = trial->usual;
  }
  return out;
}

}  // namespace resketch
