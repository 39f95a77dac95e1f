// The papers' claim that a class is added by training one module, measured.
#include "experiments/catalogue.h"
#include "experiments/mic.h"

namespace resketch {

Experiment beyond_adding() {
  Experiment out{.name = "beyond-adding",
                 .title = "Adding a class by training one module",
                 .shows =
                     "Classes are left out and added later: what that costs the others, and how well the "
                     "new one is recognised. Losses of the old modules stay the same bits.",
                 .source = "MIC, named as an advantage (not measured in the papers)"};
  TableSpec shown{
      .title = "Four classes left out and added, one at a time",
      .note =
          "Accuracy on items of the other classes before and after, and on items of the new one. “Losses "
          "unchanged”: share of old modules' losses that are the same bits.",
      .heads = {"data", "exemplars"},
      .columns = {"others before", "others after", "new class", "losses unchanged"}};
  for (const std::string data : {"characters", "mnist"}) {
    for (const Selection selection : {Selection::kRandom, Selection::kKMeans}) {
      Variant variant = inverse_variant(data, selection, 0.2F, 0);
      variant.name = "adding." + variant.name;
      variant.measure = Measure::kAddClass;
      if (data == "mnist") variant.least = Scale::kDefault;  // it takes longest
      out.variants.push_back(variant);
      const std::string prefix = "adding." + data + "." + selection_word(selection) + ".";
      TableSpec::Row line{{data, selection_word(selection)}, {}};
      for (const std::string quantity :
           {"accuracy.before", "accuracy.after", "accuracy.added", "untouched"}) {
        const std::string name = prefix + quantity.substr(quantity.find('.') + 1);
        out.figures.push_back({name, variant.name, quantity, {}, ""});
        line.figures.push_back(name);
      }
      shown.rows.push_back(std::move(line));
    }
  }
  out.tables = {shown};
  return out;
}

}  // namespace resketch
