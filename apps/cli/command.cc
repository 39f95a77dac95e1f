#include "cli/command.h"

#include <fmt/format.h>

#include <exception>
#include <new>

#include "base/share.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "kernels/isa.h"

namespace resketch::cli {
namespace {

/// Does the work; whatever is thrown becomes an Error.
Result<void> attempt(const Work& work) {
  try {
    if (auto chosen = use_isa_from_environment(); !chosen) return chosen;
    const auto done = work();
    const auto written = finish_output();
    return done ? written : done;
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return Error(ErrorCode::kFailed, "there is not enough memory");
  } catch (const std::exception& error) {
    return Error(ErrorCode::kFailed, error.what());
  }
}

}  // namespace

CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what,
                      const std::string& examples) {
  auto* command = app.add_subcommand(name, what);
  const CLI::App* program = &app;
  while (program->get_parent() != nullptr) program = program->get_parent();
  const std::string generic = "  resketch ";
  const std::string own = "  " + program->get_name() + " ";
  std::string shown = examples;
  for (std::size_t at = shown.find(generic); at != std::string::npos;
       at = shown.find(generic, at + own.size()))
    shown.replace(at, generic.size(), own);
  command->footer("Examples:\n" + shown);
  return command;
}

int report(const Error& error, const CLI::App& app) {
  say_error(error.what(), error.code() == ErrorCode::kUsage ? help_hint(app) : "");
  return exit_code(error.code());
}

int run_app(CLI::App& app, const Work& work, int argc, char** argv, const Ranks& ranks) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForVersion& version) {
    if (ranks.rank == 0) print(fmt::format("{}\n", version.what()));
    return finish_output() ? 0 : 1;
  } catch (const CLI::CallForHelp&) {
    if (ranks.rank == 0) print(app.help());
    return finish_output() ? 0 : 1;
  } catch (const CLI::ParseError& error) {
    if (ranks.rank == 0) say_usage_error(app, error);
    return 2;
  }
  catch_interrupts();
  const auto done = agree(ranks, attempt(work));
  if (done) return 0;
  return ranks.rank == 0 ? report(done.error(), app) : exit_code(done.error().code());
}

}  // namespace resketch::cli
