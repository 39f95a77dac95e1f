#include "baselines/forward_lstm.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "base/aligned.h"
#include "base/parallel.h"
#include "base/random.h"
#include "baselines/answerer.h"
#include "baselines/curve.h"
#include "baselines/forward_network.h"
#include "generator/image_pose.h"
#include "generator/image_style.h"
#include "kernels/adam.h"
#include "kernels/isa.h"

namespace resketch {
namespace {

/// What the network reads of a sequence: a curve, or a deskewed image row by row.
class ForwardInputs {
 public:
  explicit ForwardInputs(const Model& model)
      : rows_(model.preprocessing.steps), columns_(model.preprocessing.dims) {
    if (model.preprocessing.kind == DataKind::kImage) {
      paper_ = learn_paper(model).paper;
    } else {
      make_curve_.emplace(model, kForwardCurve);
    }
  }

  int steps() const { return make_curve_ ? make_curve_->points() : kNormalSize; }
  int dims() const { return make_curve_ ? make_curve_->channels() : kNormalSize; }

  float noise() const { return make_curve_ ? kForwardTraining.curve_noise : kForwardTraining.image_noise; }

  /// @returns [steps, dims]
  std::vector<float> operator()(std::span<const float> values) const {
    if (make_curve_) return (*make_curve_)(values);
    const ImageView image{values, rows_, columns_, paper_};
    return normalise(image, measure_pose(image));
  }

 private:
  int rows_, columns_;
  float paper_ = 0;
  std::optional<CurveMaker> make_curve_;  // of sequences
};

/// What is trained on.
struct Examples {
  std::vector<float> values;  // [items, N, D]
  std::vector<int> labels;

  std::span<const float> operator[](int item) const {
    const std::size_t length = values.size() / labels.size();
    return std::span(values).subspan(item * length, length);
  }
};

/// Puts an item into its rows of tape.inputs, which are [N B, D] step by step.
void put_item(const ForwardShape& shape, std::span<const float> item, int place, int B, ForwardTape& tape) {
  for (int n = 0; n < shape.steps; ++n) {
    for (int d = 0; d < shape.inputs; ++d) tape.inputs(n * B + place, d) = item[n * shape.inputs + d];
  }
}

class Trainer {
 public:
  Trainer(const ForwardShape& shape, const Examples& examples, float noise, const BaselineOptions& options)
      : shape_(shape),
        examples_(examples),
        noise_(noise),
        options_(options),
        order_(examples.labels.size()),
        batch_(std::min(kForwardTraining.batch, static_cast<int>(order_.size()))),
        chunks_((batch_ + kChunk - 1) / kChunk) {
    std::iota(order_.begin(), order_.end(), 0);
    const std::size_t size = ForwardLayout(shape).size;
    const std::size_t lanes = simd_lanes();
    parameters_.assign((size + lanes - 1) / lanes * lanes, 0.0F);
    first_moments_ = second_moments_ = gradients_ = parameters_;
    for (Chunk& chunk : chunks_) chunk.gradients = parameters_;
    start_weights();
  }

  Result<AlignedVector<float>> train() && {
    const int items = static_cast<int>(order_.size());
    const auto steps_for_all = static_cast<int>(static_cast<long>(kForwardTraining.epochs) * items / batch_);
    const int steps = std::max(kForwardTraining.steps, steps_for_all);
    const auto start = std::chrono::steady_clock::now();
    for (int step = 0; step < steps; ++step) {
      const double loss = take_step(step, steps);
      const Progress progress{
          .stage = "training",
          .unit = "steps",
          .done = step + 1.0,
          .total = static_cast<double>(steps),
          .seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          .loss = loss};
      if (options_.progress && !options_.progress(progress))
        return Error(ErrorCode::kCancelled, "training of the forward LSTM was stopped");
    }
    return std::move(parameters_);
  }

 private:
  static constexpr int kChunk = 12;  // items that one thread does at once; fixed, so that sums come out alike

  struct Chunk {
    ForwardTape tape;
    AlignedVector<float> gradients;
    double loss = 0;
  };

  /// Uniform within 1 / sqrt(inputs of a unit); forget gates begin open.
  void start_weights() {
    const ForwardLayout at(shape_);
    RandomStream random(options_.seed, kRandomWeights);
    const auto fill = [&](std::size_t from, std::size_t to, int inputs) {
      const float most = 1 / std::sqrt(static_cast<float>(inputs));
      for (std::size_t k = from; k < to; ++k) parameters_[k] = random.uniform(-most, most);
    };
    fill(at.input_weights, at.state_weights, shape_.inputs);
    fill(at.state_weights, at.biases, shape_.cells);
    fill(at.output_weights, at.output_biases, shape_.cells);
    std::fill_n(parameters_.begin() + static_cast<std::ptrdiff_t>(at.biases) + shape_.cells, shape_.cells,
                1.0F);
  }

  double take_step(int step, int steps) {
    draw_batch(step);
    parallel_for(static_cast<int>(chunks_.size()), options_.threads, [&](int c) { run_chunk(c, step); });
    double loss = 0;
    std::fill(gradients_.begin(), gradients_.end(), 0.0F);
    for (const Chunk& chunk : chunks_) {
      loss += chunk.loss / batch_;
      for (std::size_t k = 0; k < gradients_.size(); ++k) gradients_[k] += chunk.gradients[k];
    }
    AdamStep adam;
    adam.rate = kForwardTraining.rate * .5 * (1 + std::cos(std::numbers::pi * step / steps));
    adam.step = static_cast<std::uint64_t>(step) + 1;
    adam_update(adam, parameters_.size(), gradients_.data(), parameters_.data(), first_moments_.data(),
                second_moments_.data());
    return loss;
  }

  /// The first `batch_` of `order_` become a draw without replacement.
  void draw_batch(int step) {
    const int items = static_cast<int>(order_.size());
    if (batch_ == items) return;
    RandomStream random(options_.seed, kRandomTrainingStep, 0, static_cast<std::uint32_t>(step));
    for (int n = 0; n < batch_; ++n)
      std::swap(order_[n], order_[n + static_cast<int>(random.below(static_cast<std::uint32_t>(items - n)))]);
  }

  void run_chunk(int c, int step) {
    Chunk& chunk = chunks_[c];
    const auto items = std::span(order_).subspan(static_cast<std::size_t>(c) * kChunk,
                                                 std::min(kChunk, batch_ - c * kChunk));
    const int B = static_cast<int>(items.size());
    chunk.tape.inputs.resize(shape_.steps * B, shape_.inputs);
    std::vector<int> labels;
    for (int b = 0; b < B; ++b) {
      put_item(shape_, examples_[items[b]], b, B, chunk.tape);
      labels.push_back(examples_.labels[items[b]]);
    }
    RandomStream noise(options_.seed, kRandomInputNoise, static_cast<std::uint32_t>(c),
                       static_cast<std::uint32_t>(step));
    for (float& value : std::span(chunk.tape.inputs.data(), chunk.tape.inputs.size()))
      value += noise_ * noise.normal();
    forward_pass(shape_, parameters_.data(), chunk.tape);
    chunk.loss = backward_pass(shape_, parameters_.data(), labels, 1.0F / static_cast<float>(batch_),
                               chunk.tape, chunk.gradients.data());
  }

  ForwardShape shape_;
  const Examples& examples_;
  float noise_;  // sd, on inputs
  const BaselineOptions& options_;
  std::vector<int> order_;
  int batch_;
  std::vector<Chunk> chunks_;
  AlignedVector<float> parameters_, first_moments_, second_moments_, gradients_;
};

class ForwardAnswerer final : public Answerer {
 public:
  ForwardAnswerer(ForwardInputs inputs, const ForwardShape& shape, AlignedVector<float> parameters)
      : inputs_(std::move(inputs)), shape_(shape), parameters_(std::move(parameters)) {}

  void answer(std::span<const float> targets, std::span<Answer> answers) const override {
    const std::size_t length = targets.size() / answers.size();
    const int B = static_cast<int>(answers.size());
    ForwardTape tape;
    tape.inputs.resize(shape_.steps * B, shape_.inputs);
    for (int b = 0; b < B; ++b) put_item(shape_, inputs_(targets.subspan(b * length, length)), b, B, tape);
    forward_pass(shape_, parameters_.data(), tape);
    for (int b = 0; b < B; ++b) {
      const auto logits = tape.outputs.row(b).array();
      const float largest = logits.maxCoeff(&answers[b].module);
      answers[b].confidence = 1 / static_cast<double>((logits - largest).exp().sum());
    }
  }

 private:
  ForwardInputs inputs_;
  ForwardShape shape_;
  AlignedVector<float> parameters_;
};

}  // namespace

int forward_cells(const Model& model) {
  const int published = model.preprocessing.kind == DataKind::kImage ? 20 : 10;
  int cells = 0;
  for (const Module& module : model.modules)
    cells += module.shape.hidden > 0 ? module.shape.hidden : published;
  return cells;
}

Result<std::unique_ptr<Answerer>> make_forward(const Model& model, const BaselineOptions& options) {
  ForwardInputs inputs(model);
  Examples examples;
  for (const Exemplar& exemplar : exemplars_of(model)) {
    const std::vector<float> values = inputs(exemplar.values);
    examples.values.insert(examples.values.end(), values.begin(), values.end());
    examples.labels.push_back(exemplar.module);
  }
  const ForwardShape shape{inputs.steps(), inputs.dims(), forward_cells(model),
                           static_cast<int>(model.modules.size())};
  auto parameters = Trainer(shape, examples, inputs.noise(), options).train();
  if (!parameters) return parameters.error();
  return std::unique_ptr<Answerer>(
      std::make_unique<ForwardAnswerer>(std::move(inputs), shape, *std::move(parameters)));
}

}  // namespace resketch
