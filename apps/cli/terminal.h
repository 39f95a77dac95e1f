// What the command says while it works, all of it on stderr; and how it is asked to stop.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "resketch/progress.h"

namespace resketch::cli {

/// Whether to use colour on a stream: a terminal, and NO_COLOR not set.
bool colour_on_stdout();
bool colour_on_stderr();

/// From now on Ctrl-C and SIGTERM ask the running work to stop; a second one ends the process at once.
void catch_interrupts();
bool interrupted();

/// Prints "resketch: text" on stderr.
void say(std::string_view text);
/// Prints an error and, where `hint` is given, a second line with it.
void say_error(std::string_view text, std::string_view hint = {});

/// Shows running work, unless it is not to be `shown`: a bar redrawn in place on a terminal, else a line
/// every ten seconds. Its callback asks the work to stop after an interrupt.
class ProgressLine {
 public:
  explicit ProgressLine(bool shown = true);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Must not outlive this object.
  ProgressFn callback();
  /// Takes the bar off the screen, so that other lines can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool show(const Progress& progress);

  bool shown_;
  bool on_terminal_;
  bool drawn_ = false;
  Clock::time_point last_;
};

/// "1:05" or "2:03:04"; "0:00" for less than a second.
std::string clock_text(double seconds);
/// Three significant digits and a unit prefix: 1234 -> "1.23 k".
std::string short_number(double value);
/// The text with control characters replaced, so that names from files cannot steer a terminal.
std::string printable(std::string_view text);

}  // namespace resketch::cli
