#include "base/parallel.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace resketch {
namespace {

#ifdef __SANITIZE_THREAD__
// Debian's TBB is not built with ThreadSanitizer, which takes its hand-overs for races; suppressing those
// would hide ours. Plain threads let it see every hand-over.
void share_out(int count, int workers, const std::function<void(int)>& work) {
  std::atomic<int> next = 0;
  std::vector<std::jthread> threads;
  for (int worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&] {
      for (int i = next++; i < count; i = next++) work(i);
    });
  }
}
#else
void share_out(int count, int workers, const std::function<void(int)>& work) {
  // Without this TBB would quietly keep to the machine's cores and warn about it on stderr.
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                  static_cast<std::size_t>(workers));
  tbb::task_arena arena(workers);
  arena.execute([&] {
    tbb::parallel_for(
        0, count, 1, [&](int i) { work(i); }, tbb::simple_partitioner());
  });
}
#endif

}  // namespace

int thread_count(int requested) {
  if (requested > 0) return requested;
  return tbb::info::default_concurrency();
}

int threads_each(int requested, int count) {
  return std::max(1, thread_count(requested) / std::max(1, count));
}

void parallel_for(int count, int threads, const std::function<void(int)>& work) {
  const int workers = std::min(thread_count(threads), count);
  if (workers <= 1) {
    for (int i = 0; i < count; ++i) work(i);
    return;
  }
  share_out(count, workers, work);
}

}  // namespace resketch
