// Figures 3 to 6: what generators draw for items that they have not seen.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

void add_drawing(const CellOutcome& cell, const char* part, const std::string& title, Presentation& out) {
  nlohmann::ordered_json drawing = part != nullptr ? cell.payload[part] : cell.payload;
  drawing["title"] = title + ": " + drawing.value("title", "");
  out.drawings.push_back(std::move(drawing));
}

void present_reconstructions(const Measured& measured, Presentation& out) {
  const auto& characters = measured.cells("characters");
  const auto& digits = measured.cells("mnist");
  const auto& lookalikes = measured.cells("lookalikes");
  if (characters.empty() || digits.empty() || lookalikes.empty()) return;
  add_drawing(characters.front(), "all", "Figure 3", out);
  add_drawing(lookalikes.front(), nullptr, "Figure 4", out);
  add_drawing(digits.front(), "class", "Figure 5", out);
  add_drawing(characters.front(), "class", "Figure 6", out);
}

}  // namespace

Experiment mic_reconstructions() {
  Experiment out{.name = "mic-reconstructions",
                 .title = "Reconstructing unseen items",
                 .shows = "Generators redraw new items as mixtures of their four types, and more than that.",
                 .source = "MIC, Figures 3 to 6 of the first report"};
  // The noise that did best for clustered exemplars in the revised report.
  out.variants = {{"mnist", Measure::kRedraw, "mnist", Selection::kKMeans, 0.1F, 0.1F},
                  {"characters", Measure::kRedraw, "characters", Selection::kKMeans, 0.2F, 0},
                  {"lookalikes", Measure::kLookalikes, "characters", Selection::kRandom, 0, 0}};
  out.figures = {{"figure5.mse", "mnist", "mse", {}, ""}, {"figure6.mse", "characters", "mse", {}, ""}};
  out.tables = {{"Mean loss of the four reconstructions",
                 "",
                 {"figure"},
                 {"MSE"},
                 {{{"5, digit 0"}, {"figure5.mse"}}, {{"6, letter a"}, {"figure6.mse"}}}}};
  out.present = present_reconstructions;
  return out;
}

}  // namespace resketch
