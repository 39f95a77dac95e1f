#include "measures/letter_map.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "measures/som.h"

namespace resketch {
namespace {

constexpr int kClasses = 4;
constexpr int kParts = 10;  // of 1 that are shared out
constexpr double kClearShare = 0.99;

/// All ways to share out 1 in tenths: [286, 4].
std::vector<double> shared_out() {
  std::vector<double> out;
  for (int a = 0; a <= kParts; ++a) {
    for (int b = 0; a + b <= kParts; ++b) {
      for (int c = 0; a + b + c <= kParts; ++c) {
        for (const int part : {a, b, c, kParts - a - b - c})
          out.push_back(static_cast<double>(part) / kParts);
      }
    }
  }
  return out;
}

double mean_square(const float* a, const float* b, std::size_t length) {
  double squares = 0;
  for (std::size_t i = 0; i < length; ++i) {
    const double gap = a[i] - b[i];
    squares += gap * gap;
  }
  return squares / static_cast<double>(length);
}

/// Calls drawings by letters.
class Reader {
 public:
  static constexpr int kUnclear = kClasses;

  Reader(const HolisticSet& set, const std::vector<float>& prototypes)
      : prototypes_(prototypes), length_(static_cast<std::size_t>(set.steps) * set.dims) {
    std::vector<double> errors;
    for (int i = 0; i < set.train.count; ++i) {
      const int c = set.train_labels[i];
      if (c < kClasses)
        errors.push_back(mean_square(&set.train.targets[i * length_], &prototypes_[c * length_], length_));
    }
    std::ranges::sort(errors);
    most_ = errors[static_cast<std::size_t>(kClearShare * static_cast<double>(errors.size() - 1))];
  }

  /// One letter a drawing, of [N, T, D].
  std::vector<int> read(const std::vector<float>& drawn) const {
    std::vector<int> out;
    for (std::size_t at = 0; at < drawn.size(); at += length_) {
      int best = kUnclear;
      double least = most_;
      for (int c = 0; c < kClasses; ++c) {
        const double error = mean_square(&drawn[at], &prototypes_[c * length_], length_);
        if (error <= least) {
          least = error;
          best = c;
        }
      }
      out.push_back(best);
    }
    return out;
  }

 private:
  const std::vector<float>& prototypes_;
  std::size_t length_;
  double most_ = 0;
};

std::vector<float> floats(const std::vector<double>& values) {
  std::vector<float> out;
  for (const double value : values) out.push_back(static_cast<float>(value));
  return out;
}

void measure_agreement(const Som& som, const std::vector<int>& winners, const std::vector<int>& letters,
                       LetterMap& out) {
  double pairs = 0;
  double equal = 0;
  std::vector<double> counts(kClasses + 1, 0);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    ++counts[letters[i]];
    for (std::size_t j = 0; j < i; ++j) {
      const int rows = winners[i] / som.side - winners[j] / som.side;
      const int columns = winners[i] % som.side - winners[j] % som.side;
      if (std::max(std::abs(rows), std::abs(columns)) > 1) continue;
      ++pairs;
      equal += letters[i] == letters[j] ? 1 : 0;
    }
  }
  const auto count = static_cast<double>(letters.size());
  out.agreement = pairs > 0 ? equal / pairs : 0;
  for (const double ours : counts) out.chance += ours * (ours - 1) / (count * (count - 1));
  out.unclear = counts[Reader::kUnclear] / count;
}

/// Distances between the drawings of adjacent neurons: the map's heights, and how borders stand out of them.
void measure_borders(const Som& som, const std::vector<float>& drawn, const std::vector<int>& letters,
                     LetterMap& out) {
  const std::size_t length = drawn.size() / letters.size();
  double sums[2] = {0, 0};  // of unlike and alike neighbours
  double counts[2] = {0, 0};
  for (int n = 0; n < som.side * som.side; ++n) {
    const auto neighbours = som.neighbours(n);
    double height = 0;
    for (const int other : neighbours) {
      const double distance = std::sqrt(mean_square(&drawn[n * length], &drawn[other * length], length));
      height += distance / static_cast<double>(neighbours.size());
      const int alike = letters[n] == letters[other] ? 1 : 0;
      sums[alike] += distance;
      ++counts[alike];
    }
    out.heights.push_back(height);
  }
  const double within = counts[1] > 0 ? sums[1] / counts[1] : 0;
  const double across = counts[0] > 0 ? sums[0] / counts[0] : 0;
  out.border = within > 0 && counts[0] > 0 ? across / within : std::nan("");
}

}  // namespace

LetterMap letter_map(const HolisticNetwork& network, const HolisticSet& set,
                     const std::vector<float>& prototypes, std::uint64_t seed) {
  const std::vector<double> latents = shared_out();
  const Som som = train_som(latents, kClasses, {.seed = seed});
  const Reader reader(set, prototypes);
  const auto letters = reader.read(holistic_draw(network, floats(latents)));
  std::vector<int> winners;
  for (std::size_t i = 0; i < letters.size(); ++i) winners.push_back(som.winner(&latents[i * kClasses]));

  LetterMap out{.side = som.side};
  measure_agreement(som, winners, letters, out);
  const auto neurons = holistic_draw(network, floats(som.weights));
  measure_borders(som, neurons, reader.read(neurons), out);

  std::vector<std::set<int>> won(static_cast<std::size_t>(som.side) * som.side);
  for (std::size_t i = 0; i < letters.size(); ++i) won[winners[i]].insert(letters[i]);
  double neurons_with_latents = 0;
  double mixed = 0;
  for (const std::set<int>& ours : won) {
    std::string text;
    for (const int letter : ours) text += letter == Reader::kUnclear ? "x" : set.labels[letter];
    out.labels.push_back(text);
    neurons_with_latents += ours.empty() ? 0 : 1;
    mixed += ours.size() - ours.count(Reader::kUnclear) > 1 ? 1 : 0;
  }
  out.overlap = mixed / neurons_with_latents;
  return out;
}

}  // namespace resketch
