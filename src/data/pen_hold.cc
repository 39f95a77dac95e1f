#include "data/pen_hold.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace resketch {
namespace {

// Measured on UCI Character Trajectories, where all but one of the 629 items of the pool end so and a hand
// never moves so: of the hold 8 steps or more change by less than .5 % each.
constexpr int kLeastHold = 6;           // steps
constexpr double kHeldChange = .005;    // of the velocity, a step
constexpr double kFadingCosine = .999;  // between steps: it fades without turning
constexpr double kRest = .002;          // of the fastest step: it has faded

struct Velocity {
  double x = 0;
  double y = 0;
  double speed() const { return std::hypot(x, y); }
};

bool held(const Velocity& before, const Velocity& now) {
  return std::hypot(now.x - before.x, now.y - before.y) <= kHeldChange * now.speed();
}

bool fades(const Velocity& before, const Velocity& now) {
  return now.speed() < before.speed() &&
         before.x * now.x + before.y * now.y >= kFadingCosine * before.speed() * now.speed();
}

}  // namespace

int steps_by_hand(SequenceView raw) {
  std::vector<Velocity> steps;
  double fastest = 0;
  for (int t = 0; t < raw.steps; ++t) {
    const std::size_t at = static_cast<std::size_t>(t) * raw.dims;
    steps.push_back({raw.values[at], raw.values[at + 1]});
    fastest = std::max(fastest, steps.back().speed());
  }
  const auto rests = [&](int t) { return steps[t].speed() <= kRest * fastest; };
  int end = raw.steps - 1;
  while (end > 0 && rests(end)) --end;
  int hold = end;
  while (hold > 0 && !held(steps[hold - 1], steps[hold]) && fades(steps[hold - 1], steps[hold])) --hold;
  int begin = hold;
  while (begin > 0 && held(steps[begin - 1], steps[begin])) --begin;
  if (hold == end || hold - begin < kLeastHold) return raw.steps;
  // The filter takes as long to come to its hold as to leave it. The record ended halfway there, as its
  // padding did where half of the speed is left.
  int half = hold;
  while (2 * steps[half].speed() > steps[hold].speed() && half < end) ++half;
  const int by_hand = begin - (half - hold);
  int first = 0;
  while (rests(first)) ++first;
  return by_hand - first > end - by_hand ? by_hand : raw.steps;
}

}  // namespace resketch
