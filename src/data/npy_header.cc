#include "data/npy_header.h"

#include <charconv>
#include <optional>
#include <utility>

#include "data/input_errors.h"
#include "data/text.h"

namespace resketch {
namespace {

constexpr std::size_t kMaxDimensions = 32;  // NumPy's own limit

/// Recursive descent over the few Python literals that a header may hold.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, std::uint64_t offset) : text_(text), offset_(offset) {}

  Result<NpyHeader> parse() {
    NpyHeader header;
    bool has_descr = false;
    bool has_order = false;
    bool has_shape = false;
    if (!accept('{')) return expected("'{'");
    while (!accept('}')) {
      const auto key = parse_string();
      if (!key) return expected("a key in quotes");
      if (!accept(':')) return expected("':'");
      if (*key == "descr" && !std::exchange(has_descr, true)) {
        if (peek() == '[')
          return unsupported(here(), "dtype is a structure; only plain numbers and strings are read");
        const auto descr = parse_string();
        if (!descr) return expected("a dtype in quotes");
        header.descr = *descr;
      } else if (*key == "fortran_order" && !std::exchange(has_order, true)) {
        const auto order = parse_bool();
        if (!order) return expected("True or False");
        header.fortran_order = *order;
      } else if (*key == "shape" && !std::exchange(has_shape, true)) {
        if (!parse_shape(header.shape)) return expected("a tuple of at most 32 extents");
      } else {
        return bad_input(here(),
                         fmt::format("key {} is unknown or repeated; expected descr, fortran_order and shape",
                                     in_quotes(*key)));
      }
      if (!accept(',') && peek() != '}') return expected("',' or '}'");
    }
    skip_spaces();
    if (at_ < text_.size()) return expected("the end of the header");
    if (!has_descr || !has_order || !has_shape) {
      return bad_input(at_byte(offset_), "the header lacks one of descr, fortran_order and shape");
    }
    return header;
  }

 private:
  std::string here() const { return at_byte(offset_ + at_); }
  Error expected(std::string_view what) const {
    return bad_input(here(), fmt::format("expected {} in the npy header, found {}", what,
                                         at_ < text_.size() ? in_quotes(text_.substr(at_, 10)) : "its end"));
  }

  void skip_spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  char peek() {
    skip_spaces();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char wanted) {
    if (peek() != wanted || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  std::optional<std::string> parse_string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') return std::nullopt;
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return value;
  }
  std::optional<bool> parse_bool() {
    skip_spaces();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return value;
    }
    return std::nullopt;
  }
  bool parse_shape(std::vector<std::uint64_t>& shape) {
    if (!accept('(')) return false;
    while (!accept(')')) {
      skip_spaces();
      std::uint64_t extent = 0;
      const char* begin = text_.data() + at_;
      const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), extent);
      if (error != std::errc{} || shape.size() == kMaxDimensions) return false;
      at_ += end - begin;
      shape.push_back(extent);
      if (!accept(',') && peek() != ')') return false;
    }
    return true;
  }

  std::string_view text_;
  std::uint64_t offset_;
  std::size_t at_ = 0;
};

}  // namespace

Result<NpyHeader> parse_npy_header(std::string_view text, std::uint64_t offset) {
  return HeaderParser(text, offset).parse();
}

}  // namespace resketch
