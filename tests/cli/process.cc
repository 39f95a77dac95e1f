#include "cli/process.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

namespace resketch::testing {
namespace {

std::string content(int descriptor) {
  std::string text(static_cast<std::size_t>(lseek(descriptor, 0, SEEK_END)), '\0');
  const auto got = pread(descriptor, text.data(), text.size(), 0);
  close(descriptor);
  if (got != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot read what the command said");
  return text;
}

[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments,
                         const ProcessOptions& options, int out, int err) {
  if (!options.standard_output.empty()) out = open(options.standard_output.c_str(), O_WRONLY | O_CREAT, 0644);
  dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  if (chdir(options.folder.c_str()) != 0) _exit(126);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (options.largest_file) {
    const rlimit limit{*options.largest_file, *options.largest_file};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);  // so that writing fails instead of ending the process
  }
  std::vector<char*> words{const_cast<char*>(program.c_str())};
  for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execvp(words[0], words.data());
  _exit(127);
}

}  // namespace

std::string command_path() {
  return RESKETCH_COMMAND;
}

Outcome run_process(const std::string& program, const std::vector<std::string>& arguments,
                    const ProcessOptions& options) {
  const int out = memfd_create("out", 0);
  const int err = memfd_create("err", 0);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) become(program, arguments, options, out, err);
  if (options.signal_after) {
    std::this_thread::sleep_for(std::chrono::duration<double>(*options.signal_after));
    kill(child, options.signal);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Outcome outcome;
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  outcome.out = content(out);
  outcome.err = content(err);
  return outcome;
}

}  // namespace resketch::testing
