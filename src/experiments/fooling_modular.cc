// Fooling the product's own modules, with the gradient of their confidence through the inference.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr const char* kVariant = "modules";

void present_fooling(const Measured& measured, Presentation& out) {
  const auto& cells = measured.cells(kVariant);
  if (!cells.empty()) {
    auto drawing = cells.front().payload;
    drawing["title"] =
        "The first attempt at each class: the first image that was accepted, before it if possible one that "
        "is no digit; else the last image";
    out.drawings.push_back(std::move(drawing));
  }
  out.notes.emplace_back(
      "An attempt ascends the confidence in a class (its evidence and .4 of its lead) by Adam on the pixels, "
      "at most 60 steps of rate .1; it counts as soon as one image on the way is accepted as that class. "
      "The gradient goes back through ink, channels and pose, and through the bend by the implicit function "
      "theorem with the Gauss-Newton matrix.");
  out.notes.emplace_back(
      "Nothing keeps an ascent from drawing the digit that it is asked for, and an accepted drawing of a 3 "
      "is no failure. An image counts as no digit if, in its normal pose, it is farther (Euclidean distance) "
      "from all training images of the class than 99 % of the class's 10,000 test images in all are from "
      "their nearest. fooled counts all accepted images, fooled_not_a_digit those that are no digit, too: "
      "that is the figure which should be at most 1 %.");
  out.notes.emplace_back(
      "Thresholds are those of the model, calibrated on its exemplars to keep 99 % and 90 % of known items; "
      "kept is the share of the test images that they keep. fgsm and pgd_linf change a pixel by at most .1, "
      "pgd_l2 an image by at most 1.5; mistaken is the share that some image on the way makes an accepted "
      "wrong answer.");
}

void add_table(Experiment& out, const std::string& title, const std::vector<std::string>& heads,
               const std::vector<std::pair<std::string, std::string>>& rows,
               const std::vector<std::pair<std::string, std::string>>& columns) {
  TableSpec table{.title = title, .note = "", .heads = heads, .columns = {}};
  for (const auto& [quantity, column] : columns) table.columns.push_back(column);
  for (const auto& [prefix, row] : rows) {
    TableSpec::Row line{{row}, {}};
    for (const auto& [quantity, column] : columns) {
      const std::string name = prefix + quantity;
      out.figures.push_back({name, kVariant, name, {}, ""});
      line.figures.push_back(name);
    }
    table.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(table));
}

}  // namespace

Experiment fooling_modular() {
  Experiment out{
      .name = "fooling-modular",
      .title = "Fooling the modules: MNIST, four examples a digit",
      .shows = "Whether an attack that knows everything makes the modules accept what is no digit.",
      .source = "not measured before"};
  out.seeds_at_default = 3;
  out.variants.push_back({.name = kVariant, .measure = Measure::kFoolingModular, .data = "mnist"});
  add_table(out, "Share of attempts that are accepted", {"start"},
            {{"", "all"},
             {"noise.", "noise"},
             {"blank.", "almost blank paper"},
             {"other_classes.", "test image of another class"}},
            {{"fooled_not_a_digit", "accepted, no digit"},
             {"fooled_not_a_digit_at_90", "at 90 %"},
             {"fooled", "accepted"},
             {"fooled_at_90", "at 90 %"},
             {"confidence_before", "confidence before"},
             {"confidence_after", "highest after"}});
  add_table(out, "Perturbed test images: share that become an accepted wrong answer", {"attack"},
            {{"unperturbed.", "none"},
             {"fgsm.", "FGSM, L∞ .1"},
             {"pgd_linf.", "PGD, L∞ .1"},
             {"pgd_l2.", "PGD, L2 1.5"}},
            {{"mistaken", "mistaken"}, {"mistaken_at_90", "at 90 %"}});
  add_table(out, "Test images kept by the thresholds", {""}, {{"", "share"}},
            {{"kept", "as calibrated"}, {"kept_at_90", "at 90 %"}});
  out.present = present_fooling;
  return out;
}

}  // namespace resketch
