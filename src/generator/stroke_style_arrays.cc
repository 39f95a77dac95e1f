// The shared style as named arrays of a model, and back.
#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>

#include "generator/stroke_style.h"

namespace resketch {
namespace {

constexpr int kUnits = 4;

template <typename Matrix>
std::vector<float> as_array(const Matrix& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};  // symmetric: row and column order are the same
}

Error bad_array(const std::string& name, const std::string& what) {
  return {ErrorCode::kBadInput, fmt::format("style array '{}' {}", name, what)};
}

Result<std::span<const float>> find_array(const Model& model, const std::string& name, std::size_t length) {
  const auto found = model.style.find(name);
  if (found == model.style.end()) return bad_array(name, "is missing; a stroke generator needs it");
  const std::vector<float>& values = found->second;
  if (values.size() != length) {
    return bad_array(name,
                     fmt::format("has {} values; a stroke generator expects {}", values.size(), length));
  }
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
    return bad_array(name, "has a value that is not finite");
  }
  return std::span<const float>(values);
}

template <typename Matrix>
Result<Matrix> find_covariance(const Model& model, const std::string& name) {
  const auto values = find_array(model, name, Matrix::SizeAtCompileTime);
  if (!values) return values.error();
  using FloatMatrix = Eigen::Matrix<float, Matrix::RowsAtCompileTime, Matrix::ColsAtCompileTime>;
  const Matrix matrix = Eigen::Map<const FloatMatrix>(values->data()).template cast<double>();
  const bool symmetric = (matrix - matrix.transpose()).norm() <= 1e-4 * matrix.norm();
  if (!symmetric || matrix.llt().info() != Eigen::Success) {
    return bad_array(name, "is no covariance: it must be symmetric and positive definite");
  }
  return matrix;
}

}  // namespace

void store_style(const StrokeStyle& style, Model& model) {
  const StrokeUnits& units = style.units;
  model.style.clear();
  model.style["units"] = {static_cast<float>(units.speed), static_cast<float>(units.duration),
                          static_cast<float>(units.size), static_cast<float>(units.velocity)};
  model.style["covariance"] = as_array(style.covariance);
  model.style["pose"] = as_array(style.pose);
}

Result<StrokeStyle> stored_style(const Model& model) {
  const auto units = find_array(model, "units", kUnits);
  if (!units) return units.error();
  if (!std::all_of(units->begin(), units->end(),
                   [](float unit) { return std::isnormal(unit) && unit > 0; })) {
    return bad_array("units", "has a value that is not above 0");
  }
  const auto covariance = find_covariance<FeatureMatrix>(model, "covariance");
  if (!covariance) return covariance.error();
  const auto pose = find_covariance<PoseMatrix>(model, "pose");
  if (!pose) return pose.error();
  StrokeStyle style;
  style.units = axis_units(model.preprocessing);
  style.units.speed = (*units)[0];
  style.units.duration = (*units)[1];
  style.units.size = (*units)[2];
  style.units.velocity = (*units)[3];
  style.covariance = *covariance;
  style.pose = *pose;
  return style;
}

}  // namespace resketch
