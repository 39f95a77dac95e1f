// Every constant of the stroke generator that is no array size, in one place, with its reason.
#pragma once

namespace resketch {

/// Chosen on the pool of UCI Character Trajectories (docs/model.md says what each earns), but without units:
/// speeds are shares of the exemplars' typical speed, durations of their typical duration, deformations of
/// their root mean square size.
struct StrokeConstants {
  // A stroke's points
  double still_speed = .02;  ///< slower than this at either end is no part of the stroke: a resting pen
  double pace = .585;        ///< the clock that spaces points runs by distance plus this much a step, so that
                             ///< halts keep some points and fast lines do not lose theirs
  double heading_window = .034;  ///< of the duration, to either side: heading and speed are means over it
  double heading_floor = .0585;  ///< speed below which a heading fades to none, since noise would turn it

  // Alignment
  float bend_cost = .4F;  ///< for every step that is not one to one: about the cost of points .6 sizes apart,
                          ///< so that time bends where shape asks for it, not for noise
  int smoothing = 2;      ///< passes of [1 2 1] / 4 over the warp, which otherwise has corners at every step

  // Features
  float speed_weight = .1F;  ///< of log speed against position, in the isotropic floor only

  // Style
  double style_freedom = 60;   ///< observations that the shared style counts for in a class's own style
  double default_freedom = 5;  ///< observations that the default style counts for in the shared one
  double default_share = .1;   ///< within-class over between-class scatter where no class has two exemplars
  double floor = .03;          ///< of the mean variance, added to all: no direction is ever certain
  double pose_sd = .1;         ///< of log size and rotation (radians) before anything is measured
  double pose_freedom = 4;     ///< observations that pose_sd counts for
  int style_rounds = 6;        ///< of expectation and maximisation; later ones move nothing visible

  // Probabilities
  double temperature = 2;         ///< of evidence, before held-out items are measured
  double lone_temperature = 1.8;  ///< where every class has one exemplar: nothing can be held out, and this
                                  ///< is measured on the pool

  // Drawing
  double drawing_noise =
      1;  ///< of the mean place variance: with less, classes copy targets that are not theirs
};

inline constexpr StrokeConstants kStrokes;

}  // namespace resketch
