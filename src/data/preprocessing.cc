#include "resketch/preprocessing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "data/pen_hold.h"

namespace resketch {
namespace {

int drawn_dims(DataKind kind, int input_dims) {
  return kind == DataKind::kPenVelocity ? 2 : input_dims;
}

// The curve that is standardised: [raw steps, dims], velocities added up. In double, so that long sums do not
// depend on their length.
std::vector<double> curve_of(const Preprocessing& preprocessing, SequenceView raw) {
  const bool pen = preprocessing.kind == DataKind::kPenVelocity;
  const int dims = preprocessing.dims;
  const int moving = pen && preprocessing.by_hand ? steps_by_hand(raw) : raw.steps;
  std::vector<double> curve(static_cast<std::size_t>(raw.steps) * dims);
  for (int t = 0; t < raw.steps; ++t) {
    for (int d = 0; d < dims; ++d) {
      const double before = pen && t > 0 ? curve[(t - 1) * dims + d] : 0.0;
      curve[t * dims + d] = before + (t < moving ? static_cast<double>(raw.values[t * raw.dims + d]) : 0.0);
    }
  }
  return curve;
}

// [from, dims] to [to, dims], linearly, ends at ends.
std::vector<double> resampled(const std::vector<double>& curve, int from, int to, int dims) {
  std::vector<double> out(static_cast<std::size_t>(to) * dims);
  for (int t = 0; t < to; ++t) {
    const double place = to == 1 ? from - 1.0 : static_cast<double>(t) * (from - 1) / (to - 1);
    const int left = std::max(std::min(static_cast<int>(place), from - 2), 0);
    const int right = std::min(left + 1, from - 1);
    const double share = place - left;
    for (int d = 0; d < dims; ++d) {
      out[t * dims + d] = (1 - share) * curve[left * dims + d] + share * curve[right * dims + d];
    }
  }
  return out;
}

// [from, dims] to [to, dims]: held at its last point if it is shorter, resampled if it is longer.
std::vector<double> with_length(std::vector<double> curve, int from, int to, int dims) {
  if (from > to) return resampled(curve, from, to, dims);
  curve.reserve(static_cast<std::size_t>(to) * dims);
  for (int k = from * dims; k < to * dims; ++k) curve.push_back(curve[k - dims]);
  return curve;
}

std::vector<double> fixed_length_curve(const Preprocessing& preprocessing, SequenceView raw) {
  return with_length(curve_of(preprocessing, raw), raw.steps, preprocessing.steps, preprocessing.dims);
}

std::string item_position(const Dataset& data, int item) {
  return "item " + data.id(item);
}

std::optional<Error> check_pool(const Dataset& pool) {
  if (pool.size() == 0) {
    return Error(ErrorCode::kBadInput, "there are no items to measure mean and length on", pool.name);
  }
  if (pool.kind == DataKind::kPenVelocity && pool.dims < 2) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("pen velocity needs x and y, but a step has {} value", pool.dims), pool.name);
  }
  for (int n = 0; n < pool.size(); ++n) {
    if (pool.steps(n) < 1) {
      return Error(ErrorCode::kBadInput, "has no steps", pool.name, item_position(pool, n));
    }
    if (pool.kind == DataKind::kImage && pool.steps(n) != pool.steps(0)) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("image has {} rows, but that of item {} has {}; all must have one size",
                               pool.steps(n), pool.id(0), pool.steps(0)),
                   pool.name, item_position(pool, n));
    }
  }
  return std::nullopt;
}

// Fills mean and sd of every axis over all steps of all items, padding included. Two passes: the sum of
// squares would cancel for axes far from zero.
std::optional<Error> fit_axes(const Dataset& pool, Preprocessing& fitted) {
  const int dims = fitted.dims;
  const auto for_each_value = [&](auto&& use) {
    for (int n = 0; n < pool.size(); ++n) {
      const auto curve = fixed_length_curve(fitted, pool[n]);
      for (std::size_t k = 0; k < curve.size(); ++k) use(k % dims, curve[k]);
    }
  };
  const double count = static_cast<double>(pool.size()) * fitted.steps;
  std::vector<double> mean(dims);
  std::vector<double> variance(dims);
  for_each_value([&](std::size_t d, double value) { mean[d] += value / count; });
  for_each_value(
      [&](std::size_t d, double value) { variance[d] += (value - mean[d]) * (value - mean[d]) / count; });
  for (int d = 0; d < dims; ++d) {
    const auto axis_mean = static_cast<float>(mean[d]);
    const auto sd = static_cast<float>(std::sqrt(variance[d]));
    if (!std::isfinite(axis_mean) || !std::isfinite(sd)) {
      return Error(ErrorCode::kBadInput, fmt::format("axis {} is too large to be standardised", d),
                   pool.name);
    }
    // Rounding in the mean leaves a constant axis with a spread of some 1e-16 of its size.
    if (!(sd > 1e-12 * std::abs(mean[d])) || !std::isnormal(sd)) {
      return Error(ErrorCode::kBadInput,
                   fmt::format("axis {} never changes, so it cannot be standardised", d), pool.name);
    }
    fitted.mean.push_back(axis_mean);
    fitted.sd.push_back(sd);
  }
  return std::nullopt;
}

}  // namespace

Result<Preprocessing> fit_preprocessing(const Dataset& pool, bool by_hand) {
  if (const auto error = check_pool(pool)) return *error;
  Preprocessing fitted;
  fitted.kind = pool.kind;
  fitted.input_dims = pool.dims;
  fitted.dims = drawn_dims(pool.kind, pool.dims);
  fitted.by_hand = by_hand && pool.kind == DataKind::kPenVelocity;
  for (int n = 0; n < pool.size(); ++n) fitted.steps = std::max(fitted.steps, pool.steps(n));
  if (pool.kind != DataKind::kImage) {
    if (const auto error = fit_axes(pool, fitted)) return *error;
  }
  return fitted;
}

Result<std::vector<float>> preprocess(const Preprocessing& preprocessing, SequenceView raw) {
  const auto& [kind, input_dims, steps, dims, mean, sd, by_hand] = preprocessing;
  if (kind == DataKind::kImage) {
    if (raw.steps != steps || raw.dims != dims) {
      return Error(ErrorCode::kShapeMismatch, fmt::format("an image of {} x {}; the model expects {} x {}",
                                                          raw.steps, raw.dims, steps, dims));
    }
    return std::vector<float>(raw.values.begin(), raw.values.end());
  }
  if (raw.dims != input_dims) {
    return Error(ErrorCode::kShapeMismatch,
                 fmt::format("{} values a step; the model expects {}", raw.dims, input_dims));
  }
  if (raw.steps < 1) return Error(ErrorCode::kBadInput, "has no steps");
  const std::vector<double> curve = fixed_length_curve(preprocessing, raw);
  std::vector<float> values(curve.size());
  for (std::size_t k = 0; k < curve.size(); ++k) {
    values[k] = static_cast<float>((curve[k] - mean[k % dims]) / sd[k % dims]);
    if (!std::isfinite(values[k])) {
      return Error(ErrorCode::kBadInput, "too large to be standardised", {},
                   fmt::format("step {}", k / dims));
    }
  }
  return values;
}

std::vector<float> restore(const Preprocessing& preprocessing, std::span<const float> drawn,
                           SequenceView raw) {
  const auto& [kind, input_dims, steps, dims, mean, sd, by_hand] = preprocessing;
  std::vector<float> out(raw.values.begin(), raw.values.end());
  if (kind == DataKind::kImage) {
    std::ranges::transform(drawn, out.begin(), [](float pixel) { return std::clamp(pixel, 0.0F, 1.0F); });
    return out;
  }
  std::vector<double> curve(drawn.size());
  for (std::size_t k = 0; k < curve.size(); ++k) {
    curve[k] = static_cast<double>(drawn[k]) * static_cast<double>(sd[k % dims]) +
               static_cast<double>(mean[k % dims]);
  }
  // Padding goes; what was resampled to fit is resampled back.
  if (raw.steps > steps) curve = resampled(curve, steps, raw.steps, dims);
  const bool pen = kind == DataKind::kPenVelocity;
  for (int t = pen ? 1 : 0; t < raw.steps; ++t) {  // the first velocity says where a pen starts: as raw does
    for (int d = 0; d < dims; ++d) {
      const double before = pen ? curve[(t - 1) * dims + d] : 0.0;
      out[t * raw.dims + d] = static_cast<float>(curve[t * dims + d] - before);
    }
  }
  return out;
}

Result<Dataset> preprocess(const Preprocessing& preprocessing, const Dataset& raw) {
  Dataset done;
  done.name = raw.name;
  done.kind = raw.kind;
  done.dims = preprocessing.dims;
  done.labels = raw.labels;
  done.label_names = raw.label_names;
  done.ids = raw.ids;
  done.values.reserve(static_cast<std::size_t>(raw.size()) * preprocessing.steps * preprocessing.dims);
  done.first_step.reserve(raw.first_step.size());
  done.first_step.push_back(0);
  for (int n = 0; n < raw.size(); ++n) {
    const auto values = preprocess(preprocessing, raw[n]);
    if (!values.ok()) {
      const Error& error = values.error();
      const std::string place = error.position().empty() ? "" : ", " + error.position();
      return Error(error.code(), error.message(), raw.name, item_position(raw, n) + place);
    }
    done.values.insert(done.values.end(), values->begin(), values->end());
    done.first_step.push_back(done.first_step.back() + preprocessing.steps);
  }
  return done;
}

}  // namespace resketch
