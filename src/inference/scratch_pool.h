// Search buffers that threads hand to each other, so that none is made twice.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "inference/search.h"

namespace resketch {

class ScratchPool {
 public:
  /// Runs `work(scratch)` with buffers that fit `lstm`.
  template <typename Work>
  void with(const PackedLstm& lstm, const Work& work) {
    std::unique_ptr<SearchScratch> scratch = take(lstm.shape);
    if (!scratch) scratch = std::make_unique<SearchScratch>(lstm);
    work(*scratch);
    const std::lock_guard lock(mutex_);
    free_.emplace_back(lstm.shape, std::move(scratch));
  }

 private:
  std::unique_ptr<SearchScratch> take(const LstmShape& shape) {
    const std::lock_guard lock(mutex_);
    for (auto it = free_.begin(); it != free_.end(); ++it) {
      if (it->first != shape) continue;
      auto scratch = std::move(it->second);
      free_.erase(it);
      return scratch;
    }
    return nullptr;
  }

  std::mutex mutex_;
  std::vector<std::pair<LstmShape, std::unique_ptr<SearchScratch>>> free_;
};

}  // namespace resketch
