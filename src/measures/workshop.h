// What cells work with: data sets made ready once, exemplars chosen once, published modules trained.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "measures/variant.h"
#include "resketch/classify.h"
#include "resketch/model.h"

namespace resketch {

/// A named set, split and preprocessed.
struct PreparedData {
  std::string name;
  DataKind kind = DataKind::kSeries;
  Preprocessing preprocessing;  ///< fitted on the pool
  Dataset pool;                 ///< preprocessed
  Dataset test;                 ///< raw; at most `Sizes::test_items` of them
  std::string pool_fingerprint;
  std::string test_fingerprint;
};

/// What a scale means.
struct Sizes {
  double training = 1;         ///< share of the published training steps
  int test_items = 0;          ///< of each set; 0: the published number
  int pool_items = 0;          ///< of each set; 0: all
  bool small_forward = false;  ///< a tenth of the cells in forward LSTMs
  HolisticSizes holistic = {};
  std::vector<std::uint64_t> seeds;
};
Sizes sizes_of(Scale scale);

/// Loads `name` and splits it: MNIST's first 1,000 test images and the whole public test split of the
/// characters, as published.
Result<PreparedData> prepare_data(const std::string& name, const Sizes& sizes);

/// A module set to be trained.
struct ModelSpec {
  const PreparedData* data = nullptr;
  Selection selection = Selection::kRandom;
  float noise_in = 0;
  float noise_out = 0;
  int steps = 0;  ///< a module
  std::uint64_t seed = 0;
  int exemplars = 4;  ///< a class
};

/// The published training options of `spec`, everything filled in.
TrainingOptions published_training(const ModelSpec& spec);
int published_steps(DataKind kind);
int published_cells(DataKind kind);

/// Chooses each set of exemplars once; safe to ask from many threads.
class ExemplarShelf {
 public:
  Result<const std::vector<ExemplarSet>*> get(const PreparedData& data, const ExemplarOptions& options);

 private:
  struct Entry;
  std::mutex lock_;
  std::map<std::string, std::shared_ptr<Entry>> entries_;
};

/// Trains the published modules of `spec` on one thread.
/// @errors those of train_modules
Result<Model> train_published(const ModelSpec& spec, ExemplarShelf& shelf, const ProgressFn& progress,
                              std::vector<std::string>& warnings);

}  // namespace resketch
