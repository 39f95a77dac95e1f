// A trained model: one small generator a class, what it was trained from, and how inputs become its targets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resketch/error.h"
#include "resketch/preprocessing.h"

namespace resketch {

/// Sizes of an LSTM generator: K inputs (one an exemplar), H cells, D outputs a step, T steps.
struct LstmShape {
  int inputs = 0;   ///< K
  int hidden = 0;   ///< H
  int outputs = 0;  ///< D
  int steps = 0;    ///< T
  bool operator==(const LstmShape&) const = default;
};

/// Where each tensor of an LSTM generator begins in its one block of parameters. Row-major, gates in
/// the order i, f, g, o: names, shapes and order are those of PyTorch's nn.LSTM and nn.Linear.
struct LstmLayout {
  std::size_t weight_ih = 0;   ///< [4H, K]
  std::size_t weight_hh = 0;   ///< [4H, H]
  std::size_t bias_ih = 0;     ///< [4H]
  std::size_t bias_hh = 0;     ///< [4H]
  std::size_t out_weight = 0;  ///< [D, H]
  std::size_t out_bias = 0;    ///< [D]
  std::size_t size = 0;        ///< of the whole block

  explicit constexpr LstmLayout(const LstmShape& shape) {
    const std::size_t k = shape.inputs;
    const std::size_t h = shape.hidden;
    const std::size_t d = shape.outputs;
    weight_hh = weight_ih + 4 * h * k;
    bias_ih = weight_hh + 4 * h * h;
    bias_hh = bias_ih + 4 * h;
    out_weight = bias_hh + 4 * h;
    out_bias = out_weight + d * h;
    size = out_bias + d;
  }
};

/// What stands behind a model's modules.
enum class GeneratorKind {
  kLstm,    ///< an LSTM a class, trained to draw its exemplars (the published method)
  kStroke,  ///< exemplars redrawn with a time-warp and a shared style of deformation: pen strokes
  kSeries,  ///< the same of any series, which has no pose
  kImage,   ///< exemplars redrawn with a pose and a smooth displacement field: images
};

std::string_view to_string(GeneratorKind kind);
std::optional<GeneratorKind> parse_generator_kind(std::string_view text);

/// One class: its generator and what is known about it.
struct Module {
  std::string label;
  LstmShape shape;                ///< hidden is 0 where the generator is no LSTM
  std::vector<float> parameters;  ///< LstmLayout(shape).size; empty where the generator is no LSTM
  std::vector<float> exemplars;   ///< [K, T, D], preprocessed
  std::uint64_t seed = 0;         ///< of its weights, draws and noise
  int steps_trained = 0;
  double training_loss = 0;  ///< mean over the last 1 % of the steps
};

/// What turns evidence into probabilities and rejections. Measured on exemplars held out, or on other items.
struct Calibration {
  double temperature = 1;      ///< probabilities are the softmax of evidence / temperature
  double confidence_mean = 0;  ///< of the right class for what belongs to it; where items enough were
                               ///< measured, what puts the threshold where they say it should be
  double confidence_sd = 0;    ///< 0: not measured (one exemplar a class), nothing is rejected
};

/// The options an LSTM was trained with.
struct TrainingOptions {
  int hidden = 0;  ///< H; 0: 10 for sequences, 20 for images (the published sizes)
  int steps = 0;   ///< optimiser steps a module; 0: as `preset` says
  float learning_rate = 0.01F;
  enum class Schedule { kConstant, kCosine } schedule = Schedule::kConstant;
  float noise_in = 0.0F;   ///< sd of the noise on the one-hot input, before clamping to [0, 1]
  float noise_out = 0.0F;  ///< sd of the noise on every target value
  bool keep_best = false;  ///< keep the weights of the lowest loss instead of the last ones
  std::uint64_t seed = 42;
};

/// C modules with equal T and D, and the preprocessing that all inputs go through.
struct Model {
  std::string preset;     ///< "default" or "published"
  std::string data_name;  ///< what it was trained from
  std::string data_fingerprint;
  GeneratorKind generator = GeneratorKind::kLstm;
  Preprocessing preprocessing;
  TrainingOptions training;
  Calibration calibration;                          ///< of generators that are no LSTM
  std::map<std::string, std::vector<float>> style;  ///< what all modules share, by name; see the generator
  std::string selection;                            ///< how exemplars were chosen
  double rejection_keep = 0.99;  ///< share of known items that the rejection threshold should keep
  std::vector<Module> modules;

  int find(const std::string& label) const;  ///< index, or -1
};

/// How finely strokes are compared: some hands repeat fine detail, in others it misleads.
enum class Detail { kUsual, kFine };

/// What model.style was learned with; kUsual of all that are no strokes.
Detail style_detail(const Model& model);

/// Writes a safetensors file, atomically. @errors kIo
Result<void> save_model(const Model& model, const std::filesystem::path& path);

/// Reads and checks one. @errors kNotFound, kBadInput with position, kUnsupported (a newer format version)
Result<Model> load_model(const std::filesystem::path& path);

}  // namespace resketch
