// What the explanation says in words.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/explain_page.h"

namespace resketch::cli {
namespace {

/// "3 %", without claiming that anything is certain.
std::string percent(double value) {
  if (value < 1) return "less than 1 %";
  return value > 99 ? "more than 99 %" : fmt::format("{:.0f} %", value);
}

std::string mixture_sentence(const std::vector<double>& shares) {
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::ranges::greater{}, [&](std::size_t i) { return shares[i]; });
  if (order.empty() || shares[order[0]] <= 0) return {};
  if (shares[order[0]] > 0.95) return fmt::format(" It is drawn like example {}.", order[0] + 1);
  std::string text =
      fmt::format(" It is drawn as {:.0f} % of example {}", 100 * shares[order[0]], order[0] + 1);
  if (order.size() > 1 && shares[order[1]] > 0.03) {
    text += fmt::format(" and {:.0f} % of example {}", 100 * shares[order[1]], order[1] + 1);
  }
  return text + ".";
}

}  // namespace

std::vector<double> mixture(const std::vector<float>& latent) {
  std::vector<double> shares;
  for (const float weight : latent)
    shares.push_back(std::clamp(std::isfinite(weight) ? weight : 0.0F, 0.0F, 1.0F));
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share = sum > 0 ? share / sum : 0;
  return shares;
}

std::string why(const ExplainPage& page, const ExplainedItem& item) {
  const Decision& decision = item.decision;
  const auto& modules = page.model.modules;
  const std::string& best = modules[decision.best].label;
  const double loss = decision.losses[decision.best];
  if (decision.label == Decision::kUnknown) {
    return fmt::format(
        "No class explains it well enough. The nearest, “{}”, is off by {:.3g}; confidence in it is {:.3g}, "
        "and "
        "{:.3g} is needed.",
        best, loss, decision.confidence, decision.threshold);
  }
  std::string text = fmt::format("“{}” explains it best, its redrawing off by {:.3g}", best, loss);
  if (decision.runner_up >= 0) {
    const std::string& next = modules[decision.runner_up].label;
    const std::string sure = percent(100 * decision.probability);
    const std::string second = percent(100 * (decision.probability - decision.margin));
    text += decision.margin < 0.2 ? fmt::format(". A close call: {} for it, {} for “{}”", sure, second, next)
                                  : fmt::format(": {} probable; the next, “{}”, is {}", sure, next, second);
  }
  text += ".";
  if (!decision.reconstructions.empty()) {
    text += mixture_sentence(mixture(decision.reconstructions[decision.best].latent));
  }
  return text;
}

std::string verdict(const ExplainPage& page, const ExplainedItem& item) {
  if (item.decision.label == Decision::kUnknown) return "unknown";
  if (!item.has_truth) return "plain";
  return page.model.modules[item.decision.label].label == item.truth ? "right" : "wrong";
}

}  // namespace resketch::cli
