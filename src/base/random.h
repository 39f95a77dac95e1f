// Counter-based random numbers: the same (seed, stream, counter) gives the same numbers whatever ran before.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace resketch {

/// Philox4x32-10: 128 random bits from a 128-bit counter and a 64-bit key.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
inline std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                               std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = 0xD2511F53ULL * counter[0];
    const std::uint64_t b = 0xCD9E8D57ULL * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9U;
    key[1] += 0xBB67AE85U;
  }
  return counter;
}

/// A sequence of random numbers named by (seed, purpose, module, step); copies continue alike.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed, std::uint32_t purpose = 0, std::uint32_t module = 0,
                        std::uint32_t step = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, step, module, purpose} {}

  std::uint32_t next_u32() {
    if (left_ == 0) {
      block_ = philox4x32(counter_, key_);
      ++counter_[0];
      left_ = 4;
    }
    return block_[4 - left_--];
  }

  /// Uniform in [0, 1), 24 bits.
  float uniform() { return static_cast<float>(next_u32() >> 8) * 0x1p-24F; }
  float uniform(float low, float high) { return low + (high - low) * uniform(); }

  /// Uniform in 0..n-1 without modulo bias worth speaking of (n far below 2^32).
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(next_u32()) * n) >> 32);
  }

  /// Standard normal (Box-Muller, one of the pair).
  float normal() {
    const float u = 1.0F - uniform();
    const float v = uniform();
    return std::sqrt(-2.0F * std::log(u)) * std::cos(2.0F * std::numbers::pi_v<float> * v);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int left_ = 0;
};

/// Purposes, so that no two uses of one seed share numbers.
enum RandomPurpose : std::uint32_t {
  kRandomExemplars = 1,
  kRandomKMeans,
  kRandomWeights,
  kRandomTrainingStep,
  kRandomInputNoise,
  kRandomOutputNoise,
  kRandomLatentStart,
  kRandomPen,
  kRandomSplit,
  kRandomBootstrap,
  kRandomSom,
};

}  // namespace resketch
