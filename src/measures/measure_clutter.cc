// Digits among pieces of other digits: found, named, and told from pieces alone.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "measures/attention.h"
#include "measures/roc.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kNear = 4;  // pixels between a place and where it was found
constexpr std::size_t kDrawn = 8;

/// log(c * y) of a look, with one of several confidences.
struct WindowScore {
  const char* name;                      // of the figures
  float WindowErrors::*error = nullptr;  // null: c = 1
  double alpha = 0;

  double operator()(const Look& look) const {
    const double distance = error != nullptr ? look.errors.*error : 0;
    return look.log_score + log_confidence(distance, 0, kWindowSide * kWindowSide, {.alpha = alpha});
  }
};

struct Plan {
  int canvases;  // with nothing, and with one digit
  int pairs;
  int chosen_on;
};

Plan plan_of(Scale scale) {
  return scale == Scale::kQuick ? Plan{200, 20, 20} : Plan{1000, 500, 200};
}

/// The best looks, at most two; the second's window lies at most half on the first's.
Looks best_two(const Looks& looks, const WindowScore& score) {
  constexpr int kHalf = kWindowSide * kWindowSide / 2;
  const auto better = [&](const Look& a, const Look& b) { return score(a) < score(b); };
  Looks out = {*std::ranges::max_element(looks, better)};
  Looks others;
  std::ranges::copy_if(looks, std::back_inserter(others),
                       [&](const Look& look) { return shared_pixels(look.place, out[0].place) <= kHalf; });
  if (!others.empty()) out.push_back(*std::ranges::max_element(others, better));
  return out;
}

/// The best two of every canvas.
std::vector<Looks> find(const std::vector<Looks>& looks, const WindowScore& score) {
  std::vector<Looks> out;
  for (const Looks& canvas : looks) out.push_back(best_two(canvas, score));
  return out;
}

/// Score of every canvas: the sum over its first `objects` objects.
std::vector<float> totals(const std::vector<Looks>& found, const WindowScore& score, std::size_t objects) {
  std::vector<float> out;
  for (const Looks& looks : found) {
    double sum = 0;
    for (std::size_t i = 0; i < std::min(objects, looks.size()); ++i) sum += score(looks[i]);
    out.push_back(static_cast<float>(sum));
  }
  return out;
}

/// Share of canvases for which `holds(canvas, found)`.
template <typename Holds>
Quantity share(const std::vector<Canvas>& canvases, const std::vector<Looks>& found, const Holds& holds) {
  int count = 0;
  for (std::size_t n = 0; n < canvases.size(); ++n) count += holds(canvases[n], found[n]) ? 1 : 0;
  const int items = static_cast<int>(canvases.size());
  return {static_cast<double>(count) / items, items};
}

bool named_rightly(const Canvas& canvas, const Looks& found) {
  return found[0].label == canvas.objects[0].label;
}

bool found_near(const Canvas& canvas, const Looks& found) {
  const Place& place = canvas.objects[0].place;
  return std::abs(found[0].place.row - place.row) <= kNear &&
         std::abs(found[0].place.column - place.column) <= kNear;
}

bool both_named(const Canvas& canvas, const Looks& found) {
  if (found.size() < 2) return false;
  const int a = canvas.objects[0].label;
  const int b = canvas.objects[1].label;
  return (found[0].label == a && found[1].label == b) || (found[0].label == b && found[1].label == a);
}

/// Canvases with nothing, one and two digits, and all looks at them.
struct Looked {
  std::vector<Canvas> canvases[3];
  std::vector<Looks> looks[3];
};

Result<Looked> look_at_all(const TrainedNetwork& network, const Dataset& images, int count, int pairs,
                           std::uint64_t seed, const ProgressFn& progress) {
  Looked out;
  for (int digits = 0; digits < 3; ++digits) {
    out.canvases[digits] = compose_canvases(images, digits < 2 ? count : pairs, digits, seed);
    auto looks = look_over(network, out.canvases[digits], progress);
    if (!looks) return looks.error();
    out.looks[digits] = *std::move(looks);
  }
  return out;
}

/// Looks more closely at what any of the scores finds best.
Result<void> refine(const TrainedNetwork& network, const std::vector<WindowScore>& scores, Looked& looked,
                    const ProgressFn& progress) {
  for (int digits = 0; digits < 3; ++digits) {
    std::vector<std::vector<Place>> places(looked.canvases[digits].size());
    for (const WindowScore& score : scores) {
      const auto found = find(looked.looks[digits], score);
      for (std::size_t n = 0; n < found.size(); ++n) {
        for (const Look& look : found[n]) places[n].push_back(look.place);
      }
    }
    if (auto ok = look_around(network, looked.canvases[digits], places, looked.looks[digits], progress); !ok)
      return ok;
  }
  return {};
}

/// The alpha with the largest sum of accuracy and AUROC on canvases of training images held back.
double choose_alpha(const Looked& looked, WindowScore score) {
  double best = 0;
  double best_alpha = 0;
  for (int i = 0; i <= 24; ++i) {
    score.alpha = std::pow(10.0, 0.25 * i);
    const auto one = find(looked.looks[1], score);
    const double value = share(looked.canvases[1], one, named_rightly).value +
                         auroc(totals(one, score, 1), totals(find(looked.looks[0], score), score, 1));
    if (value > best) {
      best = value;
      best_alpha = score.alpha;
    }
  }
  return best_alpha;
}

std::vector<float> ink(const std::vector<Canvas>& canvases) {
  std::vector<float> out;
  for (const Canvas& canvas : canvases)
    out.push_back(std::accumulate(canvas.pixels.begin(), canvas.pixels.end(), 0.0F));
  return out;
}

void measure_score(const Looked& looked, const WindowScore& score, CellOutcome& out) {
  std::vector<Looks> found[3];
  for (int digits = 0; digits < 3; ++digits) found[digits] = find(looked.looks[digits], score);
  const std::string name = score.name;
  if (score.error != nullptr) out.values[name + ".alpha"] = {score.alpha, 0};
  out.values[name + ".accuracy"] = share(looked.canvases[1], found[1], named_rightly);
  out.values[name + ".place_accuracy"] = share(looked.canvases[1], found[1], found_near);
  out.values[name + ".auroc"] = {auroc(totals(found[1], score, 1), totals(found[0], score, 1)), 0};
  out.values[name + ".pairs_accuracy"] = share(looked.canvases[2], found[2], both_named);
  out.values[name + ".pairs_auroc"] = {auroc(totals(found[2], score, 2), totals(found[1], score, 2)), 0};
}

/// `values` of an image of so many pixels a side, to two decimals.
Json drawn(std::span<const float> values, int side, const std::string& caption) {
  Json rows = Json::array();
  for (int y = 0; y < side; ++y) {
    Json row = Json::array();
    for (int x = 0; x < side; ++x) row.push_back(std::round(100.0 * values[y * side + x]) / 100);
    rows.push_back(std::move(row));
  }
  return {{"caption", caption}, {"values", std::move(rows)}};
}

/// A canvas with a frame around the window.
Json drawn_canvas(const Canvas& canvas, const Look& look, const std::string& caption) {
  std::vector<float> pixels = canvas.pixels;
  const auto mark = [&](int row, int column) {
    float& pixel = pixels[(look.place.row + row) * kCanvasSide + look.place.column + column];
    pixel = std::max(pixel, 0.4F);
  };
  for (int i = 0; i < kWindowSide; ++i) {
    for (const int edge : {0, kWindowSide - 1}) {
      mark(i, edge);
      mark(edge, i);
    }
  }
  return drawn(pixels, kCanvasSide, caption);
}

/// Canvases, the best window of each, its redrawing and the mask.
Json rows_of(const TrainedNetwork& network, const std::string& what, const std::vector<Canvas>& canvases,
             const std::vector<Looks>& found, const WindowScore& score,
             const std::vector<std::size_t>& shown) {
  Json rows[4] = {Json::array(), Json::array(), Json::array(), Json::array()};
  for (const std::size_t n : shown) {
    const Look& look = found[n][0];
    std::vector<float> window;
    append_window(canvases[n], look.place, window);
    const std::vector<float> redrawn = network.reconstruct({window, {}, 1});
    rows[0].push_back(drawn_canvas(canvases[n], look, fmt::format("{}: {:.2f}", look.label, score(look))));
    rows[1].push_back(drawn(window, kWindowSide, ""));
    rows[2].push_back(drawn(redrawn, kWindowSide, ""));
    rows[3].push_back(drawn(attention_mask(redrawn), kWindowSide, ""));
  }
  Json out = Json::array();
  const char* labels[] = {"", "window", "redrawn", "mask"};
  for (int i = 0; i < 4; ++i)
    out.push_back({{"label", i == 0 ? what : labels[i]}, {"items", std::move(rows[i])}});
  return out;
}

Json drawing(const TrainedNetwork& network, const Looked& looked, const WindowScore& score) {
  const auto one = find(looked.looks[1], score);
  const auto none = find(looked.looks[0], score);
  std::vector<std::size_t> right;
  std::vector<std::size_t> wrong;
  for (std::size_t n = 0; n < one.size(); ++n) {
    auto& list = named_rightly(looked.canvases[1][n], one[n]) ? right : wrong;
    if (list.size() < kDrawn) list.push_back(n);
  }
  std::vector<std::size_t> surest(none.size());
  std::iota(surest.begin(), surest.end(), 0);
  std::ranges::stable_sort(surest, [&](auto a, auto b) { return score(none[a][0]) > score(none[b][0]); });
  surest.resize(std::min(surest.size(), kDrawn));
  Json rows = Json::array();
  const auto add = [&](const std::string& what, int digits, const auto& found, const auto& shown) {
    for (Json& row : rows_of(network, what, looked.canvases[digits], found, score, shown))
      if (!row["items"].empty()) rows.push_back(std::move(row));
  };
  add("named rightly", 1, one, right);
  add("named wrongly", 1, one, wrong);
  add("nothing there, largest scores", 0, none, surest);
  return {{"title", ""}, {"kind", "image"}, {"rows", std::move(rows)}};
}

}  // namespace

Result<CellOutcome> measure_clutter(const CellTask& task) {
  const KnownClasses known = known_classes(task);
  const auto trained = train_for(task, known);
  if (!trained) return trained.error();
  const TrainedNetwork& network = **trained;
  std::vector<WindowScore> scores = {{"softmax"}};
  const Plan plan = plan_of(task.vision.scale);
  if (has_decoder(network.spec().kind)) {
    // Seeds of a run lie far apart, so the next one's canvases are nobody else's.
    const auto chosen_on =
        look_at_all(network, known.validation, plan.chosen_on, 0, task.seed + 1, task.progress);
    if (!chosen_on) return chosen_on.error();
    for (WindowScore score : {WindowScore{"unmasked", &WindowErrors::whole},
                              {"relative", &WindowErrors::relative},
                              {"faint", &WindowErrors::faint},
                              {"masked", &WindowErrors::masked}}) {
      score.alpha = choose_alpha(*chosen_on, score);
      scores.push_back(score);
    }
  }
  auto looked = look_at_all(network, task.data->test, plan.canvases, plan.pairs, task.seed, task.progress);
  if (!looked) return looked.error();
  if (auto ok = refine(network, scores, *looked, task.progress); !ok) return ok.error();

  CellOutcome out;
  for (const WindowScore& score : scores) measure_score(*looked, score, out);
  out.values["ink.auroc"] = {auroc(ink(looked->canvases[1]), ink(looked->canvases[0])), 0};
  if (has_decoder(network.spec().kind)) out.payload = drawing(network, *looked, scores.back());
  return out;
}

}  // namespace resketch
