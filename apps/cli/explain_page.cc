#include "cli/explain_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/answers.h"
#include "cli/explain_style.h"
#include "cli/markup.h"
#include "cli/sketcher.h"

namespace resketch::cli {
namespace {

std::string index_of_items(const ExplainPage& page) {
  std::string out = "<nav aria-label=\"items\">";
  for (std::size_t i = 0; i < page.items.size(); ++i) {
    const auto& item = page.items[i];
    const Sketcher sketcher(page.model.preprocessing, {item.target});
    out += fmt::format("<a href=\"#item{}\" class=\"{}\">{}<span>{}</span></a>", i, verdict(page, item),
                       sketcher.draw(item.target), escape_html(answer(page.model, item.decision)));
  }
  return out + "</nav>";
}

/// Buttons that show only one kind of answer; only those kinds that there are.
std::string filters(const ExplainPage& page) {
  static constexpr std::pair<const char*, const char*> kKinds[] = {
      {"right", "right"}, {"wrong", "wrong"}, {"plain", "recognised"}, {"unknown", "unknown"}};
  std::string out = fmt::format("<div class=\"filters\"><button data-show=\"\" class=\"on\">all {}</button>",
                                page.items.size());
  int kinds = 0;
  for (const auto& [kind, text] : kKinds) {
    const auto count = std::ranges::count_if(
        page.items, [&, k = kind](const auto& item) { return verdict(page, item) == k; });
    if (count == 0) continue;
    ++kinds;
    out += fmt::format("<button data-show=\"{}\">{} {}</button>", kind, text, count);
  }
  return kinds > 1 ? out + "</div>" : "";
}

std::string introduction(const ExplainPage& page) {
  std::string out = fmt::format(
      "<p class=\"lead\">A model of {} classes, trained on {}, was asked to redraw each input from the "
      "examples it kept. "
      "The best redrawing names the class{}.</p>",
      page.model.modules.size(), escape_html(page.model.data_name),
      page.options.reject ? "; when even that is too far off, the answer is “unknown”" : "");
  out += fmt::format(
      "<p class=\"note\">Numbers are mean squared errors {}. Bars show the evidence for a class: how well it "
      "explains the "
      "input.",
      page.model.preprocessing.kind == DataKind::kImage ? "of pixels from 0 to 1" : "in standard deviations");
  if (page.classified > page.items.size()) {
    out += fmt::format(" {} items were classified; this page holds the first {}.", page.classified,
                       page.items.size());
  }
  return out + "</p>";
}

}  // namespace

ExplainPage::ExplainPage(const Model& the_model, const ClassifyOptions& the_options)
    : model(the_model), options(the_options) {}

void ExplainPage::add(const std::string& id, const Dataset& data, int item, const Decision& decision) {
  ++classified;
  if (items.size() >= kMostItems) return;
  ExplainedItem explained{id, {}, false, preprocess(model.preprocessing, data[item]).value(), decision};
  if (data.labels[item] != Dataset::kUnlabelled) {
    explained.truth = data.label_names[data.labels[item]];
    explained.has_truth = true;
  }
  items.push_back(std::move(explained));
}

std::string page_around(const ExplainPage& page, const std::string& body) {
  std::string out =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
      "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n";
  out +=
      fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n", escape_html(page.title), kExplainStyle);
  out += fmt::format("<body class=\"{}\">\n<main>\n<p class=\"brand\">resketch</p><h1>{}</h1>\n",
                     page.model.preprocessing.kind == DataKind::kImage ? "pixels" : "curves",
                     escape_html(page.title));
  return out + body + fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", kExplainScript);
}

std::string build_explain_page(const ExplainPage& page) {
  std::string body = introduction(page) + filters(page) + index_of_items(page) + "\n";
  for (std::size_t i = 0; i < page.items.size(); ++i) body += explain_item(page, page.items[i], i);
  return page_around(page, body);
}

}  // namespace resketch::cli
