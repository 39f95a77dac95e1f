#include "measures/gan_workshop.h"

#include "measures/vision_workshop.h"

namespace resketch {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const GanSpec& spec) {
  return {{"nz", spec.nz},
          {"channels", spec.channels},
          {"generator_embedding", spec.generator_embedding},
          {"discriminator_embedding", spec.discriminator_embedding},
          {"dense", spec.dense},
          {"epochs", spec.epochs},
          {"batch", spec.batch},
          {"learning_rate", spec.learning_rate},
          {"label_noise", spec.label_noise}};
}

}  // namespace

GanSpec gan_spec(const CellTask& task) {
  GanSpec spec;
  spec.classes = static_cast<int>(task.data->pool.label_names.size());
  spec.nz = task.variant.gan.nz;
  spec.seed = task.seed;
  if (task.vision.scale == Scale::kPublished) return spec;
  const bool quick = task.vision.scale == Scale::kQuick;
  spec.channels = 8;
  spec.generator_embedding = 125;
  spec.dense = 128;
  spec.batch = 16;
  spec.epochs = quick ? 4 : 1;
  spec.learning_rate = quick ? 0.12 : 0.1;
  return spec;
}

GanSearch gan_search(const CellTask& task) {
  const GanSetting& setting = task.variant.gan;
  GanSearch search{.z_rate = setting.z_rate, .z_after = setting.z_after, .together = setting.together};
  if (task.vision.scale == Scale::kQuick) search.iterations = 50;
  search.seed = task.seed;
  return search;
}

int gan_items(Scale scale) {
  if (scale == Scale::kQuick) return 100;
  return scale == Scale::kDefault ? 500 : 10'000;
}

Json gan_network_key(const CellTask& task) {
  return {{"network", "gan"},
          {"data", task.data->name},
          {"pool", task.data->pool_fingerprint},
          {"spec", to_json(gan_spec(task))},
          {"seed", task.seed}};
}

Json gan_cell_key(const CellTask& task) {
  const GanSearch search = gan_search(task);
  return {{"spec", to_json(gan_spec(task))},
          {"iterations", search.iterations},
          {"learning_rate", search.learning_rate},
          {"z_rate", search.z_rate},
          {"z_after", search.z_after},
          {"together", search.together},
          {"items", gan_items(task.vision.scale)}};
}

GanShelf::Entry& GanShelf::entry(const std::filesystem::path& file) {
  const std::lock_guard guard(lock_);
  return entries_[file];
}

Result<std::shared_ptr<const TrainedGan>> GanShelf::get(const CellTask& task) {
  Entry& entry = this->entry(task.vision.checkpoint);
  const std::lock_guard guard(entry.lock);
  if (auto gan = entry.gan.lock()) return gan;
  auto trained = train_gan(gan_spec(task), inputs_of(task.data->pool),
                           {.checkpoint = task.vision.checkpoint,
                            .resume = task.vision.resume || entry.made_here,
                            .progress = task.progress});
  if (!trained) return trained.error();
  std::shared_ptr<const TrainedGan> gan = *std::move(trained);
  entry.gan = gan;
  entry.made_here = true;
  return gan;
}

}  // namespace resketch
