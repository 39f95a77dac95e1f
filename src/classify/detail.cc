#include "classify/detail.h"

#include <utility>

#include "classify/temperature.h"
#include "generator/exemplar_generator.h"

namespace resketch {
namespace {

// Gain in log probability that finer detail must bring. On the pool of one writer's letters, where it
// misleads, it seems to bring 3 at most; on others' hands it brings more than 4 in nearly all draws
// (docs/model.md).
constexpr double kClearGain = 4;

double log_loss(const Trial& trial) {
  return cross_entropy(trial, best_temperature(trial)) * trial.size();
}

}  // namespace

Result<Trial> choose_detail(Model& model, const TryOut& try_out) {
  auto trial = try_out(model);
  if (!trial) return trial.error();
  if (!has_fine_detail(model.generator) || model.modules.size() < 2 || trial->size() == 0) return trial;
  Model fine = model;
  if (auto learned = learn_style(fine, Detail::kFine); !learned) return learned.error();
  auto of_fine = try_out(fine);
  if (!of_fine) return of_fine.error();
  if (log_loss(*trial) - log_loss(*of_fine) < kClearGain) return trial;
  model = std::move(fine);
  return of_fine;
}

}  // namespace resketch
