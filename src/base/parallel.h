// Runs independent pieces of work on a number of threads.
#pragma once

#include <functional>

namespace resketch {

/// Threads meant by an option's value: 0 means all cores that this process may use.
int thread_count(int requested);

/// Threads for each of `count` pieces of work that share those meant by `requested`: more than one where
/// there are fewer pieces than threads.
int threads_each(int requested, int count);

/// Calls `work(i)` for i in 0..count-1 on `threads` threads (0: all cores), in any order.
/// `work` must not throw and must write only to places of its own i: results then do not depend on
/// the number of threads.
void parallel_for(int count, int threads, const std::function<void(int)>& work);

}  // namespace resketch
