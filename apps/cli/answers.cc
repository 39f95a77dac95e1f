#include "cli/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/explain_pose.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

void add_redrawing(Json& object, const Model& model, const Decision& decision, int module) {
  if (decision.reconstructions.empty()) return;
  const auto& redrawing = decision.reconstructions[module];
  const LstmShape& shape = model.modules[module].shape;
  object["latent"] = to_json(redrawing.latent);
  object["reconstruction"] = to_json(SequenceView{redrawing.values, shape.steps, shape.outputs});
  if (redrawing.pose_and_warp) {
    object["pose_and_warp"] = pose_json(*redrawing.pose_and_warp, shape.outputs, model.preprocessing.kind);
  }
}

}  // namespace

std::vector<int> by_evidence(const Decision& decision) {
  std::vector<int> order;
  for (int module = 0; module < static_cast<int>(decision.evidence.size()); ++module) {
    if (module == decision.best || decision.evidence[module] != -HUGE_VAL) order.push_back(module);
  }
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](int module) {
    const double evidence = decision.evidence[module];
    return std::isnan(evidence) ? -HUGE_VAL : evidence;
  });
  return order;
}

std::string answer(const Model& model, const Decision& decision) {
  return decision.label == Decision::kUnknown ? "unknown" : model.modules[decision.label].label;
}

Json truth(const Dataset& data, int item) {
  const int label = data.labels[item];
  return label == Dataset::kUnlabelled ? Json(nullptr) : Json(data.label_names[label]);
}

Json decision_json(const Model& model, const Decision& decision, const std::string& id, int top) {
  const auto& modules = model.modules;
  Json object;
  object["id"] = id;
  const bool unknown = decision.label == Decision::kUnknown;
  object["label"] = unknown ? Json(nullptr) : Json(modules[decision.label].label);
  object["unknown"] = unknown;
  object["best"] = modules[decision.best].label;
  object["probability"] = number(decision.probability);
  object["loss"] = number(decision.losses[decision.best]);
  Json losses = Json::object();
  Json evidence = Json::object();
  for (std::size_t i = 0; i < modules.size(); ++i) {
    losses[modules[i].label] = number(decision.losses[i]);
    evidence[modules[i].label] = number(decision.evidence[i]);
  }
  object["losses"] = std::move(losses);
  object["evidence"] = std::move(evidence);
  object["runner_up"] = decision.runner_up < 0 ? Json(nullptr) : Json(modules[decision.runner_up].label);
  object["margin"] = number(decision.margin);
  object["confidence"] = number(decision.confidence);
  object["threshold"] = number(decision.threshold);
  add_redrawing(object, model, decision, decision.best);
  if (top > 1) {
    Json list = Json::array();
    for (const int module : by_evidence(decision)) {
      if (static_cast<int>(list.size()) == top) break;
      Json entry{{"label", modules[module].label},
                 {"loss", number(decision.losses[module])},
                 {"evidence", number(decision.evidence[module])}};
      add_redrawing(entry, model, decision, module);
      list.push_back(std::move(entry));
    }
    object["top"] = std::move(list);
  }
  return object;
}

std::string decision_line(const Model& model, const Decision& decision, const std::string& id, int top,
                          bool colour) {
  const bool unknown = decision.label == Decision::kUnknown;
  const auto order = by_evidence(decision);
  std::string label = pad(printable(answer(model, decision)), 8);
  if (colour) label = (unknown ? "\033[33m" : "\033[1m") + label + "\033[0m";
  std::string line =
      fmt::format("{}  {}  loss {:<8.4g}", pad(printable(id), 6), label, decision.losses[decision.best]);
  const std::string best = printable(model.modules[decision.best].label);
  line +=
      unknown ? fmt::format("  nearest {}", best) : fmt::format("  {:>3.0f} %", 100 * decision.probability);
  if (decision.runner_up >= 0) {
    line += fmt::format("  runner-up {}  margin {:.0f} %", printable(model.modules[decision.runner_up].label),
                        100 * decision.margin);
  }
  for (int place = 2; place < top && place < static_cast<int>(order.size()); ++place) {
    line += fmt::format("  then {} {:.4g}", printable(model.modules[order[place]].label),
                        decision.losses[order[place]]);
  }
  return line + "\n";
}

}  // namespace resketch::cli
