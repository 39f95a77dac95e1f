// What a scale means for the conditional GAN, and networks that several cells share.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include "measures/cell.h"
#include "vision/gan.h"

namespace resketch {

GanSpec gan_spec(const CellTask& task);
GanSearch gan_search(const CellTask& task);

/// Test images that are redrawn, from the first on.
int gan_items(Scale scale);

/// All that a network depends on: cells that only search in it otherwise share it.
nlohmann::ordered_json gan_network_key(const CellTask& task);

/// All that a cell's outcome depends on beyond data and seed.
nlohmann::ordered_json gan_cell_key(const CellTask& task);

/// Networks by their files. Who asks first trains; others wait and take what is in memory or in the file.
class GanShelf {
 public:
  /// @errors as train_gan
  Result<std::shared_ptr<const TrainedGan>> get(const CellTask& task);

 private:
  struct Entry {
    std::mutex lock;
    std::weak_ptr<const TrainedGan> gan;
    bool made_here = false;
  };
  Entry& entry(const std::filesystem::path& file);

  std::mutex lock_;
  std::map<std::filesystem::path, Entry> entries_;
};

}  // namespace resketch
