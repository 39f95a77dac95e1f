// Networks that answer, redraw and are attacked, without a word of the library that computes them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "resketch/error.h"
#include "resketch/progress.h"

namespace resketch {

/// Which network. Images are 28 x 28 = D pixels in 0..1; codes are what the encoder makes of an input.
/// Source: Spigler 2018 (denoising autoencoders against overgeneralisation); Kardan & Stanley 2017 (COOL);
/// Chollet 2016 (the dense and the convolutional autoencoder).
enum class NetworkKind {
  kCnn,           ///< conv 1-32 5x5, max 2, ReLU, conv 32-64 5x5, max 2, ReLU, 1024-400, ReLU, 400-C, softmax
  kCool,          ///< the same trunk, C * omega outputs under one softmax
  kDaeSymmetric,  ///< the CNN, and a decoder that mirrors its trunk on the 400 hidden units
  kDaeAsymmetric,     ///< the CNN, and a decoder 400-800, ReLU, 800-784, sigmoid
  kDenseAutoencoder,  ///< 784-32, ReLU, 32-784, sigmoid
  kConvAutoencoder,   ///< 16, 8, 8 channels of 3x3 with max 2 down to 8 x 4 x 4, and back; sigmoid
  kPlane,             ///< points: 2-64-64, tanh, a softmax and a linear decoder 64-64-2
};

/// "cnn", "cool", "dae-sym", "dae-asym", "dense-ae", "conv-ae", "plane".
std::string to_string(NetworkKind kind);

bool has_classifier(NetworkKind kind);
bool has_decoder(NetworkKind kind);

/// D: 2 for points, else 784.
int input_size(NetworkKind kind);

/// All that decides a network's weights, together with the data.
struct NetworkSpec {
  NetworkKind kind = NetworkKind::kCnn;
  int classes = 10;  ///< C
  int omega = 10;    ///< COOL: units a class
  int epochs = 4;
  int batch = 128;
  double learning_rate = 0.001;  ///< of Adam at the start; falls to nothing along a cosine
  double noise = 0;              ///< sd of the Gaussian corruption that r learns to undo
  bool vary_noise = false;       ///< an input gets a random share of that, down to none, so that r leaves
                                 ///< clean inputs as they are, too
  bool classify_clean = false;   ///< whether y learns from inputs as they are; r sees them corrupted
  double jitter = 0;  ///< images: sd of the entries of the random matrix that bends each, and of its shift in
                      ///< units of 10 pixels; the decoder is to redraw the bent one
  int clutter = 0;    ///< images: up to so many pieces of the batch's other inputs that r learns to leave out
  double patterns = 0;  ///< images: share of the inputs that a random pattern covers, from hardly to all,
                        ///< which r learns to look behind: what is no image is redrawn as one
  /// Of the reconstruction beside the classes' cross-entropy: the mean binary cross-entropy a pixel; for
  /// points the mean squared error.
  double reconstruction_weight = 10;
  std::uint64_t seed = 42;
};

/// N inputs of D values, row by row, not owned; a label 0..C-1 for each, or none at all.
struct NetworkInputs {
  std::span<const float> values;
  std::span<const int> labels = {};
  int size = 0;
};

/// c(x) = exp(-alpha / D * ||r(x) - x||) * Gamma(x); Gamma = exp(-beta * max(gamma, 0)),
/// gamma = trace(dr/dx) / D - 1.
struct ConfidenceOptions {
  double alpha = 0;  ///< 0: c = 1, the outputs are not scaled
  double beta = 0;   ///< 0: Gamma = 1
  int probes = 1;    ///< of Hutchinson's estimate of the trace; 0: the exact trace, D backward passes
};

inline double log_confidence(double distance, double gamma, int D, const ConfidenceOptions& options) {
  return -options.alpha / D * distance - options.beta * std::max(gamma, 0.0);
}

/// What a network makes of N inputs. Empty: the network has no such part, or it was not asked for.
struct NetworkAnswers {
  std::vector<float> log_scores;     ///< [N, C] log y; COOL: log of the product of p * omega over a class
  std::vector<float> largest_logit;  ///< [N]
  std::vector<float> distance;       ///< [N] ||r(x) - x||_2
  std::vector<float> cross_entropy;  ///< [N] mean binary cross-entropy a pixel; images only
  std::vector<float> redrawn;        ///< [N, D] r(x)
  std::vector<float> gamma;          ///< [N]
  std::vector<float> code;           ///< [N, Z]
  int code_size = 0;                 ///< Z
};

/// Looking for inputs from nothing that a class is claimed for.
struct FoolingOptions {
  enum class Method {
    kGeneratorNetwork,  ///< a sigmoid layer D - D on a fixed random input, gradient descent on its parameters
    kPixels,            ///< Adam on the logits of the pixels, from noise
    kOtherClasses,      ///< Adam on the logits of the pixels, from inputs of other classes
  };
  Method method = Method::kGeneratorNetwork;
  double threshold = 0.99;  ///< fooled where the scaled output of the wanted class reaches it
  int per_class = 20;
  int max_steps = 1000;
  double learning_rate = 0.003;
  std::uint64_t seed = 42;
};

struct FoolingOutcome {
  std::vector<int> wanted;    ///< [A] class of an attempt
  std::vector<int> steps;     ///< [A] taken until it was fooled; -1: never
  std::vector<float> best;    ///< [A] largest scaled output of the wanted class that was seen
  std::vector<float> inputs;  ///< [A, D] at that point
};

/// Changing inputs a little so that another class is claimed for them; untargeted, kept within 0..1.
struct PerturbOptions {
  enum class Method {
    kGradientSign,   ///< one step of epsilon
    kProjectedLinf,  ///< max_steps steps of 2.5 * epsilon / max_steps, |change| <= epsilon
    kProjectedL2,    ///< the same in the Euclidean norm
  };
  Method method = Method::kGradientSign;
  double epsilon = 0.1;
  int max_steps = 20;
};

/// A trained network. Methods may be called from several threads, one call a thread at a time; every call
/// computes on one thread.
class TrainedNetwork {
 public:
  TrainedNetwork() = default;
  TrainedNetwork(const TrainedNetwork&) = delete;
  TrainedNetwork& operator=(const TrainedNetwork&) = delete;
  virtual ~TrainedNetwork() = default;

  virtual const NetworkSpec& spec() const = 0;

  /// From now on logits are multiplied by `factor` before the softmax: answers stay, all are surer.
  virtual void sharpen(double factor) = 0;

  /// @param gamma_probes  -1: gamma is not asked for; else as in ConfidenceOptions
  virtual Result<NetworkAnswers> answer(const NetworkInputs& inputs, int gamma_probes,
                                        const ProgressFn& progress) const = 0;

  /// r(x), [N, D].
  virtual std::vector<float> reconstruct(const NetworkInputs& inputs) const = 0;

  /// Attacks the scaled outputs c(x) * y(x) with their true gradients, Gamma included.
  /// @param start  for kOtherClasses: labelled inputs to begin with
  /// @errors kUsage without a classifier or without inputs to begin with; kCancelled
  virtual Result<FoolingOutcome> fool(const FoolingOptions& options, const ConfidenceOptions& confidence,
                                      const NetworkInputs& start, const ProgressFn& progress) const = 0;

  /// @returns the changed inputs [N, D] @errors kUsage without a classifier; kCancelled
  virtual Result<std::vector<float>> perturb(const NetworkInputs& inputs, const PerturbOptions& options,
                                             const ConfidenceOptions& confidence,
                                             const ProgressFn& progress) const = 0;
};

/// Where training leaves its state, once an epoch and when it is stopped.
struct NetworkTraining {
  std::filesystem::path checkpoint = {};  ///< empty: nowhere
  bool resume = false;  ///< go on from the checkpoint if it is there; a finished one is taken as it is
  ProgressFn progress = {};
};

/// Trains a network on one thread; the same bits however often it was stopped and resumed.
/// @errors kUnsupported if the program was built without libtorch or its module is not where it was
///         installed; kShapeMismatch, kBadInput (labels, no inputs); kUsage, kBadInput, kIo of the
///         checkpoint; kFailed if the loss is no longer a number; kCancelled
Result<std::unique_ptr<TrainedNetwork>> train_network(const NetworkSpec& spec, const NetworkInputs& inputs,
                                                      const NetworkTraining& training);

/// Whether train_network can work here; the error says what is missing.
Result<void> check_networks_available();

}  // namespace resketch
