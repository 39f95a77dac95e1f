// resketch completion bash: prints the completion script that was compiled in.
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "generated.h"

namespace resketch::cli {

void add_completion(CLI::App& app, Work& work) {
  auto* command =
      add_command(app, "completion", "Prints the completion script of a shell",
                  "  source <(resketch completion bash)\n"
                  "  resketch completion bash > ~/.local/share/bash-completion/completions/resketch");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash")->required()->check(one_of({"bash"}))->type_name(" ");
  command->callback([shell, &work] {  // the option writes into it after this function is left
    work = []() -> Result<void> {
      print(kBashCompletion);
      return {};
    };
  });
}

}  // namespace resketch::cli
