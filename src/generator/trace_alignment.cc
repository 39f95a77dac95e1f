#include "generator/trace_alignment.h"

#include <utility>

#include "generator/trace_constants.h"

namespace resketch {
namespace {

void smooth(AlongTrace& warp) {
  for (int pass = 0; pass < kTraces.smoothing; ++pass) {
    const AlongTrace before = warp;
    constexpr int kInner = kTracePoints - 2;
    warp.segment<kInner>(1) =
        .25F * before.segment<kInner>(0) + .5F * before.segment<kInner>(1) + .25F * before.segment<kInner>(2);
  }
}

}  // namespace

std::vector<const float*> compared_curves(const Trace& trace) {
  std::vector<const float*> curves;
  for (const Curves* group : {&trace.points, &trace.slopes, &trace.headings}) {
    for (int d = 0; d < group->cols(); ++d) curves.push_back(group->col(d).data());
  }
  return curves;
}

AlignmentTarget::AlignmentTarget(Trace trace) : trace_(std::move(trace)) {
  for (const float* curve : compared_curves(trace_)) {
    curves_.insert(curves_.end(), kWarpMargin, kFarAway);
    curves_.insert(curves_.end(), curve, curve + kTracePoints);
    curves_.insert(curves_.end(), kWarpMargin, kFarAway);
  }
}

AlongTrace align(const Trace& exemplar, const AlignmentTarget& target) {
  const float bend_cost = kTraces.bend_cost * static_cast<float>(exemplar.form.dims);
  AlongTrace warp;
  sloped_dtw(compared_curves(exemplar), target.curves(), bend_cost, {warp.data(), kTracePoints});
  smooth(warp);
  return warp;
}

}  // namespace resketch
