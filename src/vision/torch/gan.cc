#include "vision/torch/gan.h"

#include <fmt/format.h>

#include "base/random.h"
#include "vision/torch/tensors.h"

namespace resketch {
namespace {

constexpr int kPixels = 28 * 28;
constexpr int kItemsAtOnce = 100;
constexpr std::uint32_t kSearch = 2;  // the starts of a search, apart from the latents of training

torch::Tensor on_simplex(const torch::Tensor& classes) {
  const torch::Tensor positive = classes.clamp(0, 1);
  return positive / positive.sum(1, true).clamp_min(1e-12);
}

/// A latent on its way, and the moments of its gradient.
struct Walker {
  torch::Tensor at;
  torch::Tensor mean = torch::zeros_like(at);
  torch::Tensor square = torch::zeros_like(at);

  void step(const torch::Tensor& gradient, double rate) {
    mean = 0.9 * mean + 0.1 * gradient;
    square = 0.99 * square + 0.01 * gradient.square();
    at = at - rate * mean / (square.sqrt() + 1e-8);
  }
};

class TorchGan : public TrainedGan {
 public:
  TorchGan(const GanSpec& spec, std::shared_ptr<Generator> generator)
      : spec_(spec), generator_(std::move(generator)) {}

  const GanSpec& spec() const override { return spec_; }

  std::vector<float> draw(std::span<const float> classes, std::span<const float> z) const override {
    compute_on_one_thread();
    const torch::NoGradGuard no_gradients;
    const int items = static_cast<int>(classes.size()) / spec_.classes;
    std::vector<float> out;
    for (int first = 0; first < items; first += kItemsAtOnce) {
      const int count = std::min(kItemsAtOnce, items - first);
      append(out, generator_->forward(rows(classes, spec_.classes, first, count),
                                      rows(z, spec_.nz, first, count)));
    }
    return out;
  }

  Result<GanRedrawing> redraw(const NetworkInputs& inputs, const GanSearch& search,
                              const ProgressFn& progress) const override {
    compute_on_one_thread();
    if (inputs.values.size() != static_cast<std::size_t>(kPixels) * inputs.size)
      return Error(ErrorCode::kShapeMismatch,
                   fmt::format("{} values for {} images of {}", inputs.values.size(), inputs.size, kPixels));
    GanRedrawing out;
    for (int first = 0; first < inputs.size;) {
      const int count = side_by_side(inputs.size - first, search.together);
      const auto report = [&](int iteration) {
        return !progress ||
               progress({.stage = "redrawing",
                         .unit = "images",
                         .done = first + static_cast<double>(count) * iteration / search.iterations,
                         .total = static_cast<double>(inputs.size)});
      };
      if (!redraw_some(inputs, first, count, search, report, out))
        return Error(ErrorCode::kCancelled, "redrawing was stopped");
      first += count;
    }
    return out;
  }

 private:
  /// As many as are computed at once: whole groups, or what is left of the last.
  static int side_by_side(int left, int together) {
    const int count = std::min(kItemsAtOnce, left);
    return together > 0 && count > together ? count - count % together : count;
  }

  torch::Tensor z_start(int first, int count, const GanSearch& search) const {
    torch::Tensor out = torch::empty({count, spec_.nz});
    for (int n = 0; n < count; ++n) {
      RandomStream stream(search.seed, kRandomLatentStart, kSearch, first + n);
      for (int i = 0; i < spec_.nz; ++i) out[n].data_ptr<float>()[i] = stream.normal();
    }
    return out;
  }

  template <typename Report>
  bool redraw_some(const NetworkInputs& inputs, int first, int count, const GanSearch& search,
                   const Report& report, GanRedrawing& out) const {
    // Neighbours share a group, and members of a group are `groups` rows apart.
    const int groups = search.together == 0 ? 0 : std::max(1, count / search.together);
    const auto apart = [&](const torch::Tensor& x) {
      return groups > 1 ? x.view({groups, count / groups, -1}).transpose(0, 1).reshape_as(x) : x;
    };
    const auto in_order = [&](const torch::Tensor& x) {
      return groups > 1 ? x.view({count / groups, groups, -1}).transpose(0, 1).reshape_as(x) : x;
    };
    const torch::Tensor target = apart(rows(inputs.values, kPixels, first, count));
    Walker classes{torch::full({count, spec_.classes}, 1.0 / spec_.classes)};
    Walker z{apart(z_start(first, count, search))};
    for (int i = 0; i < search.iterations; ++i) {
      const torch::Tensor c = on_simplex(classes.at).set_requires_grad(true);
      const torch::Tensor noise = z.at.detach().set_requires_grad(true);
      const torch::Tensor loss = (generator_->forward(c, noise, groups) - target).square().mean(1).sum();
      const auto gradients = torch::autograd::grad({loss}, {c, noise});
      classes.at = c.detach();
      classes.step(gradients[0], search.learning_rate);
      if (i > search.z_after) z.step(gradients[1], search.z_rate * search.learning_rate);
      if (!report(i + 1)) return false;
    }
    const torch::NoGradGuard no_gradients;
    const torch::Tensor ended = on_simplex(classes.at);
    const torch::Tensor images = generator_->forward(ended, z.at, groups);
    append(out.classes, in_order(ended));
    append(out.z, in_order(z.at));
    append(out.images, in_order(images));
    append(out.loss, in_order((images - target).square().mean(1, true)));
    return true;
  }

  GanSpec spec_;
  std::shared_ptr<Generator> generator_;
};

}  // namespace

std::unique_ptr<TrainedGan> make_gan(const GanSpec& spec, std::shared_ptr<Generator> generator) {
  return std::make_unique<TorchGan>(spec, std::move(generator));
}

}  // namespace resketch
