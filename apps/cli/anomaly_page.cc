#include "cli/anomaly_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/explain_page.h"
#include "cli/explain_pose.h"
#include "cli/markup.h"
#include "cli/sketcher.h"

namespace resketch::cli {
namespace {

std::string figure(const std::string& drawing, const std::string& caption, const char* css) {
  if (drawing.empty()) return {};
  return fmt::format("<figure class=\"{}\">{}<figcaption>{}</figcaption></figure>", css, drawing, caption);
}

std::string card(const ExplainPage& page, const AnomalyScore& one, std::size_t index) {
  const ExplainedItem& item = page.items[index];
  const auto& drawn = one.decision.reconstructions.front().values;
  Sketcher sketcher(page.model.preprocessing, {item.target, drawn});
  std::string out = fmt::format(
      "<article id=\"item{}\" class=\"{}\"><header><span class=\"id\">{}</span><h2>{}</h2>{}</header>"
      "<p class=\"why\">{}</p><div class=\"main\"><div class=\"pair\">",
      index, one.anomaly ? "unknown" : "plain", escape_html(item.id), one.anomaly ? "anomaly" : "normal",
      item.has_truth ? fmt::format("<span class=\"truth\">labelled {}</span>", escape_html(item.truth)) : "",
      escape_html(fmt::format("Score {:.4g}; {} {:.4g}. It is {}.", one.score,
                              one.anomaly ? "normal items stay below" : "anomalies begin at", one.threshold,
                              reason(one))));
  out += figure(sketcher.draw(item.target), "the item", "input");
  out += sketcher.put_under(item.target, std::to_string(index));
  out += figure(sketcher.draw(drawn), "redrawn as if it were normal", "best");
  out += figure(sketcher.difference(drawn, item.target),
                "<span class=\"more\">too much</span>, <span class=\"less\">missing</span>", "difference");
  return out + "</div></div>" + pose_panel(page, item, std::to_string(index)) + "</article>\n";
}

}  // namespace

std::string reason(const AnomalyScore& one) {
  const std::string compared =
      one.as_strange == 0
          ? fmt::format("none of {} normal items held out fits as badly", one.held_out)
          : fmt::format("{} of {} normal items held out fit as badly", one.as_strange, one.held_out);
  return fmt::format("redrawn with an error of {:.3g}; {}", one.decision.losses.front(), compared);
}

std::string build_anomaly_page(const Model& model, const Dataset& data, std::span<const AnomalyScore> scores,
                               int most) {
  const ClassifyOptions options;
  ExplainPage page(model, options);
  page.title = "What is strange, and how strange";
  const auto shown = scores.first(std::min(static_cast<std::size_t>(most), scores.size()));
  for (const AnomalyScore& one : shown) page.add(data.id(one.item), data, one.item, one.decision);
  const auto anomalies = std::ranges::count_if(scores, &AnomalyScore::anomaly);
  std::string body = fmt::format(
      "<p class=\"lead\">A model of what is normal, made from {} items of {}, was asked to redraw each item. "
      "What it "
      "redraws worse than {:.4g} % of normal items is an anomaly: {} of {}.</p><p class=\"note\">The "
      "strangest come "
      "first{}.</p>",
      model.modules.front().shape.inputs, escape_html(model.data_name), 100 * model.rejection_keep, anomalies,
      scores.size(),
      page.items.size() < scores.size() ? fmt::format("; this page holds {}", page.items.size()) : "");
  body += "<nav aria-label=\"items\">";
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    const Sketcher sketcher(model.preprocessing, {page.items[i].target});
    body += fmt::format("<a href=\"#item{}\" class=\"{}\">{}<span>{:.3g}</span></a>", i,
                        shown[i].anomaly ? "unknown" : "plain", sketcher.draw(page.items[i].target),
                        shown[i].score);
  }
  body += "</nav>\n";
  for (std::size_t i = 0; i < page.items.size(); ++i) body += card(page, shown[i], i);
  return page_around(page, body);
}

}  // namespace resketch::cli
