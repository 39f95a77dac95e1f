// A conditional generative adversarial network: one generator for all classes, searched for what redraws an
// image.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "vision/network.h"

namespace resketch {

/// All that decides a network's weights, together with the data. Images are 28 x 28 = D pixels in 0..1.
/// Generator: class vector C-1000, ReLU, beside z; to 64 channels of 28 x 28, normalised over the batch,
/// ReLU; transposed convolutions 5x5 to 32 channels, normalised, ReLU, and to 1, sigmoid. Discriminator: two
/// convolutions 5x5 to 32 and 64 channels, normalised, ReLU, beside C-1000, ReLU; 1024, ReLU; 1, sigmoid.
/// Source: Hobbhahn 2019 (InverseClassification_GANs), after Alzantot's conditional DCGAN.
struct GanSpec {
  int classes = 10;   ///< C
  int nz = 25;        ///< size of z
  int channels = 64;  ///< beside the class vector's image; the layer nearer to the pixels has half of them
  int generator_embedding = 1000;  ///< units of the class vector
  int discriminator_embedding = 1000;
  int dense = 1024;  ///< the discriminator's last hidden units
  int epochs = 61;
  int batch = 128;
  double learning_rate = 0.01;  ///< of gradient descent, for both networks
  double label_noise = 0.2;  ///< sd of what is added to the generator's class vectors, then clamped to 0..1
  std::uint64_t seed = 42;
};

/// The search for class vector and z: Adam without bias correction (b1 .9, b2 .99) on the mean squared error.
/// The class vector begins at 1 / C each, z with standard normal numbers; the class vector is clamped to 0..1
/// and divided by its sum before every step.
struct GanSearch {
  int iterations = 200;
  double learning_rate = 0.05;
  double z_rate = 1;  ///< learning rate of z, as a multiple of that of the class vector
  int z_after = -1;   ///< z moves in iterations later than this one, counted from 0
  /// Batch normalisation takes its statistics from so many images side by side, which therefore see each
  /// other, as the published code does; 0: from training, each image alone.
  int together = 4;
  std::uint64_t seed = 42;
};

/// Where the search ended, item by item.
struct GanRedrawing {
  std::vector<float> classes;  ///< [N, C], each 0..1 with sum 1
  std::vector<float> z;        ///< [N, nz]
  std::vector<float> images;   ///< [N, D]
  std::vector<float> loss;     ///< [N] mean squared error a pixel
};

/// A trained generator. Methods may be called from several threads; every call computes on one thread.
class TrainedGan {
 public:
  TrainedGan() = default;
  TrainedGan(const TrainedGan&) = delete;
  TrainedGan& operator=(const TrainedGan&) = delete;
  virtual ~TrainedGan() = default;

  virtual const GanSpec& spec() const = 0;

  /// @param classes  [N, C] @param z  [N, nz] @returns [N, D], each drawn alone
  virtual std::vector<float> draw(std::span<const float> classes, std::span<const float> z) const = 0;

  /// Searches the latents that redraw `inputs`; labels are not looked at. @errors kShapeMismatch, kCancelled
  virtual Result<GanRedrawing> redraw(const NetworkInputs& inputs, const GanSearch& search,
                                      const ProgressFn& progress) const = 0;
};

/// Trains on one thread; the same bits however often it was stopped and resumed. @errors as train_network
Result<std::unique_ptr<TrainedGan>> train_gan(const GanSpec& spec, const NetworkInputs& inputs,
                                              const NetworkTraining& training);

}  // namespace resketch
