#include "generator/image_pose.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "generator/image_constants.h"

namespace resketch {
namespace {

constexpr double kMiddle = (kNormalSize - 1) / 2.0;

/// Sum, mean and central second moments of the ink.
struct Moments {
  double mass = 0;
  double x = 0, y = 0;
  double xx = 0, xy = 0, yy = 0;
};

Moments moments_of(const ImageView& image) {
  Moments m;
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const double ink = image.ink(row, column);
      m.mass += ink;
      m.x += ink * column;
      m.y += ink * row;
    }
  }
  if (m.mass < 1e-6) {  // blank: as if there were a dot in the middle
    return {0, (image.columns - 1) / 2.0, (image.rows - 1) / 2.0, 0, 0, 0};
  }
  m.x /= m.mass;
  m.y /= m.mass;
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const double share = image.ink(row, column) / m.mass;
      m.xx += share * (column - m.x) * (column - m.x);
      m.xy += share * (column - m.x) * (row - m.y);
      m.yy += share * (row - m.y) * (row - m.y);
    }
  }
  return m;
}

/// Weights of the four pixels around a place that lies `part` behind the second of them.
std::array<float, 4> cubic_weights(float part) {
  const float rest = 1 - part;
  return {-.5F * part * rest * rest, 1 + part * part * (1.5F * part - 2.5F),
          1 + rest * rest * (1.5F * rest - 2.5F), -.5F * rest * part * part};
}

/// The ink as an image of its own, softened with a normal distribution of the given spreads: what is to be
/// drawn smaller must lose what would not fit.
std::vector<float> soften(const ImageView& image, double sigma_x, double sigma_y) {
  const auto kernel = [](double sigma) {
    const int reach = static_cast<int>(std::ceil(2.5 * sigma));
    std::vector<float> weights(2 * reach + 1);
    float sum = 0;
    for (int i = -reach; i <= reach; ++i) {
      weights[i + reach] = sigma > 0 ? static_cast<float>(std::exp(-i * i / (2 * sigma * sigma))) : 1.0F;
      sum += weights[i + reach];
    }
    for (float& weight : weights) weight /= sum;
    return weights;
  };
  const std::vector<float> along = kernel(sigma_x);
  const std::vector<float> down = kernel(sigma_y);
  const int reach_x = static_cast<int>(along.size()) / 2;
  const int reach_y = static_cast<int>(down.size()) / 2;
  const std::size_t columns = image.columns;
  std::vector<float> rows(image.pixels.size());
  std::vector<float> out(image.pixels.size());
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      float sum = 0;
      for (int i = -reach_x; i <= reach_x; ++i) sum += along[i + reach_x] * image.ink(row, column + i);
      rows[row * columns + column] = sum;
    }
  }
  for (int row = 0; row < image.rows; ++row) {
    const int first = std::max(-reach_y, -row);
    const int last = std::min(reach_y, image.rows - 1 - row);
    for (int column = 0; column < image.columns; ++column) {
      float sum = 0;
      for (int i = first; i <= last; ++i) sum += down[i + reach_y] * rows[(row + i) * columns + column];
      out[row * columns + column] = sum;
    }
  }
  return out;
}

}  // namespace

Point ImagePose::to_image(Point normal) const {
  const double down = scale_y * (normal.y - kMiddle);
  return {x + scale_x * (normal.x - kMiddle) + slant * down, y + down};
}

Point ImagePose::to_normal(Point image) const {
  const double down = image.y - y;
  return {(image.x - x - slant * down) / scale_x + kMiddle, down / scale_y + kMiddle};
}

ImagePose measure_pose(const ImageView& image) {
  const Moments m = moments_of(image);
  const double unit = static_cast<double>(image.rows) * image.columns / (28.0 * 28.0);
  const double dot = kImages.dot_variance * unit;
  ImagePose pose{m.x, m.y, 1, 1, 0};
  pose.slant = std::clamp(m.xy / std::max(m.yy, 1e-6), -kImages.most_slant, kImages.most_slant);
  const double upright_xx = std::max(m.xx - 2 * pose.slant * m.xy + pose.slant * pose.slant * m.yy, 0.0);
  const double height = kImages.extent * std::sqrt(m.yy + dot) / (kNormalSize / 2.0);
  const double width = kImages.extent * std::sqrt(upright_xx + dot) / (kNormalSize / 2.0);
  pose.scale_y = height;
  pose.scale_x = std::pow(height, 1 - kImages.width_share) * std::pow(width, kImages.width_share);
  return pose;
}

float ink_at(const ImageView& image, Point at) {
  if (!(at.x > -2 && at.y > -2 && at.x < image.columns + 1 && at.y < image.rows + 1)) return 0;
  const int column = static_cast<int>(std::floor(at.x));
  const int row = static_cast<int>(std::floor(at.y));
  const auto along = cubic_weights(static_cast<float>(at.x - column));
  const auto down = cubic_weights(static_cast<float>(at.y - row));
  float sum = 0;
  for (int i = 0; i < 4; ++i) {
    float part = 0;
    for (int j = 0; j < 4; ++j) part += along[j] * image.ink(row - 1 + i, column - 1 + j);
    sum += down[i] * part;
  }
  return std::clamp(sum, 0.0F, 1.0F);
}

std::vector<float> normalise(const ImageView& image, const ImagePose& pose) {
  const auto spread = [](double scale) {
    const double free = kImages.sharp_scale * kImages.sharp_scale;
    return scale * scale > free ? .5 * std::sqrt(scale * scale - free) : 0.0;
  };
  const double sigma_x = spread(pose.scale_x);
  const double sigma_y = spread(pose.scale_y);
  ImageView from = image;
  std::vector<float> softened;
  if (sigma_x > 0 || sigma_y > 0) {
    softened = soften(image, sigma_x, sigma_y);
    from.pixels = softened;
    from.paper = 0;
  }
  std::vector<float> out(kNormalSize * kNormalSize);
  for (int row = 0; row < kNormalSize; ++row) {
    for (int column = 0; column < kNormalSize; ++column) {
      out[row * kNormalSize + column] = ink_at(from, pose.to_image({1.0 * column, 1.0 * row}));
    }
  }
  return out;
}

}  // namespace resketch
