#include <fmt/format.h>

#include "bench/bench.h"
#include "bench/peers.h"
#include "bench/workload.h"

namespace resketch::bench {

void bench_inference(const Options& options, const Workload& w, Report& report) {
  const Dataset items = some_items(w.test, options.effort.targets);
  ClassifyOptions published;
  published.inference = default_inference(Preset::kPublished);
  published.reject = false;
  std::vector<double> seconds;  // by threads
  std::vector<Decision> decisions;
  for (const int threads : thread_counts(options.threads)) {
    published.threads = threads;
    report.progress("inference, " + threads_text(published.threads));
    seconds.push_back(median_seconds(options.effort.runs,
                                     [&] { decisions = classify(w.published, items, published).value(); }));
    report.row("published inference, " + threads_text(published.threads),
               fmt::format("{:.3f} s for {}, {} iterations", seconds.back(), size_text(items, w.published),
                           published.inference.iterations));
  }
  report.figure("infer_ms_per_target", 1e3 * seconds.back() / items.size());
  if (seconds.size() > 1) {
    report.figure("thread_scaling_infer", seconds[0] / seconds[1]);
  } else {
    report.skip("thread_scaling_infer", "needs two threads");
  }
  if (const auto why = why_no_peers(options)) {
    report.skip("infer_vs_published_loop", *why);
    report.skip("infer_vs_expert", *why);
    report.skip("infer_vs_expert_all_at_once", *why);
  } else {
    bench_inference_peers(options, w, items, decisions, seconds.back(), report);
  }
}

}  // namespace resketch::bench
