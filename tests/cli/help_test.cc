#include <regex>

#include "cli/command_test.h"

namespace resketch::testing {
namespace {

using Help = CommandTest;

const std::vector<std::vector<std::string>> kCommands = {{},
                                                         {"train"},
                                                         {"evaluate"},
                                                         {"classify"},
                                                         {"add-class"},
                                                         {"self-train"},
                                                         {"info"},
                                                         {"calibrate"},
                                                         {"denoise"},
                                                         {"anomaly"},
                                                         {"anomaly", "train"},
                                                         {"anomaly", "score"},
                                                         {"data"},
                                                         {"data", "list"},
                                                         {"data", "info"},
                                                         {"data", "fetch"},
                                                         {"demo"},
                                                         {"completion"},
                                                         {"experiment"},
                                                         {"report"}};

TEST_F(Help, EveryCommandExplainsItselfByExample) {
  for (auto words : kCommands) {
    words.emplace_back("--help");
    const Outcome outcome = succeed(words);
    EXPECT_NE(outcome.out.find("Usage: resketch"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("Examples:\n  "), std::string::npos) << outcome.out;
    EXPECT_TRUE(outcome.err.empty());
  }
}

TEST_F(Help, ListsDefaultsAndExitCodes) {
  EXPECT_NE(succeed({"train", "--help"}).out.find("(default: 42)"), std::string::npos);
  const std::string overview = succeed({"--help"}).out;
  for (const char* line : {"  0  done", "  1  the work failed", "  2  wrong usage", "  3  bad input"}) {
    EXPECT_NE(overview.find(line), std::string::npos) << line;
  }
}

TEST_F(Help, VersionIsOneLine) {
  EXPECT_TRUE(
      std::regex_match(succeed({"--version"}).out, std::regex("resketch [0-9]+\\.[0-9]+\\.[0-9]+\n")));
}

std::set<std::string> flags_in(const std::string& text) {
  const std::regex flag("--[a-z][a-z-]+");
  return {std::sregex_token_iterator(text.begin(), text.end(), flag), {}};
}

TEST_F(Help, CompletionKnowsEveryFlagOfEveryCommand) {
  const std::string script = succeed({"completion", "bash"}).out;
  const auto completed = flags_in(script);
  for (auto words : kCommands) {
    words.emplace_back("--help");
    std::string help = succeed(words).out;
    help.resize(help.find("Examples:"));
    for (const auto& flag : flags_in(help)) EXPECT_TRUE(completed.contains(flag)) << flag;
  }
}

/// What bash offers at the end of `line`.
std::string completions(const std::string& script, const std::string& line, const ProcessOptions& options) {
  const std::string program = script + "\nread -ra COMP_WORDS <<<'" + line + "'\n[[ '" + line +
                              "' == *' ' ]] && COMP_WORDS+=('')\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                              "_resketch 2>/dev/null\nprintf '%s\\n' \"${COMPREPLY[@]}\"";
  return run_process("bash", {"-c", program}, options).out;
}

TEST_F(Help, CompletionOffersCommandsFlagsValuesSetsAndFiles) {
  const std::string script = succeed({"completion", "bash"}).out;
  write("strokes.csv", "");
  EXPECT_EQ(completions(script, "resketch ev", options_), "evaluate\n");
  EXPECT_EQ(completions(script, "resketch data f", options_), "fetch\n");
  EXPECT_EQ(completions(script, "resketch train --noise-i", options_), "--noise-in\n");
  EXPECT_EQ(completions(script, "resketch train --select k", options_), "kmeans\n");
  EXPECT_EQ(completions(script, "resketch train dig", options_), "digits-sample\n");
  EXPECT_EQ(completions(script, "resketch train str", options_), "strokes.csv\n");
}

TEST_F(Help, CompletionOffersEveryExperiment) {
  std::string names;
  for (const Json& experiment : json_lines_of({"experiment", "list", "--json"}))
    names += std::string(experiment["name"]) + "\n";
  EXPECT_EQ(completions(succeed({"completion", "bash"}).out, "resketch experiment run ", options_), names);
}

}  // namespace
}  // namespace resketch::testing
