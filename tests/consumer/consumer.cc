// Uses every part of the public API once: made data, training, saving, loading, classifying.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "resketch/resketch.h"

namespace {

/// Two classes of three items, six steps of one value: rising and falling.
resketch::Dataset slopes() {
  resketch::Dataset data;
  data.name = "slopes";
  data.dims = 1;
  data.first_step = {0};
  data.label_names = {"rising", "falling"};
  for (int item = 0; item < 6; ++item) {
    const int label = item % 2;
    std::vector<float> values(6);
    for (int t = 0; t < 6; ++t) {
      const float slope = 1.0F + 0.1F * static_cast<float>(item);
      values[t] = (label == 0 ? slope : -slope) * static_cast<float>(t);
    }
    data.append(values, label);
  }
  return data;
}

}  // namespace

int main() try {
  using namespace resketch;
  const Dataset data = slopes();
  TrainOptions options = train_options(Preset::kDefault, data.kind);
  options.exemplars.per_class = 2;
  options.training.steps = 500;
  const std::string path = "consumer.resketch";
  save_model(train(data, options).value(), path).value();

  const Model model = load_model(path).value();
  ClassifyOptions published;
  published.reject = false;
  const Evaluation result = evaluate(model, data, classify(model, data, published).value());
  std::filesystem::remove(path);
  std::printf("%d classes, accuracy %.2f\n", static_cast<int>(model.modules.size()), result.accuracy);
  return result.accuracy == 1 && !load_model(path) ? 0 : 1;
} catch (const std::exception& error) {
  std::fprintf(stderr, "consumer: %s\n", error.what());
  return 1;
}
