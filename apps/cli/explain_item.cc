// One item's card: target and best redrawing, the mixture it is made of, and every class's attempt.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cli/answers.h"
#include "cli/explain_page.h"
#include "cli/explain_pose.h"
#include "cli/sketcher.h"

namespace resketch::cli {
namespace {

constexpr std::size_t kMostModules = 30;
constexpr std::size_t kMostExemplars = 8;

std::string figure(const std::string& drawing, const std::string& caption, const char* css = "") {
  if (drawing.empty()) return {};
  return fmt::format("<figure class=\"{}\">{}<figcaption>{}</figcaption></figure>", css, drawing, caption);
}

std::string head(const ExplainPage& page, const ExplainedItem& item) {
  const std::string kind = verdict(page, item);
  std::string out = fmt::format("<header><span class=\"id\">{}</span><h2>{}</h2>", escape_html(item.id),
                                escape_html(answer(page.model, item.decision)));
  if (item.has_truth) {
    const bool taught = page.model.find(item.truth) >= 0;
    const bool is_right = kind == "right" || (kind == "unknown" && !taught);
    out +=
        fmt::format("<span class=\"truth {}\">{} labelled {}{}</span>", is_right ? "yes" : "no",
                    is_right ? "✓" : "✗", escape_html(item.truth), taught ? "" : ", which it was not taught");
  }
  return out + fmt::format("</header><p class=\"why\">{}</p>", escape_html(why(page, item)));
}

std::string mixture_panel(const ExplainPage& page, const ExplainedItem& item) {
  const Module& module = page.model.modules[item.decision.best];
  const auto shares = mixture(item.decision.reconstructions[item.decision.best].latent);
  const auto size = static_cast<std::size_t>(module.shape.steps) * module.shape.outputs;
  std::vector<Sketcher::Values> exemplars;
  for (std::size_t k = 0; k < shares.size() && (k + 1) * size <= module.exemplars.size(); ++k) {
    exemplars.push_back(Sketcher::Values(module.exemplars).subspan(k * size, size));
  }
  const Sketcher sketcher(page.model.preprocessing, exemplars);

  std::vector<std::size_t> order(exemplars.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() > kMostExemplars) {
    std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t k) { return shares[k]; });
    order.resize(kMostExemplars);
  }
  std::string out = fmt::format("<section class=\"mixture\"><h3>Its mixture of the examples of “{}”</h3><ul>",
                                escape_html(module.label));
  for (const std::size_t k : order) {
    out += fmt::format(
        "<li>{}<span class=\"n\">{}</span><i class=\"bar\"><b style=\"width:{:.1f}%\"></b></i>"
        "<span class=\"share\">{:.0f} %</span></li>",
        sketcher.draw(exemplars[k]), k + 1, 100 * shares[k], 100 * shares[k]);
  }
  out += "</ul>";
  if (exemplars.size() > order.size()) {
    out += fmt::format("<p class=\"note\">and {} more examples</p>", exemplars.size() - order.size());
  }
  return out + "</section>";
}

/// Evidence as a length: full for the best of what is shown.
class EvidenceBars {
 public:
  explicit EvidenceBars(const std::vector<double>& evidence) {
    for (const double value : evidence) add(value);
    low_ -= 0.05 * (high_ - low_);  // so that the worst has a bar, too
  }
  std::string bar(double evidence) const {
    return fmt::format("<i class=\"bar\"><b style=\"width:{:.1f}%\"></b></i>", percent(evidence));
  }

 private:
  void add(double value) {
    if (!std::isfinite(value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  double percent(double value) const {
    if (!std::isfinite(value)) return 0;
    return high_ > low_ ? std::clamp(100 * (value - low_) / (high_ - low_), 0.0, 100.0) : 100;
  }
  double low_ = HUGE_VAL;
  double high_ = -HUGE_VAL;
};

std::string attempts(const ExplainPage& page, const ExplainedItem& item, const std::string& key) {
  const Decision& decision = item.decision;
  const auto order = by_evidence(decision);
  std::vector<Sketcher::Values> seen{item.target};  // far worse ones would make all of them small
  for (std::size_t i = 0; i < std::min<std::size_t>(order.size(), 8); ++i) {
    seen.emplace_back(decision.reconstructions[order[i]].values);
  }
  Sketcher sketcher(page.model.preprocessing, seen);
  const std::size_t shown = std::min(order.size(), kMostModules);
  std::vector<double> evidence;
  for (std::size_t i = 0; i < shown; ++i) evidence.push_back(decision.evidence[order[i]]);
  const EvidenceBars bars(evidence);
  std::string out = "<section class=\"attempts\"><h3>Every class’s redrawing, best first</h3>";
  out += sketcher.put_under(item.target, key + "a") + "<ol>";
  for (std::size_t i = 0; i < shown; ++i) {
    const int module = order[i];
    out += fmt::format("<li{}>{}<span class=\"label\">{}</span> <span class=\"loss\">{:.3g}</span>{}</li>",
                       module == decision.best ? " class=\"best\"" : "",
                       sketcher.draw(decision.reconstructions[module].values),
                       escape_html(page.model.modules[module].label), decision.losses[module],
                       bars.bar(decision.evidence[module]));
  }
  out += "</ol>";
  if (order.size() > shown)
    out += fmt::format("<p class=\"note\">and {} worse ones</p>", order.size() - shown);
  return out + "</section>";
}

}  // namespace

std::string explain_item(const ExplainPage& page, const ExplainedItem& item, std::size_t index) {
  const std::string key = std::to_string(index);
  const auto& best = item.decision.reconstructions[item.decision.best].values;
  Sketcher sketcher(page.model.preprocessing, {item.target, best});

  std::string out =
      fmt::format("<article id=\"item{}\" class=\"{}\">", index, verdict(page, item)) + head(page, item);
  out += "<div class=\"main\"><div class=\"pair\">";
  out += figure(sketcher.draw(item.target), "the input", "input");
  out += sketcher.put_under(item.target, key);
  out += figure(sketcher.draw(best),
                fmt::format("redrawn as “{}”", escape_html(page.model.modules[item.decision.best].label)),
                "best");
  out += figure(sketcher.difference(best, item.target),
                "<span class=\"more\">too much</span>, <span class=\"less\">missing</span>", "difference");
  out += "</div>" + mixture_panel(page, item) + "</div>";
  if (const int hidden = sketcher.hidden_axes(); hidden > 0) {
    out += fmt::format("<p class=\"note\">{} more axes are not drawn</p>", hidden);
  }
  return out + pose_panel(page, item, key) + attempts(page, item, key) + "</article>\n";
}

}  // namespace resketch::cli
