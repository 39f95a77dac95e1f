// Measures speed, prints a table, and writes build/bench/bench.json.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/parallel.h"
#include "bench/bench.h"
#include "bench/machine.h"
#include "bench/workload.h"
#include "kernels/isa.h"

namespace {

using namespace resketch;

constexpr std::string_view kHelp =
    R"(Measures speed, prints a table, and writes the figures to build/bench/bench.json.

  ./run bench                      everything, with the Python peers (python3-torch)
  ./run bench --quick              within three minutes: shorter slices, no Python peers
  ./run bench --compare OLD.json   and the ratio of every figure to an earlier file's
  ./run bench --threads 4          of training and batch inference; 2 without it, as far as there are cores
  ./run bench --out FILE           where to write the figures
  ./run bench --only training      one part, without writing figures (but to --out): kernels, training,
                                   inference, search, one-target, dtw, many-classes

$RESKETCH_DATA names the folder of the data sets; without the characters the synthetic set `pen` is measured.
$RESKETCH_PYTHON names the Python of the peers; /usr/bin/python3 without it.
Exit codes: 0 done, 1 a peer did not compute the same or a file could not be written, 2 wrong usage, 3 bad input.
)";

/// The parts of the benchmark; those about the published modules share the workload.
struct Part {
  std::string_view name;
  void (*on_workload)(const bench::Options&, const bench::Workload&, bench::Report&);
  void (*alone)(const bench::Options&, bench::Report&);
};

constexpr Part kParts[] = {
    {"kernels", nullptr, bench::bench_kernels},           {"training", bench::bench_training, nullptr},
    {"inference", bench::bench_inference, nullptr},       {"search", bench::bench_search, nullptr},
    {"one-target", bench::bench_latency, nullptr},        {"dtw", bench::bench_nearest_neighbour, nullptr},
    {"many-classes", nullptr, bench::bench_many_classes},
};

struct Arguments {
  bench::Options options{.effort = bench::kFull, .threads = std::min(2, thread_count(0))};
  std::string effort = "full";
  std::optional<std::string> out;
  std::optional<std::string> compare;
  std::optional<std::string> only;
};

Result<Arguments> parse(int argc, char** argv) {
  Arguments a;
  const auto refuse = [](std::string found) {
    return Error(ErrorCode::kUsage, std::move(found) + "; --help shows what there is");
  };
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--quick" || word == "--smoke") {
      a.effort = word.substr(2);
      a.options.effort = word == "--quick" ? bench::kQuick : bench::kSmoke;
      continue;
    }
    const bool known = word == "--out" || word == "--compare" || word == "--only" || word == "--threads";
    if (!known) return refuse("found '" + word + "'");
    if (++i == argc) return refuse("found nothing after " + word);
    const std::string value = argv[i];
    if (word == "--out") a.out = value;
    if (word == "--compare") a.compare = value;
    if (word == "--only") {
      const auto is_it = [&](const Part& part) { return part.name == value; };
      if (std::none_of(std::begin(kParts), std::end(kParts), is_it))
        return refuse("found no part '" + value + "'");
      a.only = value;
    }
    if (word == "--threads") {
      a.options.threads = std::atoi(value.c_str());
      if (a.options.threads < 1)
        return refuse("found '" + value + "' after --threads, expected a number from 1");
    }
  }
  return a;
}

/// Measures all parts or the one that is asked for; returns the name of the data, if any was needed.
std::string measure(const Arguments& a, bench::Report& report) {
  std::optional<bench::Workload> workload;
  for (const Part& part : kParts) {
    if (a.only && *a.only != part.name) continue;
    if (part.alone != nullptr) {
      part.alone(a.options, report);
      continue;
    }
    if (!workload) workload = bench::make_workload(a.options, report);
    part.on_workload(a.options, *workload, report);
  }
  return workload ? workload->data : "none";
}

Result<void> run(const Arguments& a, bench::Report& report) {
  bench::Figures old;
  if (a.compare) {
    auto read = bench::read_figures(*a.compare);
    if (!read) return read.error();
    old = *std::move(read);
  }
  if (auto ok = use_isa_from_environment(); !ok) return ok.error();
  const std::filesystem::path file = a.out.value_or(a.only ? "" : "build/bench/bench.json");
  if (!file.empty()) {
    std::error_code ignored;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
    if (auto ok = check_writable(file); !ok) return ok;
  }
  const std::string data = measure(a, report);
  report.print_goals();
  if (a.compare) report.print_ratios(old);
  if (file.empty()) return {};
  const std::string about = bench::circumstances(a.options, a.effort, data);
  if (auto written = write_file_atomically(file, report.json(about)); !written) return written;
  fmt::print("\nfigures: {}\n", file.string());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    fmt::print("{}", kHelp);
    return 0;
  }
  const auto fail = [](const Error& error) {
    fmt::print(stderr, "resketch_bench: {}\n", error.what());
    return exit_code(error.code());
  };
  try {
    // The process that bench_many_classes starts to measure its memory.
    if (argc == 5 && std::string_view(argv[1]) == "--stream") {
      bench::classify_stream(argv[2], std::atoi(argv[3]), std::atoi(argv[4]));
      return 0;
    }
    const auto arguments = parse(argc, argv);
    if (!arguments) return fail(arguments.error());
    bench::Report report;
    if (auto ok = run(*arguments, report); !ok) return fail(ok.error());
    return report.refused() ? 1 : 0;
  } catch (const Error& error) {
    return fail(error);
  }
}
