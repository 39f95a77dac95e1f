#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <optional>
#include <system_error>
#include <utility>

namespace resketch {
namespace {

namespace fs = std::filesystem;

/// An open file descriptor, closed at the end of its life.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

/// Calls `call` again for as long as a signal interrupts it.
template <typename Call>
auto retry(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

Error system_error(const char* what, const fs::path& path, int number = errno) {
  const bool missing = number == ENOENT || number == ENOTDIR;
  const std::string reason = std::error_code(number, std::generic_category()).message();
  return {missing ? ErrorCode::kNotFound : ErrorCode::kIo, fmt::format("{}: {}", what, reason),
          path.string()};
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// Where a write to `path` ends up: a link stays a link and its target is replaced. Refuses what a rename
/// would destroy (a device; root could replace /dev/null) or cannot replace (a folder).
Result<fs::path> resolve_target(const fs::path& path) {
  if (!path.has_filename()) return Error(ErrorCode::kIo, "cannot write: names no file", path.string());
  std::error_code error;
  fs::path target = path;
  if (fs::is_symlink(fs::symlink_status(path, error))) {
    target = fs::weakly_canonical(path, error);
    if (error) return system_error("cannot write", path, error.value());
  }
  const fs::file_status status = fs::status(target, error);
  if (fs::is_directory(status)) return Error(ErrorCode::kIo, "cannot write: is a folder", path.string());
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    return Error(ErrorCode::kIo, "cannot write: is a device or pipe, not a regular file", path.string());
  }
  return target;
}

/// A new file beside its target, removed again unless it was renamed over it.
class TemporarySibling {
 public:
  static Result<TemporarySibling> create(const fs::path& target) {
    static std::atomic<unsigned> counter{0};
    const fs::path folder = folder_of(target);
    // Cut, so that a target with a name of full length still has room for the suffix.
    const std::string stem = target.filename().string().substr(0, 200);
    constexpr int kTries = 100;
    for (int i = 0; i < kTries; ++i) {
      const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
      const fs::path path = folder / fmt::format(".{}.{:x}-{:x}-{:x}.tmp", stem, ::getpid(), counter++, now);
      const int flags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC;
      const int fd = retry([&] { return ::open(path.c_str(), flags, 0666); });
      if (fd >= 0) return TemporarySibling(path, Descriptor(fd));
      if (errno != EEXIST) return system_error("cannot write", target);
    }
    return system_error("cannot write", target, EEXIST);
  }

  TemporarySibling(TemporarySibling&&) = default;
  ~TemporarySibling() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  int fd() const { return file_.get(); }

  bool write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const auto written = retry([&] { return ::write(fd(), bytes.data(), bytes.size()); });
      if (written < 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
  }

  bool sync_and_close() {
    return retry([&] { return ::fsync(fd()); }) == 0 && file_.close();
  }

  bool rename_over(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return false;
    path_.clear();
    return true;
  }

 private:
  TemporarySibling(fs::path path, Descriptor file) : path_(std::move(path)), file_(std::move(file)) {}

  fs::path path_;
  Descriptor file_;
};

/// A rename lasts only once its folder is on the disk.
Result<void> sync_folder_of(const fs::path& target) {
  const fs::path folder = folder_of(target);
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // A folder that may be written but not read cannot be opened, and some network file systems know no
  // fsync of folders: the file itself is complete, so neither is an error.
  if (fd.get() < 0) return {};
  if (::fsync(fd.get()) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EBADF) {
    return system_error("cannot write the folder to disk", folder);
  }
  return {};
}

}  // namespace

Result<Bytes> read_file(const fs::path& path, std::uint64_t max_bytes) {
  const int opened = retry([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY); });
  if (opened < 0) return system_error("cannot read", path);
  const Descriptor file(opened);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_error("cannot read", path);
  if (S_ISDIR(status.st_mode)) return Error(ErrorCode::kBadInput, "is a folder, not a file", path.string());
  if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
    return Error(ErrorCode::kBadInput, "is a device, not a file", path.string());
  }
  const auto too_large = [&](std::string size) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("has {} bytes; at most {} are read", std::move(size), max_bytes), path.string());
  };
  const auto claimed = static_cast<std::uint64_t>(status.st_size);
  if (claimed > max_bytes) return too_large(std::to_string(claimed));

  // One byte more than the file claims, so that its end is seen without growing.
  constexpr std::uint64_t kPiece = 1 << 16;
  Bytes bytes;
  std::uint64_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(size == 0 ? claimed + 1 : size + std::max(size / 2, kPiece));
    const auto got = retry([&] { return ::read(file.get(), bytes.data() + size, bytes.size() - size); });
    if (got < 0) return system_error("cannot read", path);
    if (got == 0) break;
    size += static_cast<std::uint64_t>(got);
    if (size > max_bytes) return too_large(fmt::format("more than {}", max_bytes));
  }
  bytes.resize(size);
  return bytes;
}

Result<void> write_file_atomically(const fs::path& path, std::span<const std::byte> bytes) {
  const Result<fs::path> target = resolve_target(path);
  if (!target) return target.error();
  Result<TemporarySibling> created = TemporarySibling::create(*target);
  if (!created) return created.error();
  TemporarySibling& sibling = *created;

  // A file that is replaced keeps who may read it; a new one gets what the umask leaves.
  struct stat old {};
  if (::stat(target->c_str(), &old) == 0 && ::fchmod(sibling.fd(), old.st_mode & 0777) != 0) {
    return system_error("cannot write", path);
  }
  if (!sibling.write(bytes) || !sibling.sync_and_close() || !sibling.rename_over(*target)) {
    return system_error("cannot write", path);
  }
  return sync_folder_of(*target);
}

Result<void> write_file_atomically(const fs::path& path, std::string_view text) {
  return write_file_atomically(path, std::as_bytes(std::span(text)));
}

Result<void> check_writable(const fs::path& path) {
  const Result<fs::path> target = resolve_target(path);
  if (!target) return target.error();
  const Result<TemporarySibling> sibling = TemporarySibling::create(*target);
  if (!sibling) return sibling.error();
  return {};
}

}  // namespace resketch
