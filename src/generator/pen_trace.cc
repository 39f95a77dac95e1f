#include "generator/pen_trace.h"

#include <algorithm>
#include <cmath>

#include "generator/trace_constants.h"

namespace resketch {
namespace {

// Positions of the moving part of a sequence, in axis units, relative to the first step of all.
struct Movement {
  int first = 0;  // step of the first position
  std::vector<double> x, y;

  int size() const { return static_cast<int>(x.size()); }
  double step_length(int t) const { return std::hypot(x[t] - x[t - 1], y[t] - y[t - 1]); }

  double at(const std::vector<double>& axis, double time) const {
    if (size() == 1) return axis[0];
    const double inside = std::clamp(time, 0.0, size() - 1.0);
    const int left = std::min(static_cast<int>(inside), size() - 2);
    const double share = inside - left;
    return (1 - share) * axis[left] + share * axis[left + 1];
  }
};

Movement all_steps(std::span<const float> sequence, const TraceUnits& units) {
  const double farthest = kTraces.farthest * units.size;
  const auto position = [&](std::size_t t, int axis, double scale) {
    const double from_start =
        (static_cast<double>(sequence[2 * t + axis]) - static_cast<double>(sequence[axis])) * scale;
    return std::clamp(from_start, -farthest, farthest);
  };
  Movement movement;
  for (std::size_t t = 0; t < sequence.size() / 2; ++t) {
    movement.x.push_back(position(t, 0, units.axis_x));
    movement.y.push_back(position(t, 1, units.axis_y));
  }
  return movement;
}

// Path length, and the mean speed weighted by distance: a resting pen adds nothing to either.
struct Pace {
  double length = 0;
  double length_times_speed = 0;
  double speed() const { return length > 0 ? length_times_speed / length : 0; }
};

Pace pace_of(const Movement& movement) {
  Pace pace;
  for (int t = 1; t < movement.size(); ++t) {
    const double step = movement.step_length(t);
    pace.length += step;
    pace.length_times_speed += step * step;
  }
  return pace;
}

// Without rest at either end; everything if nothing moves. A stroke slower than usual is held to its own
// speed.
Movement trimmed(Movement all, const TraceUnits& units) {
  const double still = kTraces.still_speed * std::min(units.speed, pace_of(all).speed());
  const int last = all.size() - 1;
  int begin = 0;
  int end = last;
  while (begin < last && all.step_length(begin + 1) <= still) ++begin;
  if (begin == last) return all;
  while (all.step_length(end) <= still) --end;
  all.x = {all.x.begin() + begin, all.x.begin() + end + 1};
  all.y = {all.y.begin() + begin, all.y.begin() + end + 1};
  all.first = begin;
  return all;
}

// The clock at every position, from 0 to kTracePoints - 1.
std::vector<double> clock_of(const Movement& movement, const TraceUnits& units) {
  std::vector<double> clock = {0};
  for (int t = 1; t < movement.size(); ++t) {
    clock.push_back(clock.back() + movement.step_length(t) + kTraces.pace * units.speed);
  }
  const double scale = movement.size() > 1 ? (kTracePoints - 1) / clock.back() : 0;
  for (double& place : clock) place *= scale;
  return clock;
}

// The time, in steps of the movement, at every point of the stroke: the inverse of the clock.
std::vector<double> times_of_points(const std::vector<double>& clock) {
  std::vector<double> times(kTracePoints, 0.0);
  const int last = static_cast<int>(clock.size()) - 1;
  if (last == 0) return times;
  int left = 0;
  for (int i = 0; i < kTracePoints; ++i) {
    while (left < last - 1 && clock[left + 1] < i) ++left;
    times[i] = left + std::clamp((i - clock[left]) / (clock[left + 1] - clock[left]), 0.0, 1.0);
  }
  return times;
}

void set_headings(const Movement& movement, const std::vector<double>& times, const TraceUnits& units,
                  Trace& trace) {
  const double window = std::max(kTraces.heading_window * units.duration, .5);
  for (int i = 0; i < kTracePoints; ++i) {
    const double from = std::max(times[i] - window, 0.0);
    const double to = std::min(times[i] + window, movement.size() - 1.0);
    const double span = std::max(to - from, 1e-9) * units.speed;
    const double dx = (movement.at(movement.x, to) - movement.at(movement.x, from)) / span;
    const double dy = (movement.at(movement.y, to) - movement.at(movement.y, from)) / span;
    const double speed = std::sqrt(dx * dx + dy * dy + kTraces.heading_floor * kTraces.heading_floor);
    trace.headings(i, 0) = static_cast<float>(dx / speed);
    trace.headings(i, 1) = static_cast<float>(dy / speed);
    trace.log_speed(i, 0) = static_cast<float>(std::log(speed));
  }
}

}  // namespace

void measure_pace(std::span<const std::span<const float>> sequences, TraceUnits& units) {
  Pace pace;
  for (const auto sequence : sequences) {
    const Pace one = pace_of(all_steps(sequence, units));
    pace.length += one.length;
    pace.length_times_speed += one.length_times_speed;
  }
  if (pace.length > 1e-9) {
    units.speed = pace.speed();
    units.duration = pace.length / units.speed / static_cast<double>(sequences.size());
  }
}

Trace make_pen_trace(std::span<const float> sequence, const TraceUnits& units, TracePlace* place) {
  const Movement movement = trimmed(all_steps(sequence, units), units);
  const std::vector<double> clock = clock_of(movement, units);
  const std::vector<double> times = times_of_points(clock);
  Eigen::Array<double, kTracePoints, 1> x;
  Eigen::Array<double, kTracePoints, 1> y;
  for (int i = 0; i < kTracePoints; ++i) {
    x[i] = movement.at(movement.x, times[i]);
    y[i] = movement.at(movement.y, times[i]);
  }
  Trace trace{.form = units.form,
              .points = Curves(kTracePoints, 2),
              .slopes = {},
              .headings = Curves(kTracePoints, 2),
              .log_speed = Curves(kTracePoints, 1)};
  trace.points.col(0) = ((x - x.mean()) / units.size).cast<float>();
  trace.points.col(1) = ((y - y.mean()) / units.size).cast<float>();
  set_headings(movement, times, units, trace);
  if (place != nullptr) {
    place->offset_x = x.mean() + static_cast<double>(sequence[0]) * units.axis_x;
    place->offset_y = y.mean() + static_cast<double>(sequence[1]) * units.axis_y;
    place->point_of_step.assign(sequence.size() / 2, 0.0F);
    for (std::size_t t = 0; t < sequence.size() / 2; ++t) {
      const int inside = std::clamp(static_cast<int>(t) - movement.first, 0, movement.size() - 1);
      place->point_of_step[t] = static_cast<float>(clock[inside]);
    }
  }
  return trace;
}

}  // namespace resketch
