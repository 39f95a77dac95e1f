// What items without labels are worth, beside few with labels.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {
namespace {

constexpr int kExemplars[] = {1, 2, 4};
constexpr int kUnlabelled = 1000;

/// The default preset on so many labelled items a class.
Variant preset_variant(const std::string& data, int exemplars, int unlabelled) {
  Variant variant = inverse_variant(data, Selection::kRandom, 0, 0);
  variant.name = fmt::format("{}.k{}.{}", data, exemplars, unlabelled > 0 ? "unlabelled" : "alone");
  variant.measure = Measure::kPreset;
  variant.exemplars = exemplars;
  variant.unlabelled = unlabelled;
  return variant;
}

}  // namespace

Experiment beyond_unlabelled() {
  Experiment out{.name = "beyond-unlabelled",
                 .title = "Items without labels",
                 .shows =
                     "How much a model of few labelled items gains from items without labels, when it takes "
                     "those of whose class it is sure as further exemplars (resketch self-train).",
                 .source = "not measured in the papers"};
  TableSpec shown{
      .title = "Random exemplars alone, and with items without labels",
      .note =
          "Without labels: the first 1,000 of MNIST's pool, all 629 of the characters'; up to 15 a "
          "class become exemplars. Adopted by the right class: a share of those.",
      .heads = {"data", "labelled a class"},
      .columns = {"accuracy alone", "with unlabelled", "adopted by the right class", "ECE alone",
                  "with unlabelled"}};
  for (const std::string data : {"characters", "mnist"}) {
    for (const int exemplars : kExemplars) {
      const Variant alone = preset_variant(data, exemplars, 0);
      const Variant with = preset_variant(data, exemplars, kUnlabelled);
      TableSpec::Row row{{data, std::to_string(exemplars)}, {}};
      const auto add = [&](const Variant& variant, const std::string& quantity) {
        const std::string name = "unlabelled." + variant.name + "." + quantity;
        out.figures.push_back({name, variant.name, quantity, {}, ""});
        row.figures.push_back(name);
      };
      add(alone, "accuracy.50");
      add(with, "accuracy.50");
      add(with, "adopted_right");
      add(alone, "ece");
      add(with, "ece");
      out.variants.push_back(alone);
      out.variants.push_back(with);
      shown.rows.push_back(std::move(row));
    }
  }
  out.tables = {shown};
  return out;
}

}  // namespace resketch
