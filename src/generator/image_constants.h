// Every constant of the image generator that is no array size, in one place, with its reason.
#pragma once

namespace resketch {

/// Chosen on MNIST's pool (exemplars and items from its training images; docs/model.md says what each earns).
/// Pixels are those of the normal pose, 24 x 24, unless said otherwise.
struct ImageConstants {
  // Pose
  double extent =
      2.1;  ///< half the normal pose, in standard deviations of the ink: few strokes reach farther
  double width_share = .7;  ///< 1 would make every shape equally wide, and a 1 as wide as a 0
  double dot_variance =
      .3;                 ///< added to the ink's variance, in pixels of a 28 x 28 image: a dot has a size too
  double most_slant = 2;  ///< columns a row; beyond that a shape lies flat, and its moments say little
  double sharp_scale =
      1.5;  ///< image pixels a normal pixel beyond which the image is softened before sampling

  // Channels
  float gradient_blur = .7F;    ///< before gradients: the pixel raster has edges of its own
  float contrast_blur = 2;      ///< over this neighbourhood the gradients' mean square becomes 1
  float contrast_floor = .03F;  ///< root mean square gradient below which it stays smaller: noise is no line
  float channel_blur = .6F;     ///< of each channel: half a pixel aside is no difference
  float coarse_blur = 1.6F;  ///< before halving, wide enough that the coarse fit sees two strokes' distance
  float key_blur = 1;        ///< before pooling a key

  // Warp
  float noise = .1F;         ///< variance of a channel where the warped exemplar is right
  float tie = .01F;          ///< precision of a node's displacement: fields stay near 0
  float stretch = .05F;      ///< of the difference between neighbours
  float bend = .1F;          ///< of second differences: rotation and shear cost less than folds
  float turned_start = .3F;  ///< radians either way; the third and second start beside the untouched one
  int coarse_steps = 4;      ///< from each start; more change no answer
  int fine_steps = 5;        ///< from the best coarse fit
  float coarse_most = 1.3F;  ///< coarse pixels that a step may move a node: linearisation holds no farther
  float fine_most = 2.5F;    ///< fine pixels

  // Mismatch: weights by which its parts tell ten digits apart best, one exemplar each, fitted on MNIST
  double residual_weight = .1;
  double glance_weight = .41;
  double ink_weight = .09;
  double filled_weight = .03;
  int ink_reach = 2;  ///< pixels to either side within which a change of ink's mean is only another pen

  float wall_gain =
      2;  ///< ink above 1 / wall_gain and more closes a loop: thin lines are grey between pixels

  // Evidence
  int voters = 3;             ///< best exemplars of a class whose mean counts beside the best one
  double voters_weight = .5;  ///< of that mean
  double absent =
      1.1;  ///< of the worst candidate's score: what an exemplar is taken for that is no candidate

  // Candidates
  int all_fitted = 40;  ///< up to this many exemplars all are fitted
  int candidates =
      32;  ///< else these many, chosen by key: with 50,000 exemplars 8 gave .994, 64 no more than .995

  // Bias
  int bias_exemplars = 4;   ///< of a class, in order, that are compared with those of other classes
  double bias_share = 1.5;  ///< of what a class's bias is short of the mean, over 1 + K
  int bias_partners = 12;   ///< classes that a class is compared with, evenly spread: work grows with C alone

  // Probabilities and shares; temperatures are fitted on MNIST
  double temperature = .95;    ///< of evidence, before held-out items are measured
  int temperature_until = 32;  ///< exemplars a class; with more it falls as 1 / sqrt(K)
  double least_temperature = .3;
  double lone_temperature = 1.3;  ///< where every class has one exemplar: nothing can be held out
  double share_temperature = .7;  ///< of the exemplars' shares in a drawing
};

inline constexpr ImageConstants kImages;

}  // namespace resketch
