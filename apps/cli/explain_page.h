// The page behind --explain: how every class redrew each item, and why the answer is what it is.
#pragma once

#include <string>
#include <vector>

#include "resketch/classify.h"

namespace resketch::cli {

/// One item of the page.
struct ExplainedItem {
  std::string id;
  std::string truth;  ///< its label; empty where there is none
  bool has_truth = false;
  std::vector<float> target;  ///< [T, D], preprocessed
  Decision decision;          ///< with reconstructions
};

/// Collects the first kMostItems items that were classified; the page says how many were left out.
class ExplainPage {
 public:
  static constexpr std::size_t kMostItems = 50;

  /// Both must outlive the page.
  ExplainPage(const Model& model, const ClassifyOptions& options);

  /// Item `item` of `data` (raw) was answered with `decision`, which holds reconstructions.
  void add(const std::string& id, const Dataset& data, int item, const Decision& decision);

  const Model& model;
  const ClassifyOptions& options;
  std::string title = "Why each answer";
  std::vector<ExplainedItem> items;
  std::size_t classified = 0;  ///< items that were added, kept or not
};

/// The whole page: one HTML text that needs nothing else, for screens of any size and for paper.
std::string build_explain_page(const ExplainPage& page);

/// The same page with another body.
std::string page_around(const ExplainPage& page, const std::string& body);

/// One item's card (explain_item.cc). `index` numbers it within the page.
std::string explain_item(const ExplainPage& page, const ExplainedItem& item, std::size_t index);

/// One plain sentence or two: why this label, or why none (explain_text.cc). Not escaped.
std::string why(const ExplainPage& page, const ExplainedItem& item);

/// The share that each exemplar has in a redrawing: weights clamped to 0..1 and divided by their sum; [K].
std::vector<double> mixture(const std::vector<float>& latent);

/// "right", "wrong", "unknown" or "plain" (no true label): the card's class in the style sheet.
std::string verdict(const ExplainPage& page, const ExplainedItem& item);

}  // namespace resketch::cli
