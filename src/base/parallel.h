// Runs independent pieces of work on a number of threads.
#pragma once

#include <functional>

namespace resketch {

/// Threads meant by an option's value: 0 means all cores of the machine.
int thread_count(int requested);

/// Calls `work(i)` for i in 0..count-1 on `threads` threads (0: all cores), in any order.
/// `work` must not throw and must write only to places of its own i: results then do not depend on
/// the number of threads.
void parallel_for(int count, int threads, const std::function<void(int)>& work);

}  // namespace resketch
