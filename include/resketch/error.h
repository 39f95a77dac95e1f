// Errors that carry their place, and Result<T>, which holds a value or such an error.
#pragma once

#include <cassert>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace resketch {

/// What kind of failure it was; the command maps it to an exit code (`exit_code`).
enum class ErrorCode {
  kUsage,          ///< options contradict each other or name something that does not exist
  kBadInput,       ///< a file's or array's content is not what its format promises
  kShapeMismatch,  ///< data does not have the steps or dimensions that the model expects
  kNotFound,       ///< a file, folder, data set, class or label does not exist
  kUnsupported,    ///< well-formed, but of a kind or version that is not handled
  kIo,             ///< the operating system refused a read or write
  kFailed,         ///< the work itself failed (training diverged, a download broke off)
  kCancelled,      ///< stopped on request
};

/// A failure with its place: `file` and `position` are empty where they do not apply.
/// `what()` reads "file: position: message".
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string file = {}, std::string position = {})
      : code_(code), message_(std::move(message)), file_(std::move(file)), position_(std::move(position)) {
    if (!file_.empty()) text_ = file_ + ": ";
    if (!position_.empty()) text_ += position_ + ": ";
    text_ += message_;
  }

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& file() const { return file_; }
  const std::string& position() const { return position_; }
  const char* what() const noexcept override { return text_.c_str(); }

  /// The same error, placed in `file` (for readers of bytes that do not know their file's name).
  Error in_file(std::string file) const { return {code_, message_, std::move(file), position_}; }

 private:
  ErrorCode code_;
  std::string message_;
  std::string file_;
  std::string position_;
  std::string text_;
};

/// 1: the work failed; 2: wrong usage; 3: bad input.
inline int exit_code(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 2;
    case ErrorCode::kBadInput:
    case ErrorCode::kShapeMismatch:
    case ErrorCode::kNotFound:
    case ErrorCode::kUnsupported:
      return 3;
    default:
      return 1;
  }
}

/// A T, or the Error that prevented it. Test it before use; `value()` throws the Error.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& operator*() & {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  const T& operator*() const& {
    assert(ok());
    return *std::get_if<0>(&state_);
  }
  T&& operator*() && {
    assert(ok());
    return std::move(*std::get_if<0>(&state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }

  const Error& error() const {
    assert(!ok());
    return *std::get_if<1>(&state_);
  }

  /// @errors throws the Error if there is no value
  T value() && {
    if (!ok()) throw error();
    return std::move(**this);
  }

 private:
  std::variant<T, Error> state_;
};

/// Success, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const {
    assert(!ok());
    return *error_;
  }
  void value() const {
    if (!ok()) throw *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace resketch
