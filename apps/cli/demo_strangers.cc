#include "cli/demo_strangers.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/random.h"

namespace resketch::cli {
namespace {

constexpr std::string_view kUnlikeDigits = "acdehmnpruvwy";

struct Place {
  float x, y;
};

/// Where the pen went, fitted into the middle of a size x size image, y downwards.
std::vector<Place> fitted_stroke(SequenceView velocities, int size) {
  std::vector<Place> stroke;
  Place pen{0, 0};
  Place low{0, 0};
  Place high{0, 0};
  for (int t = 0; t < velocities.steps; ++t) {
    const auto step = velocities.values.subspan(static_cast<std::size_t>(t) * velocities.dims);
    pen = {pen.x + step[0], pen.y - step[1]};
    low = {std::min(low.x, pen.x), std::min(low.y, pen.y)};
    high = {std::max(high.x, pen.x), std::max(high.y, pen.y)};
    stroke.push_back(pen);
  }
  const float extent = std::max({high.x - low.x, high.y - low.y, 1e-6F});
  const float scale =
      0.66F * static_cast<float>(size) / extent;  // MNIST: 20 of 28 pixels, less a stroke's width
  const float middle = static_cast<float>(size - 1) / 2;
  for (Place& place : stroke) {
    place = {(place.x - (low.x + high.x) / 2) * scale + middle,
             (place.y - (low.y + high.y) / 2) * scale + middle};
  }
  return stroke;
}

/// The distance of a pixel to the line from `a` to `b`.
float distance(Place pixel, Place a, Place b) {
  const float dx = b.x - a.x;
  const float dy = b.y - a.y;
  const float length = dx * dx + dy * dy;
  const float along = length > 0 ? ((pixel.x - a.x) * dx + (pixel.y - a.y) * dy) / length : 0;
  const float nearest = std::clamp(along, 0.0F, 1.0F);
  return std::hypot(pixel.x - a.x - nearest * dx, pixel.y - a.y - nearest * dy);
}

std::vector<float> draw(const std::vector<Place>& stroke, int size) {
  std::vector<float> pixels;
  for (int row = 0; row < size; ++row) {
    for (int column = 0; column < size; ++column) {
      float nearest = static_cast<float>(size);
      for (std::size_t i = 1; i < stroke.size(); ++i) {
        nearest = std::min(nearest, distance({static_cast<float>(column), static_cast<float>(row)},
                                             stroke[i - 1], stroke[i]));
      }
      pixels.push_back(std::clamp(1.9F - nearest, 0.0F, 1.0F));
    }
  }
  return pixels;
}

Dataset images(const std::string& name, int size) {
  Dataset data;
  data.name = name;
  data.kind = DataKind::kImage;
  data.dims = size;
  return data;
}

}  // namespace

Dataset letters_as_images(const Dataset& pen, int count, int size) {
  Dataset data = images("letters", size);
  data.label_names = pen.label_names;
  // One of each letter, then the next of each, so that a small count still holds all letters.
  std::vector<std::vector<int>> of_letter(pen.label_names.size());
  for (int item = 0; item < pen.size(); ++item) {
    const int label = pen.labels[item];
    if (label == Dataset::kUnlabelled || kUnlikeDigits.find(pen.label_names[label]) == std::string_view::npos)
      continue;
    of_letter[label].push_back(item);
  }
  for (std::size_t round = 0; data.size() < count; ++round) {
    const int before = data.size();
    for (const auto& items : of_letter) {
      if (round >= items.size() || data.size() == count) continue;
      const int item = items[round];
      data.append(draw(fitted_stroke(pen[item], size), size), pen.labels[item], "letter " + pen.id(item));
    }
    if (data.size() == before) break;
  }
  return data;
}

Dataset noise_images(int count, int size, std::uint64_t seed) {
  Dataset data = images("noise", size);
  data.label_names = {"noise"};
  for (int i = 0; i < count; ++i) {
    RandomStream random(seed, 0, static_cast<std::uint32_t>(i));
    std::vector<float> pixels(static_cast<std::size_t>(size) * size);
    for (float& pixel : pixels) pixel = random.uniform();
    data.append(pixels, 0, "noise " + std::to_string(i));
  }
  return data;
}

}  // namespace resketch::cli
