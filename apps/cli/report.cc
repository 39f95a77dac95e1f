// resketch report: results of experiments as one page.
#include <fmt/format.h>

#include <memory>
#include <set>

#include "base/files.h"
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/report_page.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

struct Flags {
  std::vector<std::string> results;
  std::string output;
  bool json = false;
};

Result<void> run(const Flags& flags) {
  if (auto ok = check_output(flags.output, flags.results); !ok) return ok;
  std::vector<ReportResult> results;
  std::set<std::string> seen;
  for (const std::string& path : flags.results) {
    auto result = read_result(path);
    if (!result) return result.error();
    if (!seen.insert(result->experiment + " " + result->scale).second)
      return Error(ErrorCode::kUsage, fmt::format("there are two results of {} at {} scale",
                                                  printable(result->experiment), printable(result->scale)));
    results.push_back(*std::move(result));
  }
  const std::string page = build_report_page(results);
  if (auto ok = write_file_atomically(flags.output, page); !ok) return ok;
  if (flags.json) {
    std::size_t figures = 0;
    std::size_t charts = 0;
    std::size_t drawings = 0;
    for (const ReportResult& result : results) {
      figures += result.figures.size();
      charts += result.charts.size();
      drawings += result.drawings.size();
    }
    print_json({{"report", flags.output},
                {"experiments", results.size()},
                {"figures", figures},
                {"charts", charts},
                {"drawings", drawings},
                {"bytes", page.size()}});
  } else {
    say(fmt::format("wrote {} ({})", flags.output, size_text(page.size())));
  }
  return {};
}

}  // namespace

void add_report(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command =
      add_command(app, "report",
                  "Draws results of experiments as one page that needs nothing else: published and measured "
                  "side by side",
                  "  resketch experiment run mic-clustering --out results\n"
                  "  resketch report results/mic-clustering.json -o report.html\n"
                  "  resketch report results/*.json -o report.html");
  command->add_option("RESULT", flags->results, "what 'resketch experiment run' wrote")
      ->required()
      ->type_name("...");
  command->add_option("-o,--output", flags->output, "the page to write")->required()->type_name("FILE");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
