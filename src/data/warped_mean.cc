#include "data/warped_mean.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace resketch {
namespace {

enum class Move : std::uint8_t { kBoth, kPace, kMember };

// Values, then slopes times `weight`, of every step: [steps, 2 dims].
std::vector<float> with_slopes(std::span<const float> sequence, int dims, float weight) {
  const int steps = static_cast<int>(sequence.size()) / dims;
  std::vector<float> out(2 * sequence.size());
  for (int d = 0; d < dims; ++d) {
    const auto at = [&](int t) { return sequence[static_cast<std::size_t>(t) * dims + d]; };
    for (int t = 0; t < steps; ++t) {
      float* step = &out[static_cast<std::size_t>(t) * 2 * dims];
      step[d] = at(t);
      step[dims + d] = weight * (at(std::min(t + 1, steps - 1)) - at(std::max(t - 1, 0)));
    }
  }
  return out;
}

// The weight that makes slopes vary as much as values do.
float slope_weight(std::span<const std::span<const float>> members, int dims) {
  double values = 0;
  double slopes = 0;
  for (const auto member : members) {
    const std::vector<float> channels = with_slopes(member, dims, 1);
    const auto steps = static_cast<double>(member.size()) / dims;
    for (int d = 0; d < dims; ++d) {
      double sum = 0;
      for (std::size_t k = d; k < channels.size(); k += 2 * dims) {
        sum += channels[k];
        values += static_cast<double>(channels[k]) * channels[k];
        slopes += static_cast<double>(channels[k + dims]) * channels[k + dims];
      }
      values -= sum * sum / steps;
    }
  }
  return slopes > 0 ? static_cast<float>(std::sqrt(std::max(0.0, values) / slopes)) : 0;
}

// The last move of the cheapest warp to every pair of steps: [steps, steps].
void find_moves(const std::vector<float>& pace, const std::vector<float>& member, int channels,
                std::vector<Move>& moves) {
  const int steps = static_cast<int>(pace.size()) / channels;
  constexpr float kFar = std::numeric_limits<float>::infinity();
  std::vector<float> row(steps, kFar);
  for (int i = 0; i < steps; ++i) {
    float left = kFar;
    float diagonal = i == 0 ? 0 : kFar;
    for (int j = 0; j < steps; ++j) {
      float cost = 0;
      for (int c = 0; c < channels; ++c) {
        const float difference = pace[static_cast<std::size_t>(i) * channels + c] -
                                 member[static_cast<std::size_t>(j) * channels + c];
        cost += difference * difference;
      }
      const float above = row[j];
      Move move = Move::kBoth;
      float least = diagonal;
      if (above < least) {
        least = above;
        move = Move::kPace;
      }
      if (left < least) {
        least = left;
        move = Move::kMember;
      }
      moves[static_cast<std::size_t>(i) * steps + j] = move;
      diagonal = above;
      left = row[j] = least + cost;
    }
  }
}

// Adds to every step the mean of the member's values that the warp puts there.
void add_warped(std::span<const float> member, int dims, const std::vector<Move>& moves,
                std::vector<double>& sums) {
  int i = static_cast<int>(member.size()) / dims - 1;
  const int steps = i + 1;
  int j = i;
  int last = j;  // of the member's steps that meet step i
  while (true) {
    const Move move = moves[static_cast<std::size_t>(i) * steps + j];
    const bool begins = i == 0 && j == 0;
    if (begins || move != Move::kMember) {
      for (int d = 0; d < dims; ++d) {
        double sum = 0;
        for (int k = j; k <= last; ++k) sum += member[static_cast<std::size_t>(k) * dims + d];
        sums[static_cast<std::size_t>(i) * dims + d] += sum / (last - j + 1);
      }
      if (begins) return;
      --i;
      if (move == Move::kBoth) --j;
      last = j;
    } else {
      --j;
    }
  }
}

}  // namespace

std::vector<float> warped_mean(std::span<const std::span<const float>> members, std::span<const float> pace,
                               int dims) {
  if (members.empty()) return {pace.begin(), pace.end()};
  const float weight = slope_weight(members, dims);
  const std::vector<float> paced = with_slopes(pace, dims, weight);
  const std::size_t steps = pace.size() / dims;
  std::vector<Move> moves(steps * steps);
  std::vector<double> sums(pace.size());
  for (const auto member : members) {
    find_moves(paced, with_slopes(member, dims, weight), 2 * dims, moves);
    add_warped(member, dims, moves, sums);
  }
  std::vector<float> mean(sums.size());
  for (std::size_t k = 0; k < sums.size(); ++k)
    mean[k] = static_cast<float>(sums[k] / static_cast<double>(members.size()));
  return mean;
}

}  // namespace resketch
