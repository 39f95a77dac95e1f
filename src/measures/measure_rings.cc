// The toy in the plane: a classifier's outputs, the confidence, and their product, with Gamma on and off.
#include <algorithm>
#include <cmath>

#include "measures/roc.h"
#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kGrid = 33;  // points a side over [-2, 2]
constexpr double kEdge = 2;
constexpr double kAlpha = 20;  // a ring's thickness away from what is redrawn, c has fallen to a third
constexpr double kCurved = 5;  // beta
constexpr float kCentres[3][2] = {{-1, 1}, {1, 1}, {1, -1}};

std::vector<float> grid() {
  std::vector<float> out;
  for (int row = 0; row < kGrid; ++row) {
    for (int column = 0; column < kGrid; ++column) {
      out.push_back(static_cast<float>(-kEdge + 2 * kEdge * column / (kGrid - 1)));
      out.push_back(static_cast<float>(kEdge - 2 * kEdge * row / (kGrid - 1)));
    }
  }
  return out;
}

/// Whether a point is at least a ring's thickness away from every ring.
bool is_far(float x, float y) {
  return std::ranges::all_of(kCentres, [&](const auto& centre) {
    const float radius = std::hypot(x - centre[0], y - centre[1]);
    return radius < 0.5F || radius > 0.8F;
  });
}

std::vector<float> confidences(const NetworkAnswers& answers, bool curved) {
  std::vector<float> out;
  for (std::size_t n = 0; n < answers.distance.size(); ++n) {
    out.push_back(static_cast<float>(std::exp(log_confidence(
        answers.distance[n], answers.gamma[n], 2, {.alpha = kAlpha, .beta = curved ? kCurved : 0}))));
  }
  return out;
}

double mean(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

Json table(const std::vector<float>& values) {
  Json rows = Json::array();
  for (int row = 0; row < kGrid; ++row) {
    Json line = Json::array();
    for (int column = 0; column < kGrid; ++column)
      line.push_back(std::round(1000 * values[row * kGrid + column]) / 1000);
    rows.push_back(std::move(line));
  }
  return rows;
}

}  // namespace

Result<CellOutcome> measure_rings(const CellTask& task) {
  const KnownClasses known = known_classes(task);
  const auto network = train_for(task, known);
  if (!network) return network.error();
  const auto on_rings = (*network)->answer(inputs_of(task.data->test), 0, task.progress);
  if (!on_rings) return on_rings.error();
  const std::vector<float> points = grid();
  const auto plane = (*network)->answer({points, {}, kGrid * kGrid}, 0, task.progress);
  if (!plane) return plane.error();
  const auto centres = (*network)->answer({std::span(&kCentres[0][0], 6), {}, 3}, 0, task.progress);
  if (!centres) return centres.error();

  CellOutcome out;
  int right = 0;
  for (int n = 0; n < task.data->test.size(); ++n)
    right += winner(*on_rings, known.count, n) == task.data->test.labels[n] ? 1 : 0;
  out.values["accuracy_at_0"] = {static_cast<double>(right) / task.data->test.size(), task.data->test.size()};

  std::vector<float> claimed;
  for (int n = 0; n < kGrid * kGrid; ++n)
    claimed.push_back(std::exp(plane->log_scores[3 * n + winner(*plane, 3, n)]));
  out.payload["y"] = table(claimed);
  double claimed_far = 0;
  int far_points = 0;
  for (const bool curved : {false, true}) {
    const std::string name = curved ? "with_gamma." : "without_gamma.";
    const std::vector<float> known_scores = confidences(*on_rings, curved);
    const std::vector<float> everywhere = confidences(*plane, curved);
    std::vector<float> far_away;
    std::vector<float> scaled;
    claimed_far = 0;
    far_points = 0;
    for (int n = 0; n < kGrid * kGrid; ++n) {
      scaled.push_back(everywhere[n] * claimed[n]);
      if (!is_far(points[2 * n], points[2 * n + 1])) continue;
      far_away.push_back(everywhere[n]);
      claimed_far += claimed[n] >= 0.9F ? 1 : 0;
      ++far_points;
    }
    out.values[name + "auroc"] = {auroc(known_scores, far_away), 0};
    out.values[name + "confidence_on_rings"] = {mean(known_scores), 0};
    out.values[name + "confidence_away"] = {mean(far_away), 0};
    out.values[name + "confidence_at_centres"] = {mean(confidences(*centres, curved)), 0};
    out.payload[curved ? "c_with_gamma" : "c_without_gamma"] = table(everywhere);
    out.payload[curved ? "scaled_with_gamma" : "scaled_without_gamma"] = table(scaled);
  }
  out.values["fooled_at_90"] = {claimed_far / far_points, far_points};
  return out;
}

}  // namespace resketch
