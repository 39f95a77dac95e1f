// The resketch command and its subcommands.
#include "cli/command.h"
#include "cli/help.h"
#include "generated.h"

namespace resketch::cli {
namespace {

constexpr char kAbout[] =
    "Recognises things by re-sketching them: every class has a small network that redraws the input from a "
    "few\n"
    "examples; the best redrawing wins, and when none is good enough the answer is \"unknown\".";

constexpr char kFooter[] =
    R"(DATA and INPUT are a named set (see 'resketch data list') or a file: .mat, IDX, .npy, .npz, .ts, .csv.
Results go to stdout, progress and messages to stderr; NO_COLOR turns colours off.

Exit codes:
  0  done
  1  the work failed: training diverged, a file could not be written, it was interrupted
  2  wrong usage
  3  bad input: a file is missing, damaged or of the wrong shape

Examples:
  resketch demo
  resketch train digits-sample -o digits.resketch
  resketch evaluate digits.resketch digits-sample
  resketch classify digits.resketch digits-sample --item 3 --explain why.html)";

int run(int argc, char** argv) {
  CLI::App app(kAbout, "resketch");
  app.formatter(help_formatter());
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("resketch ") + kVersion);
  app.require_subcommand(1);
  Work work;
  add_train(app, work);
  add_evaluate(app, work);
  add_classify(app, work);
  add_add_class(app, work);
  add_self_train(app, work);
  add_calibrate(app, work);
  add_denoise(app, work);
  add_anomaly(app, work);
  add_info(app, work);
  add_data(app, work);
  add_experiment(app, work);
  add_report(app, work);
  add_demo(app, work);
  add_completion(app, work);

  return run_app(app, work, argc, argv);
}

}  // namespace

}  // namespace resketch::cli

int main(int argc, char** argv) {
  return resketch::cli::run(argc, argv);
}
