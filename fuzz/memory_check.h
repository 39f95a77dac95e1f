// Holds a reader to memory_bound (src/data/readers.h): counts what is allocated while it parses, and aborts
// when the live bytes pass the bound for the size of its input.
#pragma once

#include <sanitizer/allocator_interface.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "data/readers.h"

namespace resketch::fuzzing {

struct MemoryCount {
  bool counting = false;
  std::uint64_t live = 0;
  std::uint64_t peak = 0;
};

inline MemoryCount& memory_count() {
  static MemoryCount count;
  return count;
}

inline void on_malloc(const volatile void*, std::size_t size) {
  MemoryCount& count = memory_count();
  if (!count.counting) return;
  count.live += size;
  if (count.live > count.peak) count.peak = count.live;
}

inline void on_free(const volatile void* pointer) {
  MemoryCount& count = memory_count();
  if (!count.counting || pointer == nullptr) return;
  const std::uint64_t size = __sanitizer_get_allocated_size(pointer);
  count.live -= size < count.live ? size : count.live;
}

/// Calls `parse(bytes)`, checks its memory and that a data set holds together.
template <typename Parse>
void check_reader(const std::uint8_t* data, std::size_t size, bool compressed, Parse parse) {
  static const bool installed = __sanitizer_install_malloc_and_free_hooks(on_malloc, on_free) != 0;
  if (!installed) std::abort();
  memory_count() = {.counting = true};
  const auto dataset = parse(std::as_bytes(std::span(data, size)));
  memory_count().counting = false;
  const std::uint64_t bound = memory_bound(size, compressed);
  if (memory_count().peak > bound) {
    std::fprintf(stderr, "%llu bytes allocated for %zu bytes of input; the bound is %llu\n",
                 static_cast<unsigned long long>(memory_count().peak), size,
                 static_cast<unsigned long long>(bound));
    std::abort();
  }
  if (!dataset.ok()) {
    if (dataset.error().message().empty()) std::abort();
    return;
  }
  if (dataset->size() == 0 || dataset->dims <= 0) std::abort();
  if (dataset->values.size() != dataset->first_step.back() * static_cast<std::uint64_t>(dataset->dims))
    std::abort();
  if (dataset->labels.size() + 1 != dataset->first_step.size()) std::abort();
  for (int item = 0; item < dataset->size(); ++item) {
    const int label = dataset->labels[item];
    if (dataset->steps(item) <= 0) std::abort();
    if (label < Dataset::kUnlabelled || label >= static_cast<int>(dataset->label_names.size())) std::abort();
  }
  for (const float value : dataset->values) {
    if (!(value - value == 0)) std::abort();
  }
}

}  // namespace resketch::fuzzing
