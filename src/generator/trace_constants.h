// Every constant of the generator of traces that is no array size, in one place, with its reason.
#pragma once

namespace resketch {

/// Chosen on the pool of UCI Character Trajectories, those of series on other signals, too (docs/model.md
/// says what each earns), but without units: speeds are shares of the exemplars' typical speed, durations of
/// their typical duration, deformations of their root mean square size.
struct TraceConstants {
  // Points of a pen
  double still_speed = .02;  ///< slower than this at either end is no part of the stroke: a resting pen
  double pace = .585;        ///< the clock that spaces points runs by distance plus this much a step, so that
                             ///< halts keep some points and fast lines do not lose theirs
  double heading_window = .034;  ///< of the duration, to either side: heading and speed are means over it
  double heading_floor = .0585;  ///< speed below which a heading fades to none, since noise would turn it

  double farthest = 1e6;  ///< points farther out than this many sizes are moved in: squares stay finite, and
                          ///< nothing real is that far

  // Alignment
  float bend_cost = .3F;  ///< a dimension, for every step that is not one to one: about the cost of points
                          ///< .55 sizes apart, so that time bends where shape asks for it, not for noise
  int smoothing = 2;      ///< passes of [1 2 1] / 4 over the warp, which otherwise has corners at every step

  // Features: terms of the cosine transform along the trace
  int pen_point_terms = 7;         ///< of x and of y, from the first wave on: up to 3.5 waves
  int fine_point_terms = 12;       ///< the same in finer detail, where that tells classes apart
  int series_point_terms = 16;     ///< of every dimension, from the mean on,
  int series_point_features = 96;  ///< but not more in all, where there is more than one term each
  int timing_terms = 8;
  int speed_terms = 12;
  float speed_weight = .04F;  ///< of log speed against position, in the isotropic floor only

  // Style
  double style_freedom = 25;    ///< observations that the shared style counts for in a class's own style
  double default_freedom = 5;   ///< observations that the default style counts for in the shared one
  double default_share = .1;    ///< within-class over between-class scatter where no class has two exemplars
  double series_evenness = .2;  ///< of the default style of series: a variance alike in all features, so that
                                ///< what tells classes apart is not all taken for what varies
  double floor = .03;           ///< of the mean variance, added to all: no direction is ever certain
  double pose_sd = .15;         ///< of log size and rotation (radians) before anything is measured
  double pose_freedom = 4;      ///< observations that pose_sd counts for
  int style_rounds = 6;         ///< of expectation and maximisation; later ones move nothing visible

  // Probabilities
  double temperature = 2.6;       ///< of evidence, before held-out items are measured
  double lone_temperature = 2;    ///< where every class has one exemplar: nothing can be held out, and this
                                  ///< is measured on the pool
  double series_temperature = 3;  ///< of series,
  double series_lone_temperature = 5;     ///< of series where every class has one exemplar;
  double series_temperature_spread = .7;  ///< they differ: from 1 (white noise) to 6 (what is smooth)

  // Drawing
  double drawing_noise =
      1;  ///< of the mean place variance: with less, classes copy targets that are not theirs
};

inline constexpr TraceConstants kTraces;

}  // namespace resketch
