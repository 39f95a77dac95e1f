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

/// Added to both variances.
double dot_of(const ImageView& image) {
  const double unit = static_cast<double>(image.rows) * image.columns / (28.0 * 28.0);
  return kImages.dot_variance * unit;
}

/// Variance along a row once the slant is sheared away.
double upright_variance(const Moments& m, double slant) {
  return std::max(m.xx - 2 * slant * m.xy + slant * slant * m.yy, 0.0);
}

/// Weights of the four pixels around a place that lies `part` behind the second of them.
std::array<float, 4> cubic_weights(float part) {
  const float rest = 1 - part;
  return {-.5F * part * rest * rest, 1 + part * part * (1.5F * part - 2.5F),
          1 + rest * rest * (1.5F * rest - 2.5F), -.5F * rest * part * part};
}

/// How cubic_weights change with `part`.
std::array<float, 4> cubic_slopes(float part) {
  const float rest = 1 - part;
  return {-.5F * rest * (1 - 3 * part), part * (4.5F * part - 5), -rest * (4.5F * rest - 5),
          .5F * part * (1 - 3 * rest)};
}

/// Softens with a normal distribution of the given spreads, 0 outside. Its own transpose.
/// @param ink  value at (row, column)
template <typename Ink>
std::vector<float> soften(const Ink& ink, const ImageView& image, double sigma_x, double sigma_y) {
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
      for (int i = -reach_x; i <= reach_x; ++i) sum += along[i + reach_x] * ink(row, column + i);
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

/// Spreads by which an image is softened before it is sampled: what is to be drawn smaller must lose what
/// would not fit.
struct Softening {
  explicit Softening(const ImagePose& pose) : x(spread(pose.scale_x)), y(spread(pose.scale_y)) {}
  bool any() const { return x > 0 || y > 0; }

  double x, y;

 private:
  static double spread(double scale) {
    const double free = kImages.sharp_scale * kImages.sharp_scale;
    return scale * scale > free ? .5 * std::sqrt(scale * scale - free) : 0.0;
  }
};

/// What is sampled: `image` itself, or softened ink kept in `space`.
ImageView softened(const ImageView& image, const Softening& by, std::vector<float>& space) {
  if (!by.any()) return image;
  space = soften([&](int row, int column) { return image.ink(row, column); }, image, by.x, by.y);
  return {space, image.rows, image.columns, 0};
}

/// Adds to `by_ink` [rows, columns] what a change of the pose, `by_pose`, is worth through the moments.
void add_through_pose(const ImageView& image, const ImagePose& pose, const ImagePose& by_pose,
                      std::vector<float>& by_ink) {
  const Moments m = moments_of(image);
  if (m.mass == 0) return;  // blank: any pose is as good
  const double dot = dot_of(image);
  const double upright_xx = upright_variance(m, pose.slant);
  const double share = kImages.width_share;
  const double by_log_height = by_pose.scale_y * pose.scale_y + (1 - share) * by_pose.scale_x * pose.scale_x;
  const double by_log_width = share * by_pose.scale_x * pose.scale_x;
  const double by_upright = upright_xx > 0 ? .5 * by_log_width / (upright_xx + dot) : 0;
  Moments by{.xx = by_upright,
             .xy = -2 * pose.slant * by_upright,
             .yy = .5 * by_log_height / (m.yy + dot) + pose.slant * pose.slant * by_upright};
  if (std::abs(pose.slant) < kImages.most_slant && m.yy > 1e-6) {
    const double by_slant = by_pose.slant + 2 * by_upright * (pose.slant * m.yy - m.xy);
    by.xy += by_slant / m.yy;
    by.yy -= by_slant * pose.slant / m.yy;
  }
  for (int row = 0; row < image.rows; ++row) {
    for (int column = 0; column < image.columns; ++column) {
      const double x = column - m.x;
      const double y = row - m.y;
      const double change = by_pose.x * x + by_pose.y * y + by.xx * (x * x - m.xx) + by.xy * (x * y - m.xy) +
                            by.yy * (y * y - m.yy);
      by_ink[static_cast<std::size_t>(row) * image.columns + column] += static_cast<float>(change / m.mass);
    }
  }
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
  const double dot = dot_of(image);
  ImagePose pose{m.x, m.y, 1, 1, 0};
  pose.slant = std::clamp(m.xy / std::max(m.yy, 1e-6), -kImages.most_slant, kImages.most_slant);
  const double upright_xx = upright_variance(m, pose.slant);
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
  std::vector<float> space;
  const ImageView from = softened(image, Softening(pose), space);
  std::vector<float> out(kNormalSize * kNormalSize);
  for (int row = 0; row < kNormalSize; ++row) {
    for (int column = 0; column < kNormalSize; ++column) {
      out[row * kNormalSize + column] = ink_at(from, pose.to_image({1.0 * column, 1.0 * row}));
    }
  }
  return out;
}

std::vector<float> gradient_by_pixels(const ImageView& image, std::span<const float> by_ink) {
  const ImagePose pose = measure_pose(image);
  const Softening softening(pose);
  std::vector<float> space;
  const ImageView from = softened(image, softening, space);
  std::vector<float> out(image.pixels.size(), 0.0F);
  ImagePose by_pose{0, 0, 0, 0, 0};
  for (int row = 0; row < kNormalSize; ++row) {
    for (int column = 0; column < kNormalSize; ++column) {
      const float worth = by_ink[row * kNormalSize + column];
      const Point at = pose.to_image({1.0 * column, 1.0 * row});
      const int left = static_cast<int>(std::floor(at.x));
      const int top = static_cast<int>(std::floor(at.y));
      const auto part_x = static_cast<float>(at.x - left);
      const auto part_y = static_cast<float>(at.y - top);
      const auto along = cubic_weights(part_x);
      const auto down = cubic_weights(part_y);
      const auto along_slopes = cubic_slopes(part_x);
      const auto down_slopes = cubic_slopes(part_y);
      float value = 0;
      float by_x = 0;
      float by_y = 0;
      for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) {
          const float ink = from.ink(top - 1 + i, left - 1 + j);
          value += down[i] * along[j] * ink;
          by_x += down[i] * along_slopes[j] * ink;
          by_y += down_slopes[i] * along[j] * ink;
        }
      }
      if (value < 0 || value > 1) continue;  // clamped
      for (int i = 0; i < 4; ++i) {
        for (int j = 0; j < 4; ++j) {
          const int y = top - 1 + i;
          const int x = left - 1 + j;
          if (y < 0 || x < 0 || y >= image.rows || x >= image.columns) continue;
          out[static_cast<std::size_t>(y) * image.columns + x] += worth * down[i] * along[j];
        }
      }
      const double right = column - kMiddle;
      const double below = row - kMiddle;
      by_pose.x += worth * by_x;
      by_pose.y += worth * by_y;
      by_pose.scale_x += worth * by_x * right;
      by_pose.scale_y += worth * (by_x * pose.slant + by_y) * below;
      by_pose.slant += worth * by_x * pose.scale_y * below;
    }
  }
  if (softening.any()) {
    const ImageView view{out, image.rows, image.columns, 0};
    const auto at = [&](int row, int column) {
      if (row < 0 || column < 0 || row >= image.rows || column >= image.columns) return 0.0F;
      return out[static_cast<std::size_t>(row) * image.columns + column];
    };
    out = soften(at, view, softening.x, softening.y);
  }
  add_through_pose(image, pose, by_pose, out);
  if (image.paper > 0) {
    for (float& value : out) value = -value;
  }
  return out;
}

}  // namespace resketch
