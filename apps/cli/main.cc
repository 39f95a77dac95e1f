// The resketch command: picks the subcommand, runs its work and turns errors into sentences and exit codes.
#include <fmt/format.h>

#include <exception>
#include <new>

#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/terminal.h"
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

int report(const Error& error, const CLI::App& app) {
  say_error(error.what(), error.code() == ErrorCode::kUsage ? help_hint(app) : "");
  return exit_code(error.code());
}

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
  add_calibrate(app, work);
  add_info(app, work);
  add_data(app, work);
  add_experiment(app, work);
  add_report(app, work);
  add_demo(app, work);
  add_completion(app, work);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    print(fmt::format("{}\n", version.what()));
    return finish_output() ? 0 : 1;
  } catch (const CLI::CallForHelp&) {
    print(app.help());
    return finish_output() ? 0 : 1;
  } catch (const CLI::ParseError& error) {
    say_usage_error(app, error);
    return 2;
  }

  catch_interrupts();
  try {
    const auto done = work();
    const auto written = finish_output();
    if (!done) return report(done.error(), app);
    if (!written) return report(written.error(), app);
    return 0;
  } catch (const Error& error) {
    return report(error, app);
  } catch (const std::bad_alloc&) {
    say_error("there is not enough memory");
  } catch (const std::exception& error) {
    say_error(error.what());
  }
  return 1;
}

}  // namespace

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what,
                      const std::string& examples) {
  auto* command = app.add_subcommand(name, what);
  command->footer("Examples:\n" + examples);
  return command;
}

}  // namespace resketch::cli

int main(int argc, char** argv) {
  return resketch::cli::run(argc, argv);
}
