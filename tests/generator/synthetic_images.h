// Images of made-up classes: a few pen strokes each, drawn at another place, size and slant every time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "generator/exemplar_generator.h"
#include "generator/image_pose.h"

namespace resketch {

/// Where a drawing lies: applied to coordinates in -1..1 around the image's middle.
struct TestPose {
  double x = 0, y = 0;  // of the half width
  double size = .6;
  double slant = 0;
  double stretch = 1;  // of the width
};

/// Strokes of class 0..4, points in -1..1: a zigzag, a box, a cross, a hook, a ladder.
inline std::vector<std::vector<Point>> strokes_of(int number) {
  switch (number) {
    case 0:
      return {{{-.7, -1}, {.7, -1}, {-.7, 1}, {.7, 1}}};
    case 1:
      return {{{-.7, -1}, {.7, -1}, {.7, 1}, {-.7, 1}, {-.7, -1}}};
    case 2:
      return {{{0, -1}, {0, 1}}, {{-.8, -.2}, {.8, -.2}}};
    case 3:
      return {{{-.5, -1}, {-.5, 1}, {.7, 1}, {.7, .3}}};
    default:
      return {{{-.6, -1}, {-.6, 1}}, {{.6, -1}, {.6, 1}}, {{-.6, 0}, {.6, 0}}};
  }
}

/// A drawing in `pose`, [rows, columns] in 0..1, with soft edges.
inline std::vector<float> draw_strokes(const std::vector<std::vector<Point>>& strokes, const TestPose& pose,
                                       int rows, int columns) {
  const double half = std::min(rows, columns) / 2.0;
  const auto placed = [&](Point p) {
    return Point{columns / 2.0 - .5 + half * (pose.x + pose.size * (pose.stretch * p.x - pose.slant * p.y)),
                 rows / 2.0 - .5 + half * (pose.y + pose.size * p.y)};
  };
  std::vector<float> out(static_cast<std::size_t>(rows) * columns, 0.0F);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) {
      double nearest = 1e9;
      for (const auto& stroke : strokes) {
        for (std::size_t i = 1; i < stroke.size(); ++i) {
          const Point a = placed(stroke[i - 1]);
          const Point b = placed(stroke[i]);
          const double length = (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
          const double along =
              std::clamp(((x - a.x) * (b.x - a.x) + (y - a.y) * (b.y - a.y)) / length, 0.0, 1.0);
          nearest =
              std::min(nearest, std::hypot(x - a.x - along * (b.x - a.x), y - a.y - along * (b.y - a.y)));
        }
      }
      out[static_cast<std::size_t>(y) * columns + x] =
          static_cast<float>(std::clamp(.5 + half / 11 - nearest, 0.0, 1.0));
    }
  }
  return out;
}

/// Item `item` of class `number`: corners wander a little, pose more.
inline std::vector<float> synthetic_image(int number, std::uint32_t item, int rows = 28, int columns = 28) {
  RandomStream random(9, 0, static_cast<std::uint32_t>(number), item);
  auto strokes = strokes_of(number);
  for (auto& stroke : strokes) {
    for (Point& p : stroke) p = {p.x + .1 * random.normal(), p.y + .1 * random.normal()};
  }
  const TestPose pose{.1 * random.normal(), .1 * random.normal(), .55 * std::exp(.1 * random.normal()),
                      .2 * random.normal(), std::exp(.1 * random.normal())};
  return draw_strokes(strokes, pose, rows, columns);
}

inline Module image_module(const std::string& label, const std::vector<std::vector<float>>& exemplars,
                           int rows = 28, int columns = 28) {
  Module module;
  module.label = label;
  module.shape = {static_cast<int>(exemplars.size()), 0, columns, rows};
  for (const auto& e : exemplars) module.exemplars.insert(module.exemplars.end(), e.begin(), e.end());
  return module;
}

/// `classes` classes of K exemplars, items 0..K-1; style learned.
inline Model synthetic_image_model(int classes, int K, int rows = 28, int columns = 28) {
  Model model;
  model.generator = GeneratorKind::kImage;
  model.preprocessing = {DataKind::kImage, columns, rows, columns, {}, {}};
  for (int c = 0; c < classes; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < K; ++k) exemplars.push_back(synthetic_image(c % 5, 100 * (c / 5) + k, rows, columns));
    model.modules.push_back(image_module("class " + std::to_string(c), exemplars, rows, columns));
  }
  learn_image_style(model).value();
  return model;
}

}  // namespace resketch
