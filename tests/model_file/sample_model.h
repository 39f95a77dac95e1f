// Small models for tests: every value different, so that a mix-up shows.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "resketch/model.h"

namespace resketch::testing {

/// Numbers 0.5, 1.5, ... that never repeat within a model.
class Counting {
 public:
  std::vector<float> next(std::size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(next_++) + 0.5F;
    return values;
  }

 private:
  int next_ = 0;
};

inline Module sample_module(const std::string& label, const LstmShape& shape, Counting& counting) {
  Module module;
  module.label = label;
  module.shape = shape;
  const std::size_t k = shape.inputs;
  if (shape.hidden > 0) module.parameters = counting.next(LstmLayout(shape).size);
  module.exemplars = counting.next(k * shape.steps * shape.outputs);
  module.seed = 0xfedcba9876543210ULL;
  module.steps_trained = 400;
  module.training_loss = 0.1;
  return module;
}

/// `modules` modules "a", "b", ... of one shape, on series.
inline Model sample_model(int modules = 2, LstmShape shape = {2, 3, 2, 4}) {
  Counting counting;
  Model model;
  model.preset = "published";
  model.data_name = "characters";
  model.data_fingerprint = "00ff";
  model.selection = "kmeans";
  model.rejection_keep = 0.95;
  model.training.hidden = shape.hidden;
  model.training.steps = 400;
  model.training.noise_in = 0.2F;
  model.training.seed = 142;
  model.training.schedule = TrainingOptions::Schedule::kCosine;
  model.preprocessing.kind = DataKind::kSeries;
  model.preprocessing.input_dims = model.preprocessing.dims = shape.outputs;
  model.preprocessing.steps = shape.steps;
  for (int i = 0; i < modules; ++i) {
    model.modules.push_back(sample_module(std::string(1, static_cast<char>('a' + i)), shape, counting));
  }
  model.preprocessing.mean = counting.next(shape.outputs);
  model.preprocessing.sd = counting.next(shape.outputs);
  return model;
}

/// Two modules without an LSTM, and what they share.
inline Model stroke_model() {
  Model model = sample_model(2, {3, 0, 2, 4});
  model.generator = GeneratorKind::kStroke;
  model.preprocessing.kind = DataKind::kPenVelocity;
  model.preprocessing.input_dims = 3;
  model.calibration = {1.5, -2.25, 0.5};
  model.style["covariance"] = {1.0F, -0.0F, 0.25F};
  model.style["empty"] = {};
  return model;
}

/// Bit by bit: tells -0 from 0.
inline bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0);
}

/// The first part in which two models differ, or "".
inline std::string first_difference(const Model& a, const Model& b) {
  if (a.preset != b.preset || a.data_name != b.data_name || a.data_fingerprint != b.data_fingerprint ||
      a.selection != b.selection) {
    return "texts";
  }
  if (a.rejection_keep != b.rejection_keep) return "rejection_keep";
  const TrainingOptions& s = a.training;
  const TrainingOptions& t = b.training;
  if (s.hidden != t.hidden || s.steps != t.steps || s.learning_rate != t.learning_rate ||
      s.schedule != t.schedule || s.noise_in != t.noise_in || s.noise_out != t.noise_out ||
      s.keep_best != t.keep_best || s.seed != t.seed) {
    return "training";
  }
  const Calibration& c = a.calibration;
  const Calibration& d = b.calibration;
  if (a.generator != b.generator || c.temperature != d.temperature ||
      c.confidence_mean != d.confidence_mean || c.confidence_sd != d.confidence_sd) {
    return "generator and calibration";
  }
  if (a.style.size() != b.style.size()) return "style";
  for (const auto& [name, values] : a.style) {
    if (!b.style.contains(name) || !same_bits(values, b.style.at(name))) return "style " + name;
  }
  const Preprocessing& p = a.preprocessing;
  const Preprocessing& q = b.preprocessing;
  if (p.kind != q.kind || p.input_dims != q.input_dims || p.steps != q.steps || p.dims != q.dims ||
      !same_bits(p.mean, q.mean) || !same_bits(p.sd, q.sd)) {
    return "preprocessing";
  }
  if (a.modules.size() != b.modules.size()) return "modules";
  for (std::size_t i = 0; i < a.modules.size(); ++i) {
    const Module& m = a.modules[i];
    const Module& n = b.modules[i];
    if (m.label != n.label || m.shape != n.shape || m.seed != n.seed || m.steps_trained != n.steps_trained ||
        m.training_loss != n.training_loss || !same_bits(m.parameters, n.parameters) ||
        !same_bits(m.exemplars, n.exemplars)) {
      return "modules[" + std::to_string(i) + "]";
    }
  }
  return "";
}

}  // namespace resketch::testing
