#include "data/pen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/random.h"
#include "data/join.h"
#include "data/pen_curve.h"

namespace resketch {
namespace {

constexpr int kCurvePoints = 400;
constexpr int kMaxRest = 10;  // steps that the pen rests, at either end
constexpr int kMinRest = 4;
constexpr int kMinMoving = 80 - 2 * kMinRest;
constexpr int kMaxMoving = 205 - 2 * kMaxRest;
constexpr double kStepsPerTime =
    15;  // at the speed of 1 x-height a unit of time: letters take some 100 steps
constexpr double kVelocityScale = 20;  // x-heights to the unit of velocity, about that of UCI's recordings
constexpr std::uint32_t kWriters = 8;
constexpr std::uint32_t kFirstTestItem = 1'000'000;

// How a hand writes: a writer's habits, or the deviations of one drawing from them.
struct Hand {
  double slant = 0;     // x gains slant * y
  double rotation = 0;  // radians
  double log_size = 0;
  double log_aspect = 0;
  double log_speed = 0;
};

Hand draw_hand(RandomStream& random, double spread) {
  const auto normal = [&](double sd) { return spread * sd * static_cast<double>(random.normal()); };
  return {normal(.16), normal(.06), normal(.10), normal(.10), normal(.12)};
}

Hand operator+(const Hand& a, const Hand& b) {
  return {a.slant + b.slant, a.rotation + b.rotation, a.log_size + b.log_size, a.log_aspect + b.log_aspect,
          a.log_speed + b.log_speed};
}

// A smooth random function on 0..1 with mean square sd^2: a few slow waves.
class SmoothNoise {
 public:
  SmoothNoise(RandomStream& random, double sd) {
    for (Wave& wave : waves_) {
      wave.size = sd * static_cast<double>(random.normal()) * std::sqrt(2.0 / kWaves);
      wave.frequency = random.uniform(.5F, 3.F);
      wave.phase = random.uniform(0, 1.F);
    }
  }
  double operator()(double place) const {
    double sum = 0;
    for (const Wave& wave : waves_) {
      sum += wave.size * std::cos(2 * std::numbers::pi * (wave.frequency * place + wave.phase));
    }
    return sum;
  }

 private:
  static constexpr int kWaves = 4;
  struct Wave {
    double size = 0;
    double frequency = 0;
    double phase = 0;
  };
  std::array<Wave, kWaves> waves_;
};

void smooth(std::vector<double>& values, double sigma) {
  const int reach = static_cast<int>(std::ceil(3 * sigma));
  const int last = static_cast<int>(values.size()) - 1;
  const std::vector<double> before = values;
  for (int i = 0; i <= last; ++i) {
    double sum = 0;
    double weights = 0;
    for (int k = -reach; k <= reach; ++k) {
      const double weight = std::exp(-.5 * k * k / (sigma * sigma));
      sum += weight * before[std::clamp(i + k, 0, last)];
      weights += weight;
    }
    values[i] = sum / weights;
  }
}

// The glyph as this hand shapes it: [x, y] after deviations, slant, size and rotation.
PenCurve shape_curve(const Glyph& glyph, std::uint32_t number, std::uint32_t writer, const Hand& hand,
                     std::uint64_t seed, RandomStream& random) {
  // A writer's own form of the glyph is the same in all drawings.
  RandomStream habits(seed, kRandomPen, number, kPenWriterStep + writer);
  std::vector<PenPoint> points = glyph.points;
  for (PenPoint& point : points) {
    point.x += .03F * habits.normal();
    point.y += .03F * habits.normal();
  }
  PenCurve curve = pen_curve(points, kCurvePoints);
  const SmoothNoise bend_x(random, .035);
  const SmoothNoise bend_y(random, .035);
  const double size = std::exp(hand.log_size);
  const double aspect = std::exp(hand.log_aspect);
  for (int i = 0; i < kCurvePoints; ++i) {
    const double place = static_cast<double>(i) / (kCurvePoints - 1);
    const double y = size * (curve.y[i] + bend_y(place));
    const double x = size * aspect * (curve.x[i] + bend_x(place)) + hand.slant * y;
    curve.x[i] = std::cos(hand.rotation) * x - std::sin(hand.rotation) * y;
    curve.y[i] = std::sin(hand.rotation) * x + std::cos(hand.rotation) * y;
  }
  return curve;
}

// Time at every point of the curve, from 0: speed falls with the cube root of curvature (the two-thirds power
// law, Lacquaniti et al. 1983), near corners further, and grows from and to rest as under constant force.
std::vector<double> times_along(const PenCurve& curve, double log_speed, RandomStream& random) {
  const int last = curve.size() - 1;
  std::vector<double> step(last);  // distance from point i to i + 1
  std::vector<double> bend(last);  // curvature there, in 1 / x-height
  double length = 0;
  for (int i = 0; i < last; ++i) {
    step[i] = std::max(std::hypot(curve.x[i + 1] - curve.x[i], curve.y[i + 1] - curve.y[i]), 1e-9);
    length += step[i];
  }
  for (int i = 1; i < last; ++i) {
    const double ax = curve.x[i] - curve.x[i - 1];
    const double ay = curve.y[i] - curve.y[i - 1];
    const double bx = curve.x[i + 1] - curve.x[i];
    const double by = curve.y[i + 1] - curve.y[i];
    // By the mean step: where the pen turns back on itself the own one can be next to nothing.
    bend[i] = std::abs(std::atan2(ax * by - ay * bx, ax * bx + ay * by)) * last / length;
  }
  smooth(bend, 5);
  const SmoothNoise haste(random, .12);
  std::vector<double> time = {0};
  double done = 0;
  for (int i = 0; i < last; ++i) {
    const double from_rest = std::min(done + .5 * step[i], length - done - .5 * step[i]);
    const double law = std::cbrt(1 / (bend[i] + .5)) / (1 + .002 * bend[i] * bend[i]);
    const double ramp = std::sqrt(std::clamp(from_rest / .35, .005, 1.0));
    const double speed = law * ramp * std::exp(log_speed + haste(done / length));
    time.push_back(time.back() + step[i] / speed);
    done += step[i];
  }
  return time;
}

// Positions at equal times: moving + 1 points of `axis` from the first to the last.
std::vector<double> at_equal_times(const std::vector<double>& axis, const std::vector<double>& time,
                                   int moving) {
  std::vector<double> positions;
  std::size_t next = 1;
  for (int t = 0; t <= moving; ++t) {
    const double now = time.back() * t / moving;
    while (next + 1 < time.size() && time[next] < now) ++next;
    const double share = std::clamp((now - time[next - 1]) / (time[next] - time[next - 1]), 0.0, 1.0);
    positions.push_back((1 - share) * axis[next - 1] + share * axis[next]);
  }
  smooth(positions, 1.5);
  return positions;
}

// Trembling of 8 to 12 Hz at 200 steps a second, none where the pen rests.
void add_tremor(std::vector<double>& positions, double size, RandomStream& random) {
  const double period = random.uniform(16.F, 25.F);
  const double phase = random.uniform();
  const int last = static_cast<int>(positions.size()) - 1;
  for (int t = 0; t <= last; ++t) {
    const double calm = std::sin(std::numbers::pi * t / last);
    positions[t] += size * calm * std::sin(2 * std::numbers::pi * (t / period + phase));
  }
}

// One drawing: [T, 3].
std::vector<float> draw_glyph(const Glyph& glyph, std::uint32_t number, std::uint32_t item,
                              std::uint64_t seed) {
  RandomStream random(seed, kRandomPen, number, item);
  const std::uint32_t writer = random.below(kWriters);
  RandomStream habits(seed, kRandomPen, 0, kPenWriterStep + writer);
  Hand hand = draw_hand(habits, 1.0) + draw_hand(random, .5);
  hand.slant += .12;  // most people's letters lean to the right
  const double tremor = .003 * (1 + static_cast<double>(habits.uniform()));
  const double pressure = std::exp(.2 * static_cast<double>(habits.normal()));

  const PenCurve curve = shape_curve(glyph, number, writer, hand, seed, random);
  const std::vector<double> time = times_along(curve, hand.log_speed, random);
  const int moving = std::clamp(static_cast<int>(kStepsPerTime * time.back()), kMinMoving, kMaxMoving);
  std::vector<double> x = at_equal_times(curve.x, time, moving);
  std::vector<double> y = at_equal_times(curve.y, time, moving);
  add_tremor(x, tremor, random);
  add_tremor(y, tremor, random);

  const SmoothNoise grip(random, .08);
  const auto rest = [&] { return kMinRest + static_cast<int>(random.below(kMaxRest - kMinRest + 1)); };
  const int before = rest();
  std::vector<float> values(3 * static_cast<std::size_t>(before), 0.0F);
  for (int t = 0; t < moving; ++t) {
    const double vx = x[t + 1] - x[t];
    const double vy = y[t + 1] - y[t];
    // The pen presses less where it is fast, and comes down and lifts within some steps.
    const double contact = std::min({1.0, (t + 1) / 8.0, (moving - t) / 6.0});
    const double force =
        pressure * contact * (1.1 - 2 * std::hypot(vx, vy) + grip(static_cast<double>(t) / moving));
    values.push_back(static_cast<float>(kVelocityScale * vx));
    values.push_back(static_cast<float>(kVelocityScale * vy));
    values.push_back(static_cast<float>(std::max(force, 0.0)));
  }
  values.resize(values.size() + 3 * static_cast<std::size_t>(rest()), 0.0F);
  return values;
}

}  // namespace

Dataset draw_pen(std::span<const Glyph> glyphs, const PenItems& items, std::uint64_t seed) {
  Dataset data;
  data.name = "pen";
  data.kind = DataKind::kPenVelocity;
  data.dims = 3;
  for (const Glyph& glyph : glyphs) data.label_names.push_back(glyph.name);
  for (int k = 0; k < items.per_class; ++k) {
    for (std::size_t g = 0; g < glyphs.size(); ++g) {
      const auto number = static_cast<std::uint32_t>(g + 1);
      data.append(draw_glyph(glyphs[g], number, items.first + static_cast<std::uint32_t>(k), seed),
                  static_cast<int>(g));
    }
  }
  return data;
}

Dataset load_pen(Split split, std::uint64_t seed) {
  const std::vector<Glyph> letters = pen_letters();
  const PenItems pool = {.first = 0, .per_class = 100};
  const PenItems test = {.first = kFirstTestItem, .per_class = 20};
  if (split == Split::kTest) return draw_pen(letters, test, seed);
  Dataset data = draw_pen(letters, pool, seed);
  if (split == Split::kAll) join_dataset(data, draw_pen(letters, test, seed)).value();
  return data;
}

}  // namespace resketch
