// Sequences in the form in which the baselines compare them: equally many points, with place and velocity.
#pragma once

#include <span>
#include <vector>

#include "baselines/baseline_constants.h"
#include "resketch/model.h"

namespace resketch {

/// Turns preprocessed sequences into curves. The padding at the end goes. Pen strokes get one scale of x and
/// y, are centred and resampled by a clock; other series keep their level and are resampled by time.
class CurveMaker {
 public:
  /// Measures what one size and one speed mean on the exemplars of `model`.
  CurveMaker(const Model& model, const CurveOptions& options);

  int points() const { return points_; }      ///< N
  int channels() const { return 2 * dims_; }  ///< D places, then D velocities

  /// @param sequence [T, D], preprocessed
  /// @returns [N, 2 D]: places of root mean square 1 over the exemplars, and velocities
  std::vector<float> operator()(std::span<const float> sequence) const;

 private:
  std::vector<double> without_padding(std::span<const float> sequence) const;
  std::vector<double> resampled(const std::vector<double>& places) const;

  bool is_pen_;
  int dims_;
  int points_;
  double pace_;               // in units of distance
  std::vector<double> axes_;  // [D] scales that undo the standardisation of a pen's axes against each other
  double place_scale_ = 1;
  double velocity_scale_ = 1;
};

}  // namespace resketch
