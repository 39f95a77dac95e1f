// Inputs from nothing, or from another class, that a class is claimed for.
#include <fmt/format.h>

#include <cmath>

#include "vision/torch/attacks.h"
#include "vision/torch/confidence.h"
#include "vision/torch/tensors.h"

namespace resketch {
namespace {

constexpr int kAttemptsAtOnce = 100;

/// Attempts side by side: the input is the sigmoid of `field`, which the attack changes.
struct Attempts {
  torch::Tensor field;  // [A, D]
  torch::Tensor rate;   // [A, 1] of gradient descent on the field
  std::vector<int> wanted;
};

/// A sigmoid layer D - D on a fixed uniform input u. Gradient descent on its weights W and biases b moves
/// W u + b by -rate * (||u||^2 + 1) * gradient, exactly: so W itself, D * D numbers an attempt, is never
/// kept.
void start_generator(Attempts& attempts, int number, int row, double learning_rate, std::uint64_t seed) {
  const auto D = static_cast<int>(attempts.field.size(1));
  RandomStream input(seed, kRandomLatentStart, number, 0);
  RandomStream weights(seed, kRandomLatentStart, number, 1);
  std::vector<float> u(D);
  double squares = 0;
  for (float& value : u) {
    value = input.uniform();
    squares += value * value;
  }
  const float bound = 1 / std::sqrt(static_cast<float>(D));
  auto* field = attempts.field[row].data_ptr<float>();
  for (int i = 0; i < D; ++i) {
    float sum = 0;
    for (int j = 0; j < D; ++j) sum += weights.uniform(-bound, bound) * u[j];
    field[i] = sum;
  }
  attempts.rate[row] = learning_rate * (squares + 1);
}

/// The logits of an input of another class than the wanted one.
void start_from_other(Attempts& attempts, int number, int row, const NetworkInputs& start,
                      std::uint64_t seed) {
  const auto D = static_cast<int>(attempts.field.size(1));
  RandomStream stream(seed, kRandomLatentStart, number);
  int item = static_cast<int>(stream.below(start.size));
  while (start.labels[item] == attempts.wanted[row]) item = (item + 1) % start.size;
  auto* field = attempts.field[row].data_ptr<float>();
  for (int i = 0; i < D; ++i) {
    const float value = std::clamp(start.values[static_cast<std::size_t>(item) * D + i], 0.02F, 0.98F);
    field[i] = std::log(value / (1 - value));
  }
}

void start_from_noise(Attempts& attempts, int number, int row, std::uint64_t seed) {
  RandomStream stream(seed, kRandomLatentStart, number);
  auto* field = attempts.field[row].data_ptr<float>();
  for (std::int64_t i = 0; i < attempts.field.size(1); ++i) field[i] = stream.normal();
}

/// Attempts first..first + count - 1; attempt n wants class n % C.
Attempts begin(const FoolingOptions& options, int classes, int D, int first, int count,
               const NetworkInputs& start) {
  Attempts out{torch::zeros({count, D}), torch::full({count, 1}, options.learning_rate), {}};
  for (int row = 0; row < count; ++row) {
    const int number = first + row;
    out.wanted.push_back(number % classes);
    switch (options.method) {
      case FoolingOptions::Method::kGeneratorNetwork:
        start_generator(out, number, row, options.learning_rate, options.seed);
        break;
      case FoolingOptions::Method::kPixels:
        start_from_noise(out, number, row, options.seed);
        break;
      case FoolingOptions::Method::kOtherClasses:
        start_from_other(out, number, row, start, options.seed);
        break;
    }
  }
  return out;
}

/// One group of attempts; an attempt that has succeeded is taken out of the computation.
class Group {
 public:
  Group(Network& network, const FoolingOptions& options, const ConfidenceOptions& confidence,
        Attempts attempts, int first)
      : network_(network),
        options_(options),
        confidence_(confidence),
        attempts_(std::move(attempts)),
        wanted_(label_tensor(attempts_.wanted)),
        stream_(options.seed, kRandomOutputNoise, first),
        mean_(torch::zeros_like(attempts_.field)),
        square_(torch::zeros_like(attempts_.field)),
        running_(torch::arange(static_cast<std::int64_t>(attempts_.wanted.size()))),
        steps_(attempts_.wanted.size(), -1),
        best_(attempts_.wanted.size(), 0),
        inputs_(torch::sigmoid(attempts_.field)) {}

  bool finished() const { return running_.numel() == 0; }

  void step(int number) {
    torch::Tensor field = attempts_.field.detach().set_requires_grad(true);
    const torch::Tensor input = torch::sigmoid(field);
    const torch::Tensor scores = log_scaled_outputs(network_, input, confidence_, stream_);
    const torch::Tensor claimed = scores.gather(1, wanted_.unsqueeze(1)).squeeze(1);
    (-claimed.sum()).backward();
    note(claimed.detach(), input.detach(), number);
    const torch::NoGradGuard no_gradients;
    attempts_.field = moved(field.detach(), field.grad(), number + 1);
    drop_finished();
  }

  void report(FoolingOutcome& out) const {
    out.wanted.insert(out.wanted.end(), all_wanted().begin(), all_wanted().end());
    out.steps.insert(out.steps.end(), steps_.begin(), steps_.end());
    out.best.insert(out.best.end(), best_.begin(), best_.end());
    append(out.inputs, inputs_);
  }

 private:
  const std::vector<int>& all_wanted() const { return attempts_.wanted; }

  /// Keeps the best input of every running attempt.
  void note(const torch::Tensor& claimed, const torch::Tensor& input, int number) {
    const auto* log_score = claimed.data_ptr<float>();
    const auto* index = running_.data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < running_.numel(); ++row) {
      const float score = std::exp(log_score[row]);
      if (score <= best_[index[row]]) continue;
      best_[index[row]] = score;
      inputs_[index[row]] = input[row];
      if (score >= options_.threshold) steps_[index[row]] = number;
    }
  }

  torch::Tensor moved(const torch::Tensor& field, const torch::Tensor& gradient, int time) {
    if (options_.method == FoolingOptions::Method::kGeneratorNetwork)
      return field - attempts_.rate * gradient;
    mean_.mul_(0.9).add_(gradient, 0.1);
    square_.mul_(0.999).addcmul_(gradient, gradient, 0.001);
    const torch::Tensor spread = (square_ / (1 - std::pow(0.999, time))).sqrt().add_(1e-8);
    return field - options_.learning_rate / (1 - std::pow(0.9, time)) * mean_ / spread;
  }

  void drop_finished() {
    std::vector<std::int64_t> kept;
    for (std::int64_t row = 0; row < running_.numel(); ++row) {
      if (steps_[running_[row].item<std::int64_t>()] < 0) kept.push_back(row);
    }
    if (static_cast<std::int64_t>(kept.size()) == running_.numel()) return;
    const torch::Tensor chosen = torch::tensor(kept, torch::kLong);
    for (torch::Tensor* part : {&attempts_.field, &attempts_.rate, &wanted_, &mean_, &square_, &running_})
      *part = part->index_select(0, chosen);
  }

  Network& network_;
  const FoolingOptions& options_;
  const ConfidenceOptions& confidence_;
  Attempts attempts_;
  torch::Tensor wanted_;
  RandomStream stream_;
  torch::Tensor mean_;
  torch::Tensor square_;
  torch::Tensor running_;  // numbers of the attempts that go on
  std::vector<int> steps_;
  std::vector<float> best_;
  torch::Tensor inputs_;
};

}  // namespace

Result<FoolingOutcome> fool(Network& network, const FoolingOptions& options,
                            const ConfidenceOptions& confidence, const NetworkInputs& start,
                            const ProgressFn& progress) {
  const NetworkSpec& spec = network.spec();
  if (!has_classifier(spec.kind))
    return Error(ErrorCode::kUsage, fmt::format("the network '{}' names no classes", to_string(spec.kind)));
  if (options.method == FoolingOptions::Method::kOtherClasses) {
    for (int wanted = 0; wanted < spec.classes; ++wanted) {
      if (std::ranges::all_of(start.labels, [&](int label) { return label == wanted; }))
        return Error(ErrorCode::kUsage, "fooling from other classes needs inputs of at least two classes");
    }
  }
  const int all = options.per_class * spec.classes;
  FoolingOutcome out;
  for (int first = 0; first < all; first += kAttemptsAtOnce) {
    const int count = std::min(kAttemptsAtOnce, all - first);
    Group group(network, options, confidence,
                begin(options, spec.classes, input_size(spec.kind), first, count, start), first);
    for (int step = 0; step <= options.max_steps && !group.finished(); ++step) {
      group.step(step);
      const double done = first + count * static_cast<double>(step) / options.max_steps;
      if (progress && !progress({.stage = "fooling", .unit = "attempts", .done = done, .total = 1.0 * all}))
        return Error(ErrorCode::kCancelled, "the attack was stopped");
    }
    group.report(out);
  }
  return out;
}

}  // namespace resketch
