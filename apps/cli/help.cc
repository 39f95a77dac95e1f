#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/suggest.h"
#include "cli/terminal.h"

namespace resketch::cli {
namespace {

class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    if (option->get_type_size() == 0) return {};
    return " " + option->get_type_name() + (option->get_expected_max() > 1 ? "..." : "") +
           (option->get_required() && !option->get_positional() ? " (required)" : "");
  }
  std::string make_option_desc(const CLI::Option* option) const override {
    const std::string& by_default = option->get_default_str();
    return option->get_description() + (by_default.empty() ? "" : " (default: " + by_default + ")");
  }
};

/// The subcommand that parsing got to.
const CLI::App* deepest(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::string full_name(const CLI::App* app) {
  return app->get_parent() == nullptr ? app->get_name()
                                      : full_name(app->get_parent()) + " " + app->get_name();
}

/// Words that may stand where `typed` stood.
std::vector<std::string> alternatives(const CLI::App* app, const std::string& typed) {
  std::vector<std::string> words;
  if (typed.starts_with("-")) {
    for (const auto* option : app->get_options()) {
      for (const auto& name : option->get_lnames()) words.push_back("--" + name);
    }
  } else {
    for (const auto* command : app->get_subcommands([](const CLI::App*) { return true; })) {
      words.push_back(command->get_name());
    }
  }
  return words;
}

std::string unexpected(const CLI::App* app, std::string typed) {
  typed = typed.substr(0, typed.find('='));
  const auto words = alternatives(app, typed);
  const bool is_flag = typed.starts_with("-");
  const char* kind = is_flag ? "flag" : words.empty() ? "argument" : "command";
  std::string text = is_flag || !words.empty() ? fmt::format("there is no {} {}", kind, typed)
                                               : fmt::format("one argument too many: {}", typed);
  const std::string nearest = nearest_word(typed, words);
  if (!nearest.empty()) text += fmt::format("; did you mean {}?", nearest);
  return text;
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() {
  auto formatter = std::make_shared<HelpFormatter>();
  formatter->column_width(30);
  formatter->label("SUBCOMMANDS", "COMMANDS");
  formatter->label("SUBCOMMAND", "COMMAND");
  return formatter;
}

std::string help_hint(const CLI::App& app) {
  return fmt::format("See '{} --help'.", full_name(deepest(&app)));
}

void say_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto* command = deepest(&app);
  const auto extras = app.remaining(true);
  const bool asks_more = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr ||
                         dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  const auto stray = std::ranges::find_if(extras, [](const std::string& word) { return word != "--"; });
  if (asks_more && stray != extras.end()) {
    say_error(unexpected(command, *stray), help_hint(app));
  } else {
    say_error(error.what(), help_hint(app));
  }
}

}  // namespace resketch::cli
