#include "generator/trace_features.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "generator/exemplar_generator.h"
#include "generator/trace_constants.h"

namespace resketch {
namespace {

constexpr int kPoseBumps = 2;

// Rows are orthonormal cosines (DCT-II) with first, first + 1, ... half waves along the trace.
Eigen::MatrixXf cosines(int first, int terms) {
  Eigen::MatrixXf rows(terms, kTracePoints);
  for (int a = 0; a < terms; ++a) {
    const int waves = first + a;
    for (int i = 0; i < kTracePoints; ++i) {
      rows(a, i) = static_cast<float>(std::cos(std::numbers::pi * (i + .5) * waves / kTracePoints) *
                                      std::sqrt((waves > 0 ? 2.0 : 1.0) / kTracePoints));
    }
  }
  return rows;
}

struct Bases {
  Eigen::MatrixXf points, timing, speed;

  Bases(const FeatureCounts& counts, int first)
      : points(cosines(first, counts.point_terms)),
        timing(cosines(0, counts.timing_terms) / (kTracePoints - 1)),
        speed(kTraces.speed_weight * cosines(0, counts.speed_terms)) {}
};

// A pen's points are centred, so that their mean says nothing. Those of a series have one.
const Bases& bases(const TraceForm& form) {
  static const Bases kPen(feature_counts({.pen = true}), 1);
  static const Bases kFinePen(feature_counts({.pen = true, .fine = true}), 1);
  static const std::vector<Bases> kSeries = [] {
    std::vector<Bases> of_dims;
    for (int dims = 1; dims <= kMaxSeriesDims; ++dims)
      of_dims.emplace_back(feature_counts({.pen = false, .dims = dims}), 0);
    return of_dims;
  }();
  if (form.pen) return form.fine ? kFinePen : kPen;
  return kSeries[form.dims - 1];
}

Features features_of(const TraceForm& form, const Curves& points, const AlongTrace& timing,
                     const Curves& log_speed) {
  const FeatureCounts counts = feature_counts(form);
  const Bases& basis = bases(form);
  Features features(counts.all);
  for (int d = 0; d < form.dims; ++d)
    features.segment(d * counts.point_terms, counts.point_terms) = basis.points * points.col(d);
  features.segment(counts.points, counts.timing_terms) = basis.timing * timing;
  if (form.pen) features.tail(counts.speed_terms) = basis.speed * log_speed;
  return features;
}

// Bump number `bump` of a partition of unity by raised cosines.
AlongTrace pose_bump(int bump) {
  AlongTrace values;
  for (int i = 0; i < kTracePoints; ++i) {
    const double distance = std::abs(static_cast<double>(i) / (kTracePoints - 1) * (kPoseBumps - 1) - bump);
    values[i] = distance < 1 ? static_cast<float>(.5 * (1 + std::cos(std::numbers::pi * distance))) : 0.0F;
  }
  return values;
}

}  // namespace

FeatureCounts feature_counts(const TraceForm& form) {
  FeatureCounts counts;
  if (form.pen) {
    counts.point_terms = form.fine ? kTraces.fine_point_terms : kTraces.pen_point_terms;
  } else {
    counts.point_terms = std::clamp(kTraces.series_point_features / form.dims, 1, kTraces.series_point_terms);
  }
  counts.timing_terms = kTraces.timing_terms;
  counts.speed_terms = form.pen ? kTraces.speed_terms : 0;
  counts.points = form.dims * counts.point_terms;
  counts.all = counts.points + counts.timing_terms + counts.speed_terms;
  counts.pose = form.pen ? 2 * kPoseBumps : 0;
  return counts;
}

Deformation deformation(const Trace& exemplar, const AlignmentTarget& target) {
  Deformation found;
  found.warp = align(exemplar, target);
  const Trace& trace = target.trace();
  Curves points(kTracePoints, exemplar.form.dims);
  Curves log_speed(kTracePoints, exemplar.log_speed.cols());
  AlongTrace timing;
  for (int i = 0; i < kTracePoints; ++i) timing[i] = found.warp[i] - static_cast<float>(i);
  const auto warp_columns = [&](const Curves& from, Curves& to) {
    for (int d = 0; d < to.cols(); ++d) {
      const auto values = from.col(d);
      for (int i = 0; i < kTracePoints; ++i) to(i, d) = at_place(values, found.warp[i]);
    }
  };
  warp_columns(trace.points, points);
  warp_columns(trace.log_speed, log_speed);
  if (exemplar.form.pen) {
    found.shift_x = points.col(0).mean();
    found.shift_y = points.col(1).mean();
  }
  found.features =
      features_of(exemplar.form, points - exemplar.points, timing, log_speed - exemplar.log_speed);
  return found;
}

Curves displacement(const TraceForm& form, const Eigen::VectorXf& point_features) {
  const Bases& basis = bases(form);
  const auto terms = basis.points.rows();
  Curves curves(kTracePoints, form.dims);
  for (int d = 0; d < form.dims; ++d)
    curves.col(d) = basis.points.transpose() * point_features.segment(d * terms, terms);
  return curves;
}

Eigen::MatrixXd pose_tangents(const Trace& exemplar) {
  const FeatureCounts counts = feature_counts(exemplar.form);
  Eigen::MatrixXd tangents(counts.all, counts.pose);
  const AlongTrace none = AlongTrace::Zero();
  for (int bump = 0; 2 * bump < counts.pose; ++bump) {
    const AlongTrace share = pose_bump(bump);
    // The pieces of the stroke under the bump grow or turn, the others move along with them.
    Curves grown = Curves::Zero(kTracePoints, 2);
    for (int i = 1; i < kTracePoints; ++i) {
      const float piece = .5F * (share[i] + share[i - 1]);
      grown.row(i) = grown.row(i - 1) + piece * (exemplar.points.row(i) - exemplar.points.row(i - 1));
    }
    Curves turned(kTracePoints, 2);
    turned << -grown.col(1), grown.col(0);
    tangents.col(2 * bump) = features_of(exemplar.form, grown, none, share).cast<double>();
    tangents.col(2 * bump + 1) = features_of(exemplar.form, turned, none, none).cast<double>();
  }
  return tangents;
}

}  // namespace resketch
