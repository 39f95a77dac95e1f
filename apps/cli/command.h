// How a subcommand joins the command: it declares its flags and leaves its work to be run after parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "resketch/error.h"
#include "resketch/ranks.h"

namespace resketch::cli {

/// What the parsed command line asks for.
using Work = std::function<Result<void>()>;

/// Each adds its subcommand to `app`; parsing that subcommand sets `work`, which must outlive the parse.
/// The work of those that take `ranks` is shared; rank 0 alone reads, writes and prints.
void add_train(CLI::App& app, Work& work, const Ranks& ranks = {});
void add_evaluate(CLI::App& app, Work& work, const Ranks& ranks = {});
void add_classify(CLI::App& app, Work& work, const Ranks& ranks = {});
void add_add_class(CLI::App& app, Work& work);
void add_self_train(CLI::App& app, Work& work);
void add_calibrate(CLI::App& app, Work& work);
void add_denoise(CLI::App& app, Work& work);
void add_anomaly(CLI::App& app, Work& work);
void add_info(CLI::App& app, Work& work);
void add_data(CLI::App& app, Work& work);
void add_experiment(CLI::App& app, Work& work);
void add_report(CLI::App& app, Work& work);
void add_demo(CLI::App& app, Work& work);
void add_completion(CLI::App& app, Work& work);

/// The sentence of a subcommand's help, and its examples as the help's last lines, "  resketch ..." each;
/// they are shown with the name of `app`.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what,
                      const std::string& examples);

/// Parses the command line, does the work that it asks for and says on stderr what went wrong.
/// @returns the exit code
int run_app(CLI::App& app, const Work& work, int argc, char** argv, const Ranks& ranks = {});

/// Says what went wrong. @returns the exit code
int report(const Error& error, const CLI::App& app);

}  // namespace resketch::cli
