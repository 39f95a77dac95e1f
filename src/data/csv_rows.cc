#include "data/csv_rows.h"

#include "data/input_errors.h"

namespace resketch {

Result<bool> CsvRows::next() {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n")) {
    at_ += text_[at_] == '\n' ? 1 : 2;
    ++next_line_;
  }
  fields_.clear();
  unescaped_.clear();
  line_ = next_line_;
  if (at_ == text_.size()) return false;
  while (true) {
    if (at_ < text_.size() && text_[at_] == '"') {
      if (const auto read = read_quoted(); !read) return read.error();
    } else {
      read_plain();
      if (fields_.back().find('"') != std::string_view::npos) {
        return bad_input(at_line(next_line_), "a quote inside a field that does not begin with one");
      }
    }
    if (at_row_end()) break;
    ++at_;  // the comma
  }
  if (at_ < text_.size()) ++at_;
  ++next_line_;
  return true;
}

void CsvRows::read_plain() {
  const auto end = std::min(text_.find_first_of(",\n", at_), text_.size());
  std::string_view field = text_.substr(at_, end - at_);
  at_ = end;
  if (at_row_end() && field.ends_with('\r')) field.remove_suffix(1);
  fields_.push_back(field);
}

Result<void> CsvRows::read_quoted() {
  const std::uint64_t opened_on = next_line_;
  const std::size_t begin = ++at_;
  bool escaped = false;
  while (true) {
    if (at_ == text_.size()) return bad_input(at_line(opened_on), "a quote is opened here and never closed");
    const char c = text_[at_++];
    if (c == '\n') ++next_line_;
    if (c != '"') continue;
    if (at_ == text_.size() || text_[at_] != '"') break;
    escaped = true;
    ++at_;
  }
  std::string_view field = text_.substr(begin, at_ - 1 - begin);
  if (escaped) {
    std::string& text = unescaped_.emplace_back();
    for (std::size_t i = 0; i < field.size(); ++i) {
      text += field[i];
      if (field[i] == '"') ++i;
    }
    field = text;
  }
  fields_.push_back(field);
  if (text_.substr(at_).starts_with("\r\n") || text_.substr(at_) == "\r") ++at_;
  if (!at_row_end() && text_[at_] != ',') {
    return bad_input(at_line(next_line_),
                     "a closing quote must be followed by a comma or the end of the line");
  }
  return {};
}

}  // namespace resketch
