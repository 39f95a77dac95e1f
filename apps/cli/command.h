// How a subcommand joins the command: it declares its flags and leaves its work to be run after parsing.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "resketch/error.h"

namespace resketch::cli {

/// What the parsed command line asks for.
using Work = std::function<Result<void>()>;

/// Each adds its subcommand to `app`; parsing that subcommand sets `work`, which must outlive the parse.
void add_train(CLI::App& app, Work& work);
void add_evaluate(CLI::App& app, Work& work);
void add_classify(CLI::App& app, Work& work);
void add_add_class(CLI::App& app, Work& work);
void add_calibrate(CLI::App& app, Work& work);
void add_info(CLI::App& app, Work& work);
void add_data(CLI::App& app, Work& work);
void add_experiment(CLI::App& app, Work& work);
void add_report(CLI::App& app, Work& work);
void add_demo(CLI::App& app, Work& work);
void add_completion(CLI::App& app, Work& work);

/// The sentence of a subcommand's help, and its examples as the help's last lines.
CLI::App* add_command(CLI::App& app, const std::string& name, const std::string& what,
                      const std::string& examples);

}  // namespace resketch::cli
