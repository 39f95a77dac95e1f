// Clutter: a mask over what is redrawn, with and without a training that leaves clutter out.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr int kMostPieces = 12;  // over an input in training

struct Setting {
  NetworkKind network;
  bool clutter;
  const char* title;
};

constexpr Setting kSettings[] = {
    {NetworkKind::kCnn, false, "CNN"},
    {NetworkKind::kCnn, true, "CNN, clutter in training"},
    {NetworkKind::kDaeSymmetric, false, "dAE sym, noise as published"},
    {NetworkKind::kDaeSymmetric, true, "dAE sym, clutter in training"},
};

struct Score {
  const char* name;
  const char* title;
};

/// The first one is there without a decoder, too.
constexpr Score kScores[] = {{"softmax", "y"},
                             {"unmasked", "c y, whole window"},
                             {"relative", "relative to the redrawing"},
                             {"faint", "strength of the redrawing alone"},
                             {"masked", "masked"}};

std::string variant_name(const Setting& setting) {
  return fmt::format("{}{}", to_string(setting.network), setting.clutter ? ".clutter" : "");
}

void present_clutter(const Measured& measured, Presentation& out) {
  for (const Setting& setting : kSettings) {
    const auto& cells = measured.cells(variant_name(setting));
    if (cells.empty() || cells.front().payload.is_null()) continue;
    auto drawing = cells.front().payload;
    drawing["title"] = fmt::format("{}: what the masked score finds", setting.title);
    out.drawings.push_back(std::move(drawing));
  }
  out.notes.emplace_back(
      "A canvas has 56 x 56 pixels: a digit of 28 x 28 with two pieces over its window, and twelve pieces of "
      "8 x 8 anywhere, cut from other digits. Where nothing is to be found, six more pieces stand in for the "
      "digit's ink. Test canvases are made of test images alone.");
  out.notes.emplace_back(
      "A network looks at windows of 28 x 28, four pixels apart, and two pixels around the best. Score of a "
      "window: log y of its class plus log c, which is -alpha / 784 times an error. Whole window: "
      "||r(x) - x||. Relative: ||r(x) - x|| / ||r(x)||. Masked: (||a * (r(x) - x)|| + 4) / ||r(x)||, where a "
      "is the redrawing blurred over 3 x 3 pixels; to divide by the redrawing's norm keeps an empty one from "
      "winning. Strength: 1 / ||r(x)||, to tell how much of that the mask does.");
  out.notes.emplace_back(
      "alpha is chosen for each score, of 25 from 1 to 1,000,000, by the sum of accuracy and AUROC on "
      "canvases of training images that were held back. So were the mask and the 4, with one seed.");
}

}  // namespace

Experiment clutter_mnist() {
  Experiment out{
      .name = "clutter-mnist",
      .title = "Clutter: digits among pieces of digits",
      .shows =
          "Whether a confidence that looks only at what is redrawn finds digits in clutter, names them and "
          "tells them from clutter alone.",
      .source =
          "Denoising Autoencoders for Overgeneralization in Neural Networks, supplement (future work; no "
          "figures)"};
  out.seeds_at_default = 3;
  out.present = present_clutter;
  TableSpec shown{
      .title = "Canvases with one digit, and with two",
      .note =
          "Found: within 4 pixels. Told from none: one digit against clutter alone, by the best window's "
          "score. Both named: by the two best windows that share at most half their pixels. Two from one: by "
          "the sum of their scores.",
      .heads = {"network", "score"},
      .columns = {"accuracy", "found", "told from none, AUROC", "both named", "two from one, AUROC"}};
  for (const Setting& setting : kSettings) {
    const std::string name = variant_name(setting);
    const bool quick = setting.network == NetworkKind::kDaeSymmetric && setting.clutter;
    Variant variant{.name = name,
                    .measure = Measure::kClutter,
                    .data = "mnist",
                    .least = quick ? Scale::kQuick : Scale::kDefault};
    variant.vision.network.kind = setting.network;
    variant.vision.network.clutter = setting.clutter ? kMostPieces : 0;
    out.variants.push_back(variant);
    for (const Score& score : kScores) {
      const bool scaled = &score != kScores;
      if (scaled && !has_decoder(setting.network)) break;
      TableSpec::Row line{{setting.title, score.title}, {}};
      const auto add = [&](const char* quantity) {
        const std::string measured = fmt::format("{}.{}", score.name, quantity);
        out.figures.push_back({fmt::format("{}.{}", name, measured), name, measured, {}, ""});
        return out.figures.back().name;
      };
      for (const char* quantity : {"accuracy", "place_accuracy", "auroc", "pairs_accuracy", "pairs_auroc"})
        line.figures.push_back(add(quantity));
      shown.rows.push_back(line);
      if (scaled) add("alpha");
    }
  }
  out.figures.push_back({"ink.auroc", out.variants.back().name, "ink.auroc", {}, ""});
  out.tables = {shown};
  return out;
}

}  // namespace resketch
