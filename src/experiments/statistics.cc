#include "experiments/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace resketch {
namespace {

double square(double x) {
  return x * x;
}

/// Variance of a share of `items`.
double binomial(double share, int items) {
  const double p = std::clamp(share, 0.0, 1.0);
  return items > 0 ? p * (1 - p) / items : 0;
}

}  // namespace

double student_t975(double degrees_of_freedom) {
  static constexpr std::array kTable = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365,
                                        2.306,  2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
                                        2.131,  2.120, 2.110, 2.101, 2.093, 2.086};
  const auto whole = static_cast<std::size_t>(std::max(1.0, std::floor(degrees_of_freedom)));
  if (whole <= kTable.size()) return kTable[whole - 1];
  // The first terms of the expansion around the normal quantile: right to three decimals from here on.
  const double z = 1.959964;
  return z + (z * z * z + z) / (4 * degrees_of_freedom) +
         (5 * std::pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * square(degrees_of_freedom));
}

double uncertainty(const Summary& measured, int items, const Published& published) {
  if (published.exact) return published.rounding;
  if (!std::isfinite(measured.sd)) return Figure::kNone;
  const double ours = square(measured.sd) / measured.n;
  const bool has_sd = std::isfinite(published.sd);
  const double theirs = has_sd ? square(published.sd) / published.n : square(measured.sd);
  double df = measured.n - 1;
  if (has_sd && ours + theirs > 0 && published.n > 1) {
    df = square(ours + theirs) / (square(ours) / (measured.n - 1) + square(theirs) / (published.n - 1));
  }
  double variance = ours + theirs;
  if (published.other_items) variance += binomial(measured.mean, items) + binomial(published.value, items);
  return student_t975(df) * std::sqrt(variance) + published.rounding;
}

Figure make_figure(const Summary& measured, int items, const Published& published, std::string source) {
  Figure figure{.value = measured.mean, .sd = measured.sd, .n = measured.n, .items = items};
  figure.source = std::move(source);
  if (!std::isfinite(published.value)) return figure;
  figure.published = published.value;
  figure.published_sd = published.sd;
  figure.published_n = published.n;
  figure.uncertainty = uncertainty(measured, items, published);
  return figure;
}

std::optional<bool> Figure::differs() const {
  if (!std::isfinite(value) || !std::isfinite(published) || !std::isfinite(uncertainty)) return std::nullopt;
  // Rounding errors of printing and parsing must not decide.
  return std::abs(value - published) > uncertainty * (1 + 1e-9) + 1e-12;
}

}  // namespace resketch
