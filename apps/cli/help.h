// The look of --help, and what the command says when it is used wrongly.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

namespace resketch::cli {

/// Writes options as "--steps N", with "(default: 4)" after the description.
std::shared_ptr<CLI::FormatterBase> help_formatter();

/// Says on stderr what was wrong with the command line and where to read how it is used.
void say_usage_error(const CLI::App& app, const CLI::ParseError& error);

/// Where to read how the subcommand that was asked for is used.
std::string help_hint(const CLI::App& app);

}  // namespace resketch::cli
