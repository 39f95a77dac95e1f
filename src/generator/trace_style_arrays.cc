// The shared style as named arrays of a model, and back.
#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "generator/exemplar_generator.h"
#include "generator/trace_style.h"

namespace resketch {
namespace {

constexpr int kUnits = 4;

std::vector<float> as_array(const Eigen::MatrixXd& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};  // symmetric: row and column order are the same
}

Error bad_array(const std::string& name, const std::string& what) {
  return {ErrorCode::kBadInput, fmt::format("style array '{}' {}", name, what)};
}

Result<std::span<const float>> find_array(const Model& model, const std::string& name, std::size_t length) {
  const auto found = model.style.find(name);
  if (found == model.style.end()) return bad_array(name, "is missing; this generator needs it");
  const std::vector<float>& values = found->second;
  if (values.size() != length) {
    return bad_array(name,
                     fmt::format("has {} values; this generator expects {} (a model of another version must "
                                 "be trained again)",
                                 values.size(), length));
  }
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
    return bad_array(name, "has a value that is not finite");
  }
  return std::span<const float>(values);
}

Result<Eigen::MatrixXd> find_covariance(const Model& model, const std::string& name, int size) {
  const auto values = find_array(model, name, static_cast<std::size_t>(size) * size);
  if (!values) return values.error();
  const Eigen::MatrixXd matrix = Eigen::Map<const Eigen::MatrixXf>(values->data(), size, size).cast<double>();
  const bool symmetric = (matrix - matrix.transpose()).norm() <= 1e-4 * matrix.norm();
  if (!symmetric || matrix.llt().info() != Eigen::Success) {
    return bad_array(name, "is no covariance: it must be symmetric and positive definite");
  }
  return matrix;
}

}  // namespace

Detail style_detail(const Model& model) {
  if (!has_fine_detail(model.generator)) return Detail::kUsual;
  const auto found = model.style.find("covariance");
  const auto fine = static_cast<std::size_t>(feature_counts({.pen = true, .fine = true}).all);
  return found != model.style.end() && found->second.size() == fine * fine ? Detail::kFine : Detail::kUsual;
}

void store_style(const TraceStyle& style, Model& model) {
  const TraceUnits& units = style.units;
  model.style.clear();
  model.style["units"] = {static_cast<float>(units.speed), static_cast<float>(units.duration),
                          static_cast<float>(units.size), static_cast<float>(units.slope)};
  model.style["covariance"] = as_array(style.covariance);
  if (units.form.pen) model.style["pose"] = as_array(style.pose);
}

Result<TraceStyle> stored_style(const Model& model) {
  const auto units = find_array(model, "units", kUnits);
  if (!units) return units.error();
  if (!std::all_of(units->begin(), units->end(),
                   [](float unit) { return std::isnormal(unit) && unit > 0; })) {
    return bad_array("units", "has a value that is not above 0");
  }
  TraceForm form = form_of(model);
  form.fine = style_detail(model) == Detail::kFine;
  const FeatureCounts counts = feature_counts(form);
  auto covariance = find_covariance(model, "covariance", counts.all);
  if (!covariance) return covariance.error();
  auto pose = form.pen ? find_covariance(model, "pose", counts.pose) : Eigen::MatrixXd();
  if (!pose) return pose.error();
  TraceStyle style;
  style.units = axis_units(form, model.preprocessing);
  style.units.speed = (*units)[0];
  style.units.duration = (*units)[1];
  style.units.size = (*units)[2];
  style.units.slope = (*units)[3];
  style.covariance = *std::move(covariance);
  style.pose = *std::move(pose);
  return style;
}

}  // namespace resketch
