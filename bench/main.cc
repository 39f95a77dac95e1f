// Measures speed, prints a table, and writes build/bench/bench.json. Usage: resketch_bench [--quick]
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/files.h"
#include "bench/bench.h"
#include "kernels/isa.h"

int main(int argc, char** argv) {
  using namespace resketch;
  bench::Options options;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--quick") {
      fmt::print(stderr, "resketch_bench: found '{}', expected --quick or nothing\n", argv[i]);
      return 2;
    }
    options.quick = true;
  }
  bench::Figures figures;
  bench::bench_kernels(options, figures);
  bench::bench_latency(options, figures);
  const std::filesystem::path file = "build/bench/bench.json";
  std::error_code ignored;
  std::filesystem::create_directories(file.parent_path(), ignored);
  const nlohmann::json record = {{"figures", figures},
                                 {"instruction_set", current_isa()},
                                 {"compiler", __VERSION__},
                                 {"quick", options.quick}};
  if (auto written = write_file_atomically(file, record.dump(2) + "\n"); !written) {
    fmt::print(stderr, "resketch_bench: {}\n", written.error().what());
    return 1;
  }
  fmt::print("\nfigures: {}\n", file.string());
}
