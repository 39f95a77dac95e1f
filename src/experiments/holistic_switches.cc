// What the particularities of the published code change.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/holistic.h"

namespace resketch {
namespace {

struct Switch {
  const char* name;
  const char* title;
  const char* variant;   // ending of the variant's name
  const char* quantity;  // ending of the quantity
};
constexpr Switch kSwitches[] = {
    {"published", "as the code ran", "", ""},
    {"steady_start", "every search starts at the uniform latent", "", ".steady_start"},
    {"beta2_999", "beta2 .999 instead of .99", "", ".beta2_999"},
    {"logistic", "logistic gates instead of hard ones", ".logistic", ""},
    {"noise_at_start", "noise on the latent alone, not at every step", ".noise_at_start", ""}};

constexpr const char* kBases[] = {"naked", "noise_03"};

bool applies(const Switch& change, const std::string& base) {
  return base != "naked" || std::string(change.name) != "noise_at_start";
}

void present_changes(const Measured& measured, Presentation& out) {
  TableSpec shown{.title = "What each of them changes",
                  .note = "Accuracy less that of the code as it ran, paired by seed.",
                  .heads = {"change"},
                  .columns = {}};
  for (const int n : {2, 4}) {
    for (const char* base : kBases)
      shown.columns.push_back(fmt::format("{} classes, {}", n, holistic_title(base)));
  }
  for (const Switch& change : kSwitches) {
    if (std::string(change.name) == "published") continue;
    TableSpec::Row line{{change.title}, {}};
    for (const int n : {2, 4}) {
      for (const std::string base : kBases) {
        if (!applies(change, base)) {
          line.figures.emplace_back();
          continue;
        }
        auto gain = measured.values(holistic_name(n, base) + change.variant,
                                    std::string("accuracy") + change.quantity);
        const auto from = measured.values(holistic_name(n, base), "accuracy");
        for (std::size_t s = 0; s < gain.size() && s < from.size(); ++s) gain[s] -= from[s];
        const std::string name = fmt::format("trend.{}d.{}.{}", n, base, change.name);
        out.figure(name, make_figure(summarise(gain), 0, {}, ""));
        line.figures.push_back(name);
      }
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables.push_back(std::move(shown));
}

}  // namespace

Experiment holistic_switches() {
  Experiment out{.name = "holistic-switches",
                 .title = "Particularities of the published code",
                 .shows =
                     "The published code draws noise for every step, lets the start of a search drift from "
                     "item to item, and runs Adam with beta2 .99 without bias correction. What each of "
                     "them changes, one at a time.",
                 .source = "Holistic inverse classification (2018), its code"};
  TableSpec shown{.title = "Accuracy", .note = "", .heads = {"change"}, .columns = {}};
  for (const int n : {2, 4}) {
    for (const char* base : kBases)
      shown.columns.push_back(fmt::format("{} classes, {}", n, holistic_title(base)));
  }
  for (const Switch& change : kSwitches) {
    TableSpec::Row line{{change.title}, {}};
    for (const int n : {2, 4}) {
      for (const std::string base : kBases) {
        if (!applies(change, base)) {
          line.figures.emplace_back();
          continue;
        }
        Variant variant = holistic_variant(n, base);
        variant.name += change.variant;
        variant.holistic.hard_gates = std::string(change.name) != "logistic";
        variant.holistic.noise_every_step = std::string(change.name) != "noise_at_start";
        if (*change.quantity == 0) out.variants.push_back(variant);
        Published published;
        if (std::string(change.name) == "published") {
          for (const PublishedHolistic& row : published_holistic()) {
            if (row.variant == base) published = row.accuracy[n == 2 ? 0 : 1];
          }
        }
        const std::string name = fmt::format("switch.{}d.{}.{}", n, base, change.name);
        out.figures.push_back(
            {name, variant.name, std::string("accuracy") + change.quantity, published, kHolisticSource});
        line.figures.push_back(name);
      }
    }
    shown.rows.push_back(std::move(line));
  }
  out.tables = {shown};
  out.present = present_changes;
  return out;
}

}  // namespace resketch
