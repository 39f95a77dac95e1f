#include "vision/torch/gan_trainer.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/random.h"
#include "base/sha256.h"
#include "vision/torch/batches.h"
#include "vision/torch/tensors.h"
#include "vision/torch/training_loop.h"

namespace resketch {
namespace {

constexpr int kPixels = 28 * 28;

/// All that must be equal for training to go on to the same bits.
std::string describe(const GanSpec& spec, const NetworkInputs& inputs) {
  return nlohmann::ordered_json{{"network", "gan"},
                                {"classes", spec.classes},
                                {"nz", spec.nz},
                                {"channels", spec.channels},
                                {"generator_embedding", spec.generator_embedding},
                                {"discriminator_embedding", spec.discriminator_embedding},
                                {"dense", spec.dense},
                                {"epochs", spec.epochs},
                                {"batch", spec.batch},
                                {"learning_rate", spec.learning_rate},
                                {"label_noise", spec.label_noise},
                                {"seed", spec.seed},
                                {"inputs", inputs.size},
                                {"inputs_sha256", sha256_hex(std::as_bytes(inputs.values))},
                                {"labels_sha256", sha256_hex(std::as_bytes(inputs.labels))},
                                {"torch", TORCH_VERSION}}
      .dump();
}

/// Mean binary cross-entropy of "all of these are real" or of "none of them is".
torch::Tensor judged(const torch::Tensor& probabilities, bool real) {
  return torch::binary_cross_entropy(probabilities, torch::full_like(probabilities, real ? 1 : 0));
}

void descend(const torch::Tensor& loss, std::vector<torch::Tensor> weights, double rate) {
  const std::vector<torch::Tensor> gradients = torch::autograd::grad({loss}, weights);
  const torch::NoGradGuard no_gradients;
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i].sub_(gradients[i], rate);
}

/// Generator and discriminator in training. Random numbers are named by step, so resuming needs none of their
/// past.
class GanTrainer {
 public:
  GanTrainer(const GanSpec& spec, const NetworkInputs& inputs)
      : spec_(spec),
        generator_(std::make_shared<Generator>(spec)),
        discriminator_(spec),
        batches_(inputs, kPixels, spec.batch, spec.seed) {}

  Result<std::shared_ptr<Generator>> go(const NetworkInputs& inputs, const NetworkTraining& training) {
    TrainingRun run{"gan", batches_.per_epoch(), spec_.epochs, {}, {}, {}};
    if (!training.checkpoint.empty()) run.options_json = describe(spec_, inputs);
    const auto add = [&](const std::string& part, const auto& named) {
      for (const auto& item : named) {
        // How many batches normalisation has seen decides nothing.
        if (item.value().is_floating_point()) run.arrays.emplace_back(part + item.key(), item.value());
      }
    };
    add("generator.", generator_->named_parameters());
    add("generator.", generator_->named_buffers());
    add("discriminator.", discriminator_.named_parameters());
    run.take_step = [&](int step) { return take_step(step); };
    if (auto ok = run_training(run, training); !ok) return ok.error();
    generator_->eval();
    for (torch::Tensor& weights : generator_->parameters()) weights.set_requires_grad(false);
    return generator_;
  }

 private:
  struct Latents {
    torch::Tensor classes;
    torch::Tensor z;
  };

  /// Classes drawn evenly; `part` tells the draws of a step apart.
  Latents latents(std::int64_t count, int step, int part, double noise) const {
    Latents out{torch::zeros({count, spec_.classes}), torch::empty({count, spec_.nz})};
    RandomStream labels(spec_.seed, kRandomInputNoise, part, step);
    RandomStream normal(spec_.seed, kRandomLatentStart, part, step);
    auto* classes = out.classes.data_ptr<float>();
    for (std::int64_t n = 0; n < count; ++n) classes[n * spec_.classes + labels.below(spec_.classes)] = 1;
    if (noise > 0) {
      for (std::int64_t i = 0; i < out.classes.numel(); ++i)
        classes[i] = std::clamp(classes[i] + static_cast<float>(noise) * labels.normal(), 0.0F, 1.0F);
    }
    auto* z = out.z.data_ptr<float>();
    for (std::int64_t i = 0; i < out.z.numel(); ++i) z[i] = normal.normal();
    return out;
  }

  double take_step(int step) {
    const Batches::Batch batch = batches_.at(step);
    const torch::Tensor one_hot = torch::one_hot(batch.labels, spec_.classes).to(torch::kFloat);
    const Latents drawn = latents(batch.values.size(0), step, 0, 0);
    const torch::Tensor fake = [&] {
      const torch::NoGradGuard no_gradients;
      return generator_->forward(drawn.classes, drawn.z);
    }();
    // Real and drawn images apart: each has batch statistics of its own.
    const torch::Tensor doubt = judged(discriminator_.forward(batch.values, one_hot), true) +
                                judged(discriminator_.forward(fake, drawn.classes), false);
    descend(doubt, discriminator_.parameters(), spec_.learning_rate);

    const Latents wanted = latents(batch.values.size(0), step, 1, spec_.label_noise);
    const torch::Tensor drawing = generator_->forward(wanted.classes, wanted.z);
    const torch::Tensor failure = judged(discriminator_.forward(drawing, wanted.classes), true);
    descend(failure, generator_->parameters(), spec_.learning_rate);
    return (doubt + failure).item<double>();
  }

  const GanSpec& spec_;
  std::shared_ptr<Generator> generator_;
  Discriminator discriminator_;
  Batches batches_;
};

}  // namespace

Result<std::shared_ptr<Generator>> train_generator(const GanSpec& spec, const NetworkInputs& inputs,
                                                   const NetworkTraining& training) {
  if (auto ok = check_inputs(inputs, kPixels, spec.classes, "gan"); !ok) return ok.error();
  compute_on_one_thread();
  return GanTrainer(spec, inputs).go(inputs, training);
}

}  // namespace resketch
