// Random generators, latents and targets for tests of the kernels.
#pragma once

#include <rapidcheck.h>

#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "kernels/isa.h"
#include "resketch/model.h"

namespace resketch {

/// A shape from the whole range that the kernels are promised for.
inline rc::Gen<LstmShape> any_shape(int most_hidden = 64, int most_steps = 300) {
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(1, 17), rc::gen::inRange(1, most_hidden + 1),
                                     rc::gen::inRange(1, 33), rc::gen::inRange(1, most_steps + 1)),
                      [](const std::tuple<int, int, int, int>& t) {
                        return LstmShape{std::get<0>(t), std::get<1>(t), std::get<2>(t), std::get<3>(t)};
                      });
}

template <typename Vector>
Vector random_values(std::size_t count, RandomStream& random, float low, float high) {
  Vector values(count);
  for (auto& value : values) value = random.uniform(low, high);
  return values;
}

/// Weights as PyTorch would start them, a little larger so that units saturate now and then.
template <typename Vector>
Vector random_parameters(const LstmShape& shape, std::size_t lanes, RandomStream& random) {
  const float bound = 1.5F / std::sqrt(static_cast<float>(shape.hidden));
  return random_values<Vector>(LstmLayout(shape).size * lanes, random, -bound, bound);
}

/// Lane l of an interleaved array, as doubles.
template <typename Vector>
std::vector<double> lane(const Vector& values, std::size_t lanes, std::size_t l) {
  std::vector<double> out;
  for (std::size_t n = l; n < values.size(); n += lanes) out.push_back(static_cast<double>(values[n]));
  return out;
}

/// |a - b| / |b| over vectors, with a floor for vectors that are zero.
inline double relative_error(const std::vector<double>& a, const std::vector<double>& b,
                             double least_norm = 1e-6) {
  double difference = 0;
  double norm = 0;
  for (std::size_t n = 0; n < b.size(); ++n) {
    difference += (a[n] - b[n]) * (a[n] - b[n]);
    norm += b[n] * b[n];
  }
  return std::sqrt(difference) / std::max(std::sqrt(norm), least_norm);
}

/// Runs `body` once with every instruction set of this machine, the best one restored afterwards.
template <typename Body>
void with_each_isa(const Body& body) {
  const std::string before = current_isa();
  for (const std::string& isa : available_isas()) {
    use_isa(isa).value();
    body(isa);
  }
  use_isa(before).value();
}

}  // namespace resketch
