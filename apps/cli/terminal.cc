#include "cli/terminal.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace resketch::cli {
namespace {

using namespace std::chrono_literals;

volatile std::sig_atomic_t stop_signal = 0;

extern "C" void on_interrupt(int signal) {
  stop_signal = signal;
}

bool colour_on(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(descriptor) == 1 && (no_colour == nullptr || *no_colour == '\0') &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

int terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string bar(double share, int cells) {
  static constexpr std::string_view kPart[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * cells * 8));
  std::string text;
  for (int i = 0; i < eighths / 8; ++i) text += "█";
  text += kPart[eighths % 8];
  for (int i = (eighths + 7) / 8; i < cells; ++i) text += "·";
  return text;
}

/// What stands right of the bar, or alone on a line where there is no bar.
std::string figures(const Progress& progress) {
  std::string text;
  if (progress.total > 0) text = fmt::format("{:3.0f} %", 100 * progress.done / progress.total);
  const double rate = progress.seconds > 0 ? (progress.done - progress.resumed) / progress.seconds : 0;
  if (rate > 0) text += fmt::format("  {}{}/s", short_number(rate), progress.unit);
  if (std::isfinite(progress.loss)) text += fmt::format("  loss {:.4g}", progress.loss);
  if (rate > 0 && progress.total > 0) {
    text += fmt::format("  {} left", clock_text(std::max(0.0, progress.total - progress.done) / rate));
  }
  return text;
}

}  // namespace

bool colour_on_stdout() {
  return colour_on(STDOUT_FILENO);
}
bool colour_on_stderr() {
  return colour_on(STDERR_FILENO);
}

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return stop_signal != 0;
}

void say(std::string_view text) {
  fmt::print(stderr, "resketch: {}\n", printable(text));
}

void say_error(std::string_view text, std::string_view hint) {
  const bool colour = colour_on_stderr();
  fmt::print(stderr, "{}resketch:{} {}\n", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "",
             printable(text));
  if (!hint.empty()) fmt::print(stderr, "{}\n", hint);
}

ProgressLine::ProgressLine(bool shown)
    : shown_(shown), on_terminal_(isatty(STDERR_FILENO) == 1), last_(Clock::now()) {}

ProgressFn ProgressLine::callback() {
  return [this](const Progress& progress) { return show(progress); };
}

void ProgressLine::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\033[K");
  drawn_ = false;
}

bool ProgressLine::show(const Progress& progress) {
  if (interrupted()) return false;
  if (!shown_) return true;
  const auto now = Clock::now();
  const auto wait = on_terminal_ ? (drawn_ ? 100ms : 0ms) : 10s;
  if (now - last_ < wait) return true;
  last_ = now;
  const std::string text = figures(progress);
  if (!on_terminal_) {
    fmt::print(stderr, "{} {}\n", progress.stage, text);
    return true;
  }
  const int room = terminal_width() - static_cast<int>(progress.stage.size() + text.size()) - 4;
  const int cells = std::min(room, 30);
  const bool colour = colour_on_stderr();
  if (cells >= 8 && progress.total > 0) {
    fmt::print(stderr, "\r\033[K{} {}{}{} {}", progress.stage, colour ? "\033[36m" : "",
               bar(progress.done / progress.total, cells), colour ? "\033[0m" : "", text);
  } else {
    fmt::print(stderr, "\r\033[K{} {}", progress.stage, text);
  }
  std::fflush(stderr);
  drawn_ = true;
  return true;
}

std::string clock_text(double seconds) {
  if (!std::isfinite(seconds) || seconds > 1e7) return "a long time";
  const auto whole = std::lround(seconds);
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string short_number(double value) {
  static constexpr const char* kPrefix[] = {"", "k", "M", "G", "T"};
  int prefix = 0;
  while (std::abs(value) >= 1000 && prefix < 4) {
    value /= 1000;
    ++prefix;
  }
  return fmt::format("{:.3g} {}", value, kPrefix[prefix]);
}

std::string printable(std::string_view text) {
  std::string clean(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return clean;
}

}  // namespace resketch::cli
