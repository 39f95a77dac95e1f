#include "vision/torch/corruption.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/random.h"
#include "vision/clutter.h"

namespace resketch {
namespace {

constexpr int kSide = 28;
constexpr int kPixels = kSide * kSide;

// Each draws from random numbers of its own, which its place here names.
enum Corruption : std::uint32_t { kNoise, kClutter, kJitter, kPatterns };

RandomStream stream_of(const NetworkSpec& spec, Corruption kind, int step) {
  return RandomStream(spec.seed, kRandomInputNoise, kind, step);
}

std::span<float> row_of(torch::Tensor& inputs, std::int64_t n) {
  const std::int64_t size = inputs.size(1);
  return {inputs.data_ptr<float>() + n * size, static_cast<std::size_t>(size)};
}

void add_clutter(torch::Tensor& seen, const torch::Tensor& clean, const NetworkSpec& spec, int step) {
  RandomStream stream = stream_of(spec, kClutter, step);
  const auto count = static_cast<std::uint32_t>(clean.size(0));
  for (std::uint32_t n = 0; n < count; ++n) {
    for (std::uint32_t pieces = stream.below(spec.clutter + 1); pieces > 0 && count > 1; --pieces) {
      const std::uint32_t other = (n + 1 + stream.below(count - 1)) % count;
      const Piece piece =
          cut_piece({clean.data_ptr<float>() + std::size_t{other} * kPixels, kPixels}, stream);
      scatter_piece(piece, 0, 0, kSide, row_of(seen, n), kSide, stream);
    }
  }
}

using Pattern = std::array<float, kPixels>;

/// Means over 3 x 3 pixels, around the edges, brought back to a mean square of 1.
void blur(Pattern& pattern) {
  Pattern blurred{};
  float squares = 0;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      float sum = 0;
      for (int down = kSide - 1; down <= kSide + 1; ++down) {
        for (int right = kSide - 1; right <= kSide + 1; ++right)
          sum += pattern[(row + down) % kSide * kSide + (column + right) % kSide];
      }
      blurred[row * kSide + column] = sum;
      squares += sum * sum;
    }
  }
  const float scale = 1 / std::sqrt(squares / kPixels);
  std::ranges::transform(blurred, pattern.begin(), [&](float value) { return value * scale; });
}

/// Grey of any brightness and contrast, from flat to black and white, grains of one to several pixels.
Pattern draw_pattern(RandomStream& stream) {
  constexpr float kMostContrast = .5F;
  constexpr int kMostBlurs = 3;
  const float brightness = stream.uniform();
  const float contrast = kMostContrast * stream.uniform();
  const auto blurs = static_cast<int>(stream.below(kMostBlurs + 1));
  Pattern pattern;
  for (float& value : pattern) value = stream.normal();
  for (int i = 0; i < blurs; ++i) blur(pattern);
  for (float& value : pattern) value = std::clamp(brightness + contrast * value, 0.0F, 1.0F);
  return pattern;
}

void add_patterns(torch::Tensor& seen, const NetworkSpec& spec, int step) {
  constexpr float kMostCover = 1.5F;  // above 1 so that behind a third of them nothing is to be seen
  RandomStream stream = stream_of(spec, kPatterns, step);
  for (std::int64_t n = 0; n < seen.size(0); ++n) {
    if (stream.uniform() >= spec.patterns) continue;
    const float cover = std::min(kMostCover * stream.uniform(), 1.0F);
    const Pattern pattern = draw_pattern(stream);
    const std::span<float> image = row_of(seen, n);
    std::ranges::transform(image, pattern, image.begin(),
                           [&](float ink, float grey) { return (1 - cover) * ink + cover * grey; });
  }
}

void add_noise(torch::Tensor& seen, const NetworkSpec& spec, int step) {
  RandomStream stream = stream_of(spec, kNoise, step);
  const auto most = static_cast<float>(spec.noise);
  for (std::int64_t n = 0; n < seen.size(0); ++n) {
    const float sigma = spec.vary_noise ? most * stream.uniform() : most;
    for (float& value : row_of(seen, n)) value += sigma * stream.normal();
  }
}

}  // namespace

torch::Tensor jittered(const torch::Tensor& images, const NetworkSpec& spec, int step) {
  constexpr double kShift = 10.0 / 14;  // the map counts in half images
  const std::int64_t count = images.size(0);
  RandomStream stream = stream_of(spec, kJitter, step);
  torch::Tensor maps = torch::zeros({count, 2, 3});
  auto* entries = maps.data_ptr<float>();
  for (std::int64_t i = 0; i < maps.numel(); ++i) {
    const bool shift = i % 3 == 2;
    const bool diagonal = i % 6 == 0 || i % 6 == 4;
    const double sd = shift ? kShift * spec.jitter : spec.jitter;
    entries[i] = static_cast<float>((diagonal ? 1 : 0) + sd * stream.normal());
  }
  const torch::Tensor grid = torch::affine_grid_generator(maps, {count, 1, kSide, kSide}, false);
  return torch::grid_sampler(images.view({count, 1, kSide, kSide}), grid, 0, 0, false).view({count, -1});
}

torch::Tensor corrupted(const torch::Tensor& clean, const NetworkSpec& spec, int step) {
  torch::Tensor seen = clean.clone();
  if (spec.clutter > 0) add_clutter(seen, clean, spec, step);
  if (spec.patterns > 0) add_patterns(seen, spec, step);
  if (spec.noise > 0) add_noise(seen, spec, step);
  return seen;
}

}  // namespace resketch
