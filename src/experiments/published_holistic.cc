#include "experiments/published_holistic.h"

namespace resketch {
namespace {

struct Printed {
  double accuracy, rmse, sd;
};
constexpr double kNone = Figure::kNone;

PublishedHolistic row(const char* variant, Printed two, Printed four, Printed twenty) {
  PublishedHolistic out{.variant = variant, .accuracy = {}, .rmse = {}};
  const Printed columns[] = {two, four, twenty};
  for (int c = 0; c < 3; ++c) {
    const int instances = columns[c].sd == columns[c].sd ? 5 : 1;  // NaN: no spread is printed
    out.accuracy[c] = {columns[c].accuracy, columns[c].sd, instances, 0.005, false, true};
    out.rmse[c] = {columns[c].rmse, kNone, 1, 0.005, false, true};
  }
  return out;
}

}  // namespace

const std::vector<PublishedHolistic>& published_holistic() {
  static const std::vector<PublishedHolistic> kRows = {
      row("naked", {.66, .38, .17}, {.49, .35, .14}, {.35, .20, .05}),
      row("ds", {.54, .49, .12}, {.65, .30, .23}, {.32, .20, .09}),
      row("noise_01", {.67, .30, .21}, {.88, .22, .06}, {.35, .20, .06}),
      row("noise_02", {.98, .08, .03}, {.91, .22, .05}, {.38, .19, .11}),
      row("noise_03", {1, .08, 0}, {.93, .19, .03}, {.43, .18, .12}),
      row("noise_04", {1, .12, 0}, {.93, .18, .03}, {.20, .20, .08}),
      row("repeller", {.79, .15, .07}, {.58, .27, .11}, {.29, .20, .05}),
      row("types", {.79, .34, .17}, {.27, .44, .08}, {.08, .22, .03}),
      row("types_noise", {.85, .32, .23}, {.79, .35, .11}, {.09, .22, .04}),
      row("sparse", {kNone, kNone, kNone}, {kNone, kNone, kNone}, {kNone, kNone, kNone}),
      row("sparse_noise", {.97, .13, .03}, {.97, .18, .02}, {.49, .19, .06}),
      row("sparse_1", {1, .13, kNone}, {.97, .18, kNone}, {.62, .18, kNone}),
      row("comparison", {1, 0, kNone}, {.94, .13, kNone}, {.97, .05, kNone}),
      row("comparison_sparse", {.98, .11, kNone}, {.94, .17, kNone}, {.61, .17, kNone}),
  };
  return kRows;
}

std::span<const double> published_instances(int classes, const std::string& variant, bool rmse) {
  static constexpr double kAccuracy[] = {.7, .57, .81, .84, .38};
  static constexpr double kRmse[] = {.36, .44, .32, .17, .6};
  if (classes != 2 || variant != "naked") return {};
  return rmse ? std::span(kRmse) : std::span(kAccuracy);
}

}  // namespace resketch
