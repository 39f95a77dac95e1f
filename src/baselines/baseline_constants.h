// Every constant of the baselines that is no array size, in one place, with its reason.
#pragma once

namespace resketch {

/// How sequences become curves. Chosen, as all that follows, on the pool of UCI Character Trajectories: 4
/// random exemplars a letter, all others to be recognised, mean recall over letters; differences below .003
/// mean nothing.
struct CurveOptions {
  int points = 0;   ///< of a pen stroke
  double pace = 0;  ///< points of a pen stroke are spaced by distance plus this much typical speed a step; 0:
                    ///< by time alone
  double velocity = 0;  ///< root mean square velocity, for places of 1
};

/// Dynamic time warping as it is: 32 to 128 points and weights of .35 to .7 are equally good.
inline constexpr CurveOptions kDtwCurve{.points = 64, .pace = 0, .velocity = .5};

/// With an affine fit: .963 by this clock, .961 by time alone; weights of .5 to 1 are equally good.
inline constexpr CurveOptions kAffineCurve{.points = 48, .pace = .6, .velocity = .7};

/// What the forward network reads.
inline constexpr CurveOptions kForwardCurve{.points = 48, .pace = .6, .velocity = .7};

struct WarpConstants {
  double band = .25;  ///< of the points: how far a warp may leave the diagonal; anything from .13 is as good
  float bend = .3F;   ///< of a step in one sequence only: .957 for .953, with the affine fit .963 for .961
  int most_points = 256;  ///< of series other than pen strokes, which keep their length up to here
  int fits = 1;           ///< alignments that an affine map is fitted to; a second fit gains nothing
  double ridge = .3;      ///< squared deviation from no map at all, in places; .1 and 1 lose .001 to .004
};
inline constexpr WarpConstants kWarping;

/// Chosen on MNIST's training images: exemplars from the first 50,000, 4 a digit, 300 to 600 of the other
/// images in each of ten draws or more. The plain model (upright, of one height) has .893 there, with the
/// generator's pose .906, with blur .919, with square roots of gradients .926 (blur .7), and compared both
/// ways .937.
struct DistortionConstants {
  float blur = 1;           ///< pixels, before gradients
  int most_compared = 500;  ///< of many exemplars those nearest pixel by pixel: of 1,000 even 50 lost nothing
};
inline constexpr DistortionConstants kDistortion;

/// Chosen on both, two to four draws each: one takes a minute. The mean of the states beats the last one
/// (.946 and .924 on characters).
struct ForwardConstants {
  int steps = 800;  ///< of Adam, with a rate that falls as a cosine; 300 have .946, 600 .958, 800 .955
  int epochs = 5;   ///< at least, where there are many examples
  int batch = 96;
  double rate = .005;  ///< .002 is worse, .01 no better
  float curve_noise =
      .6F;  ///< sd of the noise on inputs; .15 has .914, .3 .946 and .8 .948 (300 to 600 steps)
  float image_noise = .8F;  ///< on ink of 0..1; .15 has .628, .3 .710, .6 .769, 1 .791, 1.5 .727 (300 steps)
};
inline constexpr ForwardConstants kForwardTraining;

}  // namespace resketch
