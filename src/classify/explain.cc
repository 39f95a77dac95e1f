#include "classify/explain.h"

#include <algorithm>
#include <atomic>

#include "base/parallel.h"
#include "base/share.h"

namespace resketch {

Result<std::vector<Explanation>> explain_share(const Explainer& explainer, const ExplainJob& all, int count,
                                               std::size_t classes, const Ranks& ranks, int batch,
                                               const std::function<bool(int)>& go_on) {
  const std::vector<int> starts = my_blocks(ranks, batch, count);
  std::vector<Explanation> out(count);
  for (const int at : starts) {
    for (int n = at; n < std::min(at + batch, count); ++n) {
      out[n].evidence.resize(classes);
      out[n].losses.resize(classes);
      if (all.keep_reconstructions) out[n].reconstructions.resize(classes);
    }
  }
  const std::size_t size = count > 0 ? all.targets.size() / count : 0;
  const int parts = explainer.parts();
  const int tasks = static_cast<int>(starts.size()) * parts;
  std::atomic<bool> cancelled = false;
  parallel_for(tasks, all.threads, [&](int task) {
    if (cancelled) return;
    const int at = starts[task / parts];
    const int in_batch = std::min(batch, count - at);
    ExplainJob job = all;
    job.targets = all.targets.subspan(at * size, in_batch * size);
    if (!all.left_out.empty()) job.left_out = all.left_out.subspan(at, in_batch);
    job.first += at;
    job.threads = threads_each(all.threads, tasks);
    explainer.explain(job, task % parts, std::span(out).subspan(at, in_batch));
    if (!go_on(in_batch)) cancelled = true;
  });
  if (cancelled) return Error(ErrorCode::kCancelled, "classification was stopped");
  return out;
}

}  // namespace resketch
