// Strokes and series explained by deformed exemplars. Maths in docs/model.md.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "generator/exemplar_generator.h"
#include "generator/trace_constants.h"
#include "generator/trace_drawing.h"
#include "generator/trace_index.h"

namespace resketch {
namespace {

// Exemplars of a class that are aligned with a target: those that resemble it most before alignment. Others
// would add nothing to the evidence of a class that fits.
constexpr int kMaxAligned = 16;

// Classes whose exemplars are aligned with a target: those with the exemplar nearest to it before alignment.
constexpr int kMaxCandidates = 64;

// Exemplars whose share is below this part of the largest are left out of the drawing.
constexpr double kSmallestShare = .01;

// The style is learned from about this many exemplars at most, the same number in every class.
constexpr int kMaxStyleFrames = 1000;

std::optional<Error> check_modules(const Model& model) {
  if (model.modules.empty()) return Error(ErrorCode::kBadInput, "there are no classes to draw");
  const bool pen = form_of(model).pen;
  const int dims = model.preprocessing.dims;
  const int most = pen ? 2 : kMaxSeriesDims;
  if (dims < (pen ? 2 : 1) || dims > most) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("found data of {} dims, expected {}", dims,
                             pen ? "x and y of a pen" : fmt::format("a series of 1 to {}", most)));
  }
  for (const Module& module : model.modules) {
    const std::string who = fmt::format("class '{}'", module.label);
    if (module.shape.outputs != dims || module.shape.steps < 1) {
      return Error(
          ErrorCode::kBadInput,
          fmt::format("{} has exemplars of {} steps x {} values; expected at least 1 step of {} values", who,
                      module.shape.steps, module.shape.outputs, dims));
    }
    const std::size_t length = static_cast<std::size_t>(module.shape.steps) * dims;
    if (module.exemplars.empty() || module.exemplars.size() % length != 0) {
      return Error(ErrorCode::kBadInput, fmt::format("{} has {} exemplar values; exemplars have {} each", who,
                                                     module.exemplars.size(), length));
    }
    if (module.shape.steps != model.modules.front().shape.steps) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("{} has exemplars of {} steps, but those before have {}", who,
                               module.shape.steps, model.modules.front().shape.steps));
    }
  }
  return std::nullopt;
}

// A target as seen from one exemplar.
struct View {
  int exemplar = 0;
  Deformation found;
  double log_density = 0;
  double share = 0;  // posterior, within the class
};

class TraceGenerator final : public ExemplarGenerator {
 public:
  TraceGenerator(const Model& model, TraceStyle style, Effort effort)
      : style_(std::move(style)),
        classes_(make_classes(model, style_.units)),
        index_(classes_),
        candidates_(effort == Effort::kExhaustive ? index_.classes() : kMaxCandidates) {
    const int points = feature_counts(style_.units.form).points;
    for (const TraceClass& of_class : classes_) {
      std::vector<TraceFrame>& frames = frames_.emplace_back();
      for (int k = 0; k < of_class.size(); ++k) {
        frames.push_back(make_frame(style_at(style_, of_class[k]), of_class.spread(k), points));
      }
    }
  }

  void explain(std::span<const float> target, std::span<double> evidence, std::vector<Sketch>* sketches,
               bool poses) const override {
    TracePlace place;
    const AlignmentTarget trace(make_trace(target, style_.units, sketches != nullptr ? &place : nullptr));
    if (sketches != nullptr) sketches->assign(classes_.size(), {});
    std::fill(evidence.begin(), evidence.end(), -std::numeric_limits<double>::infinity());
    const Eigen::VectorXf distances = index_.distances(trace.trace());
    for (const int c : nearest_classes(index_, distances, candidates_)) {
      std::vector<View> views = views_of(c, trace, distances);
      evidence[c] = weigh(views, classes_[c].size());
      if (sketches != nullptr) (*sketches)[c] = sketch(c, evidence[c], views, place, poses);
    }
  }

  UsualTemperature usual_temperature() const override {
    const bool lone = std::ranges::all_of(classes_, [](const TraceClass& c) { return c.size() == 1; });
    if (style_.units.form.pen) return {.value = lone ? kTraces.lone_temperature : kTraces.temperature};
    return {.value = lone ? kTraces.series_lone_temperature : kTraces.series_temperature,
            .spread = kTraces.series_temperature_spread};
  }

 private:
  static std::vector<TraceClass> make_classes(const Model& model, const TraceUnits& units) {
    std::vector<TraceClass> classes;
    for (const Module& module : model.modules) classes.emplace_back(module, units);
    return classes;
  }

  std::vector<View> views_of(int c, const AlignmentTarget& target, const Eigen::VectorXf& distances) const {
    const TraceClass& of_class = classes_[c];
    std::vector<View> views;
    for (const int k : nearest(distances.segment(index_.first(c), of_class.size()))) {
      View& view = views.emplace_back();
      view.exemplar = k;
      view.found = deformation(of_class[k], target);
      view.log_density = log_density(frames_[c][k], view.found.features);
    }
    return views;
  }

  // The exemplars of a class to align with, in their order.
  static std::vector<int> nearest(Eigen::Ref<const Eigen::VectorXf> distances) {
    std::vector<int> chosen(distances.size());
    std::iota(chosen.begin(), chosen.end(), 0);
    if (static_cast<int>(chosen.size()) <= kMaxAligned) return chosen;
    std::nth_element(chosen.begin(), chosen.begin() + kMaxAligned, chosen.end(), [&](int a, int b) {
      return distances[a] != distances[b] ? distances[a] < distances[b] : a < b;
    });
    chosen.resize(kMaxAligned);
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  // Log of the mean density over all `members` of the class; fills in the shares.
  static double weigh(std::vector<View>& views, int members) {
    double largest = views.front().log_density;
    for (const View& view : views) largest = std::max(largest, view.log_density);
    double sum = 0;
    for (View& view : views) sum += view.share = std::exp(view.log_density - largest);
    for (View& view : views) view.share /= sum;
    return largest + std::log(sum / members);
  }

  Sketch sketch(int c, double evidence, const std::vector<View>& views, const TracePlace& place,
                bool poses) const {
    Sketch sketch;
    sketch.evidence = evidence;
    sketch.weights.assign(classes_[c].size(), 0.0F);
    sketch.values.assign(place.point_of_step.size() * style_.units.form.dims, 0.0F);
    double largest = 0;
    for (const View& view : views) largest = std::max(largest, view.share);
    double drawn = 0;
    for (const View& view : views) drawn += view.share >= kSmallestShare * largest ? view.share : 0;
    for (const View& view : views) {
      sketch.weights[view.exemplar] = static_cast<float>(view.share);
      if (view.share < kSmallestShare * largest) continue;
      draw_trace(frames_[c][view.exemplar], classes_[c][view.exemplar], view.found, place, style_.units,
                 static_cast<float>(view.share / drawn), sketch.values);
    }
    if (poses) {
      const View& best = *std::ranges::max_element(views, {}, &View::share);
      sketch.pose_and_warp = pose_and_warp(frames_[c][best.exemplar], classes_[c][best.exemplar],
                                           classes_[c].place(best.exemplar), best.found, place, style_.units);
      sketch.pose_and_warp->exemplar = best.exemplar;
    }
    return sketch;
  }

  TraceStyle style_;
  std::vector<TraceClass> classes_;
  TraceIndex index_;
  int candidates_;                               // classes
  std::vector<std::vector<TraceFrame>> frames_;  // [C][K]
};

}  // namespace

Result<void> learn_trace_style(Model& model, Detail detail) {
  if (const auto error = check_modules(model)) return *error;
  std::vector<std::span<const float>> sequences;
  for (const Module& module : model.modules) {
    const auto of_class = exemplar_sequences(module);
    sequences.insert(sequences.end(), of_class.begin(), of_class.end());
  }
  TraceForm form = form_of(model);
  form.fine = detail == Detail::kFine;
  const TraceUnits units = measure_units(form, model.preprocessing, sequences);
  const int frames = std::max(kMaxStyleFrames / static_cast<int>(model.modules.size()), 2);
  std::vector<TraceClass> classes;
  for (const Module& module : model.modules) classes.emplace_back(module, units, frames);
  store_style(learn_style(units, classes), model);
  return {};
}

Result<std::unique_ptr<ExemplarGenerator>> make_trace_generator(const Model& model, Effort effort) {
  if (const auto error = check_modules(model)) return *error;
  auto style = stored_style(model);
  if (!style) return style.error();
  return std::unique_ptr<ExemplarGenerator>(
      std::make_unique<TraceGenerator>(model, *std::move(style), effort));
}

}  // namespace resketch
