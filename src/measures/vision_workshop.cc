#include "measures/vision_workshop.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/random.h"

namespace resketch {
namespace {

/// Three rings of thickness .1 and inner radius .6 around (-1, 1), (1, 1) and (1, -1).
Dataset rings(int items, std::uint64_t seed) {
  constexpr float kCentres[3][2] = {{-1, 1}, {1, 1}, {1, -1}};
  Dataset out;
  out.name = "rings";
  out.dims = 2;
  out.label_names = {"upper left", "upper right", "lower right"};
  RandomStream stream(seed, kRandomSplit);
  for (int n = 0; n < items; ++n) {
    const int ring = n % 3;
    const float angle = stream.uniform(0, 2 * std::numbers::pi_v<float>);
    const float radius = stream.uniform(0.6F, 0.7F);
    const std::vector<float> point = {kCentres[ring][0] + radius * std::cos(angle),
                                      kCentres[ring][1] + radius * std::sin(angle)};
    out.append(point, ring);
  }
  return out;
}

PreparedData prepared(Dataset pool, Dataset test) {
  PreparedData out;
  out.name = pool.name;
  out.kind = pool.kind;
  out.preprocessing.kind = pool.kind;
  out.preprocessing.input_dims = out.preprocessing.dims = pool.dims;
  out.preprocessing.steps = pool.size() > 0 ? pool.steps(0) : 0;
  out.pool_fingerprint = pool.fingerprint();
  out.test_fingerprint = test.fingerprint();
  out.pool = std::move(pool);
  out.test = std::move(test);
  return out;
}

/// Items of `known` classes, their labels replaced by the class's place in `known`.
Dataset renumbered(const Dataset& data, const std::vector<int>& known, int first, int last) {
  std::vector<int> chosen;
  for (int n = first; n < last; ++n) {
    if (std::ranges::find(known, data.labels[n]) != known.end()) chosen.push_back(n);
  }
  Dataset out = data.subset(chosen);
  out.label_names.clear();
  for (const int label : known) out.label_names.push_back(data.label_names[label]);
  for (int& label : out.labels) label = static_cast<int>(std::ranges::find(known, label) - known.begin());
  return out;
}

/// Open sets need many networks, so each of them gets less time.
int epochs_of(const CellTask& task) {
  const bool quick = task.vision.scale == Scale::kQuick;
  switch (task.variant.measure) {
    case Measure::kRings:
      return quick ? 150 : 500;
    case Measure::kAutoencoder:
      return quick ? 5 : 30;
    case Measure::kOpenSet:
      if (!has_classifier(task.variant.vision.network.kind)) return quick ? 10 : 60;
      if (task.variant.vision.network.jitter > 0) return quick ? 3 : 10;
      return quick ? 3 : 4;
    case Measure::kClutter:
      return quick ? 8 : 4;
    default:
      return quick ? 5 : task.variant.vision.network.epochs;
  }
}

/// With few images, what matters is the number of steps; to leave out clutter takes many.
int batch_of(const CellTask& task) {
  if (task.vision.scale != Scale::kQuick) return 128;
  return task.variant.measure == Measure::kClutter ? 20 : 50;
}

double noise_of(NetworkKind kind) {
  if (kind == NetworkKind::kPlane) return 0.1;
  return has_classifier(kind) && has_decoder(kind) ? 0.2 : 0;
}

}  // namespace

bool needs_networks(Measure measure) {
  return measure == Measure::kRings || measure == Measure::kFooling || measure == Measure::kAutoencoder ||
         measure == Measure::kOpenSet || measure == Measure::kClutter || measure == Measure::kGan;
}

Result<PreparedData> prepare_network_data(const std::string& name, Scale scale) {
  const bool quick = scale == Scale::kQuick;
  if (name == "rings") return prepared(rings(3000, 1), rings(600, 2));
  auto pool = load_dataset(name, {.split = Split::kPool, .limit = quick ? 2400 : 0});
  if (!pool) return pool.error();
  auto test = load_dataset(name, {.split = Split::kTest, .limit = quick ? 500 : 0});
  if (!test) return test.error();
  for (const Dataset* part : {&*pool, &*test}) {
    for (int n = 0; n < part->size(); ++n) {
      if (part->dims != 28 || part->steps(n) != 28)
        return Error(ErrorCode::kShapeMismatch, "holds images that are not 28 x 28, which the networks take",
                     name, "item " + part->id(n));
    }
  }
  return prepared(*std::move(pool), *std::move(test));
}

KnownClasses known_classes(const CellTask& task) {
  std::vector<int> known = task.variant.vision.known;
  if (known.empty()) {
    known.resize(task.data->pool.label_names.size());
    std::iota(known.begin(), known.end(), 0);
  }
  const Dataset& pool = task.data->pool;
  const int training = pool.size() - pool.size() / 6;
  return {renumbered(pool, known, 0, training), renumbered(pool, known, training, pool.size()),
          static_cast<int>(known.size())};
}

NetworkSpec network_spec(const CellTask& task) {
  NetworkSpec spec = task.variant.vision.network;
  spec.classes = static_cast<int>(task.variant.vision.known.empty() ? task.data->pool.label_names.size()
                                                                    : task.variant.vision.known.size());
  spec.epochs = epochs_of(task);
  spec.batch = batch_of(task);
  // Each of the units that share a class gets a part of its gradient only: at the usual rate they still
  // differ after ten epochs, and their product says little.
  if (spec.kind == NetworkKind::kCool) spec.learning_rate = 0.003;
  spec.noise = noise_of(spec.kind);
  spec.seed = task.seed;
  return spec;
}

Result<std::unique_ptr<TrainedNetwork>> train_for(const CellTask& task, const KnownClasses& known) {
  return train_network(
      network_spec(task), inputs_of(known.training),
      {.checkpoint = task.vision.checkpoint, .resume = task.vision.resume, .progress = task.progress});
}

nlohmann::ordered_json network_outcome_key(const CellTask& task) {
  const NetworkSpec spec = network_spec(task);
  nlohmann::ordered_json out = {
      {"network", to_string(spec.kind)},
      {"known", task.variant.vision.known},
      {"strangers", task.vision.strangers != nullptr ? task.vision.strangers->test_fingerprint : ""},
      {"scale", to_string(task.vision.scale)},
      {"epochs", spec.epochs},
      {"batch", spec.batch},
      {"noise", spec.noise},
      {"reconstruction_weight", spec.reconstruction_weight},
      {"learning_rate", spec.learning_rate},
      {"kept", {kept_share(task, 0.9), kept_share(task, 0.99)}}};
  if (spec.jitter > 0) out["jitter"] = spec.jitter;
  if (spec.clutter > 0) out["clutter"] = spec.clutter;
  if (spec.classify_clean) out["classify_clean"] = true;
  if (spec.vary_noise) out["vary_noise"] = true;
  if (spec.patterns > 0) out["patterns"] = spec.patterns;
  if (task.variant.vision.sure_at_99 > 0) out["sure"] = task.variant.vision.sure_at_99;
  if (task.variant.vision.modules > 0) out["modules"] = task.variant.vision.modules;
  return out;
}

nlohmann::ordered_json network_key(const CellTask& task) {
  nlohmann::ordered_json spec = network_outcome_key(task);
  for (const char* measured : {"strangers", "kept", "sure", "modules"}) spec.erase(measured);
  return {{"data", task.data->name},
          {"pool", task.data->pool_fingerprint},
          {"network", std::move(spec)},
          {"seed", task.seed}};
}

NetworkInputs inputs_of(const Dataset& data) {
  return {data.values, data.labels, data.size()};
}

int winner(const NetworkAnswers& answers, int classes, int n) {
  const auto first = answers.log_scores.begin() + static_cast<std::ptrdiff_t>(n) * classes;
  return static_cast<int>(std::max_element(first, first + classes) - first);
}

double log_scaled_winner(const NetworkAnswers& answers, int classes, int n,
                         const ConfidenceOptions& options) {
  const double score =
      answers.log_scores[static_cast<std::size_t>(n) * classes + winner(answers, classes, n)];
  if (answers.distance.empty()) return score;
  const double gamma = answers.gamma.empty() ? 0 : answers.gamma[n];
  return score + log_confidence(answers.distance[n], gamma, 28 * 28, options);
}

double kept_share(const CellTask& task, double threshold) {
  // After seconds of training outputs are hardly above any threshold, and little confidence can be afforded.
  if (task.vision.scale == Scale::kQuick) return 0.8;
  return threshold < 0.95 ? task.variant.vision.kept_at_90 : task.variant.vision.kept_at_99;
}

double choose_alpha(const NetworkAnswers& answers, const Dataset& validation, int classes, double threshold,
                    double kept) {
  if (answers.distance.empty()) return 0;
  std::vector<int> right;
  for (int n = 0; n < validation.size(); ++n) {
    if (winner(answers, classes, n) == validation.labels[n]) right.push_back(n);
  }
  const auto passed = [&](double alpha) {
    return static_cast<double>(std::ranges::count_if(right, [&](int n) {
      return log_scaled_winner(answers, classes, n, {.alpha = alpha}) >= std::log(threshold);
    }));
  };
  const double wanted = kept * passed(0);
  double low = 0;
  double high = 1e4;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (passed(middle) >= wanted ? low : high) = middle;
  }
  return low;
}

}  // namespace resketch
