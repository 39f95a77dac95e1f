// More glyphs than there are letters: random strokes, each chosen to differ from those before it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "base/random.h"
#include "data/pen.h"
#include "data/pen_curve.h"

namespace resketch {
namespace {

constexpr int kShapePoints = 24;
constexpr int kCandidates = 12;

// What two glyphs are compared by: points along the stroke, from their centre.
using Shape = std::vector<float>;

Shape shape_of(const Glyph& glyph) {
  const PenCurve curve = pen_curve(glyph.points, kShapePoints);
  Shape shape;
  for (const auto& axis : {curve.x, curve.y}) {
    double mean = 0;
    for (const double value : axis) mean += value / kShapePoints;
    for (const double value : axis) shape.push_back(static_cast<float>(value - mean));
  }
  return shape;
}

float distance_to_nearest(const Shape& shape, const std::vector<Shape>& shapes) {
  float nearest = std::numeric_limits<float>::infinity();
  for (const Shape& other : shapes) {
    float sum = 0;
    for (std::size_t k = 0; k < shape.size(); ++k) sum += (shape[k] - other[k]) * (shape[k] - other[k]);
    nearest = std::min(nearest, sum);
  }
  return nearest;
}

// A walk of 4 to 7 points in the room of a letter with ascender or descender; turns are mostly soft.
Glyph random_glyph(RandomStream& random) {
  Glyph glyph;
  const int points = 4 + static_cast<int>(random.below(4));
  const float low = random.uniform() < .4F ? -1.F : 0.F;
  const float high = low < 0 || random.uniform() < .5F ? 1.F : 2.F;
  float heading = random.uniform(0, 2 * std::numbers::pi_v<float>);
  glyph.points.push_back({random.uniform(0, 1.2F), random.uniform(low, high)});
  while (static_cast<int>(glyph.points.size()) < points) {
    const PenPoint from = glyph.points.back();
    const float turned = heading + random.uniform(-2.2F, 2.2F);
    const float reach = random.uniform(.45F, 1.1F);
    const PenPoint to = {from.x + reach * std::cos(turned), from.y + reach * std::sin(turned),
                         random.uniform() < .15F};
    // Outside the room: another try from the same point, with all ways open.
    heading = random.uniform(0, 2 * std::numbers::pi_v<float>);
    if (to.x < 0 || to.x > 1.3F || to.y < low || to.y > high) continue;
    heading = turned;
    glyph.points.push_back(to);
  }
  return glyph;
}

}  // namespace

std::vector<Glyph> pen_alphabet(int classes, std::uint64_t seed) {
  std::vector<Glyph> glyphs = pen_letters();
  std::vector<Shape> shapes;
  for (const Glyph& glyph : glyphs) shapes.push_back(shape_of(glyph));
  while (static_cast<int>(glyphs.size()) < classes) {
    const auto number = static_cast<std::uint32_t>(glyphs.size() + 1);
    RandomStream random(seed, kRandomPen, number, kPenAlphabetStep);
    Glyph best;
    Shape best_shape;
    float best_distance = -1;
    for (int k = 0; k < kCandidates; ++k) {
      Glyph candidate = random_glyph(random);
      Shape shape = shape_of(candidate);
      if (const float distance = distance_to_nearest(shape, shapes); distance > best_distance) {
        best = std::move(candidate);
        best_shape = std::move(shape);
        best_distance = distance;
      }
    }
    best.name = fmt::format("glyph-{:04}", number);
    glyphs.push_back(std::move(best));
    shapes.push_back(std::move(best_shape));
  }
  glyphs.resize(std::max(classes, 0));
  return glyphs;
}

}  // namespace resketch
