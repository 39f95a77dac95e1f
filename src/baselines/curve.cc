#include "baselines/curve.h"

#include <algorithm>
#include <cmath>

#include "baselines/answerer.h"

namespace resketch {
namespace {

double step_length(const std::vector<double>& places, int dims, int t) {
  double sum = 0;
  for (int d = 0; d < dims; ++d) {
    const double change = places[t * dims + d] - places[(t - 1) * dims + d];
    sum += change * change;
  }
  return std::sqrt(sum);
}

/// What brings values of this mean square to a root mean square of 1; 1 where there is nothing to scale.
double scale_to_one(double mean_square) {
  return mean_square > 1e-18 ? 1 / std::sqrt(mean_square) : 1;
}

}  // namespace

CurveMaker::CurveMaker(const Model& model, const CurveOptions& options)
    : is_pen_(model.preprocessing.kind == DataKind::kPenVelocity),
      dims_(model.preprocessing.dims),
      points_(is_pen_ ? options.points : std::clamp(model.preprocessing.steps, 2, kWarping.most_points)),
      pace_(0),
      axes_(dims_, 1.0) {
  if (is_pen_) {
    double log_sum = 0;
    for (const float sd : model.preprocessing.sd) log_sum += std::log(static_cast<double>(sd));
    for (int d = 0; d < dims_; ++d)
      axes_[d] = static_cast<double>(model.preprocessing.sd[d]) / std::exp(log_sum / dims_);
  }
  const std::vector<Exemplar> exemplars = exemplars_of(model);
  if (is_pen_ && options.pace > 0) {
    // Weighted by distance, so that a resting pen does not count.
    double distance = 0;
    double distance_times_speed = 0;
    for (const Exemplar& exemplar : exemplars) {
      const std::vector<double> places = without_padding(exemplar.values);
      for (int t = 1; t < static_cast<int>(places.size()) / dims_; ++t) {
        const double step = step_length(places, dims_, t);
        distance += step;
        distance_times_speed += step * step;
      }
    }
    if (distance > 0) pace_ = options.pace * distance_times_speed / distance;
  }
  double places = 0;
  double velocities = 0;
  for (const Exemplar& exemplar : exemplars) {
    const std::vector<float> curve = (*this)(exemplar.values);
    for (std::size_t k = 0; k < curve.size(); ++k) {
      const double value = static_cast<double>(curve[k]);
      (static_cast<int>(k) % channels() < dims_ ? places : velocities) += value * value;
    }
  }
  const double count = static_cast<double>(exemplars.size()) * points_ * dims_;
  place_scale_ = scale_to_one(places / count);
  velocity_scale_ = options.velocity * scale_to_one(velocities / count);
}

std::vector<double> CurveMaker::without_padding(std::span<const float> sequence) const {
  int steps = static_cast<int>(sequence.size()) / dims_;
  const auto rests = [&](int t) {
    const auto now = sequence.subspan(static_cast<std::size_t>(t) * dims_, dims_);
    return std::equal(now.begin(), now.end(), now.begin() - dims_);
  };
  while (steps > 2 && rests(steps - 1)) --steps;
  std::vector<double> places;
  for (int k = 0; k < steps * dims_; ++k)
    places.push_back(static_cast<double>(sequence[k]) * axes_[k % dims_]);
  return places;
}

std::vector<double> CurveMaker::resampled(const std::vector<double>& places) const {
  const int steps = static_cast<int>(places.size()) / dims_;
  std::vector<double> clock{0};
  for (int t = 1; t < steps; ++t)
    clock.push_back(clock.back() + (pace_ > 0 ? step_length(places, dims_, t) + pace_ : 1));
  std::vector<double> out;
  int left = 0;
  for (int i = 0; i < points_; ++i) {
    const double at = clock.back() * i / (points_ - 1);
    while (left < steps - 2 && clock[left + 1] < at) ++left;
    const int right = std::min(left + 1, steps - 1);
    const double share = right > left ? (at - clock[left]) / (clock[right] - clock[left]) : 0;
    for (int d = 0; d < dims_; ++d)
      out.push_back((1 - share) * places[left * dims_ + d] + share * places[right * dims_ + d]);
  }
  return out;
}

std::vector<float> CurveMaker::operator()(std::span<const float> sequence) const {
  std::vector<double> places = resampled(without_padding(sequence));
  for (int d = 0; is_pen_ && d < dims_; ++d) {
    double mean = 0;
    for (int i = 0; i < points_; ++i) mean += places[i * dims_ + d] / points_;
    for (int i = 0; i < points_; ++i) places[i * dims_ + d] -= mean;
  }
  std::vector<float> curve(static_cast<std::size_t>(points_) * channels());
  for (int i = 0; i < points_; ++i) {
    const int before = std::max(i - 1, 0);
    const int after = std::min(i + 1, points_ - 1);
    for (int d = 0; d < dims_; ++d) {
      const double change = (places[after * dims_ + d] - places[before * dims_ + d]) / (after - before);
      curve[i * channels() + d] = static_cast<float>(place_scale_ * places[i * dims_ + d]);
      curve[i * channels() + dims_ + d] = static_cast<float>(velocity_scale_ * change);
    }
  }
  return curve;
}

}  // namespace resketch
