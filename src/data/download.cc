#include "data/download.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "base/sha256.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;  // no file that we fetch comes near it

constexpr std::chrono::milliseconds kPause{300};  // before another attempt, longer each time

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// One connection: what libcurl's callbacks need, and why they stopped it.
struct Transfer {
  const std::string& url;
  const fs::path& part;
  const ExpectedFile& expected;
  const DownloadOptions& options;
  CURL* curl = nullptr;
  std::unique_ptr<std::FILE, FileCloser> file = nullptr;
  std::uint64_t asked_from = 0;                            // where the range request begins
  std::uint64_t have = 0;                                  // bytes in `part`
  std::uint64_t announced = 0;                             // size by the server's word; 0: not told
  std::optional<std::uint64_t> range_from = std::nullopt;  // where the server's answer begins, if it says so
  bool body_begun = false;
  std::optional<Error> stop = std::nullopt;
  bool discard = false;  // `part` is worthless
};

Error failed(const std::string& url, std::string reason) {
  return {ErrorCode::kFailed, std::move(reason), url};
}

Error write_error(const fs::path& part) {
  return {ErrorCode::kIo, fmt::format("cannot write: {}", std::generic_category().message(errno)),
          part.string()};
}

// An answer to a range request is the rest, or the whole file from a server that ignores ranges.
bool begin_body(Transfer& transfer) {
  transfer.body_begun = true;
  long status = 0;
  curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
  const bool goes_on = status == 206 && transfer.range_from == transfer.asked_from;
  if (status == 206 && !goes_on) {
    transfer.discard = true;
    transfer.stop = failed(transfer.url, fmt::format("asked for the bytes from {} on, the server sent others",
                                                     transfer.asked_from));
    return false;
  }
  if (!goes_on) transfer.have = 0;
  transfer.file.reset(std::fopen(transfer.part.c_str(), goes_on ? "ab" : "wb"));
  if (!transfer.file) {
    transfer.stop = write_error(transfer.part);
    return false;
  }
  curl_off_t length = -1;
  curl_easy_getinfo(transfer.curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length > 0) transfer.announced = transfer.have + static_cast<std::uint64_t>(length);
  return true;
}

std::size_t on_body(const char* bytes, std::size_t, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!transfer.body_begun && !begin_body(transfer)) return 0;
  const std::uint64_t most = transfer.expected.bytes > 0 ? transfer.expected.bytes : kMostBytes;
  if (transfer.have + count > most) {
    transfer.discard = true;
    transfer.stop =
        failed(transfer.url, fmt::format("the server sends more than the {} bytes expected", most));
    return 0;
  }
  if (std::fwrite(bytes, 1, count, transfer.file.get()) != count) {
    transfer.stop = write_error(transfer.part);
    return 0;
  }
  transfer.have += count;
  return count;
}

// Notes the first byte's place in "Content-Range: bytes 100-999/1000". Every answer on the way (redirects)
// begins with a status line, which forgets what an earlier one said.
std::size_t on_header(const char* bytes, std::size_t, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  std::string line(bytes, count);
  std::transform(line.begin(), line.end(), line.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  constexpr std::string_view kRange = "content-range: bytes ";
  if (line.starts_with("http/")) transfer.range_from.reset();
  if (line.starts_with(kRange)) {
    std::uint64_t from = 0;
    const char* end = line.data() + line.size();
    if (std::from_chars(line.data() + kRange.size(), end, from).ec == std::errc()) transfer.range_from = from;
  }
  return count;
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!transfer.options.progress) return 0;
  Progress progress;
  progress.stage = "downloading";
  progress.unit = "bytes";
  progress.done = static_cast<double>(transfer.have);
  progress.total =
      static_cast<double>(transfer.expected.bytes > 0 ? transfer.expected.bytes : transfer.announced);
  if (transfer.options.progress(progress)) return 0;
  transfer.stop =
      Error(ErrorCode::kCancelled, "download stopped; the next one goes on from here", transfer.url);
  return 1;
}

enum class Outcome { kComplete, kBroken, kBeginAnew };

// @errors those that no other attempt would mend
Result<Outcome> connect_once(Transfer& transfer, std::string& reason) {
  const std::unique_ptr<CURL, CurlDeleter> curl(curl_easy_init());
  if (!curl) return failed(transfer.url, "libcurl cannot be started");
  transfer.curl = curl.get();
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(curl.get(), option, value); };
  set(CURLOPT_URL, transfer.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 10L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, std::max(1L, transfer.options.stall_seconds));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, std::max(1L, transfer.options.stall_seconds));
  set(CURLOPT_USERAGENT, "resketch");
  set(CURLOPT_WRITEFUNCTION, &on_body);
  set(CURLOPT_WRITEDATA, &transfer);
  set(CURLOPT_HEADERFUNCTION, &on_header);
  set(CURLOPT_HEADERDATA, &transfer);
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(CURLOPT_XFERINFODATA, &transfer);
  // Our own range header: libcurl's resume gives up on servers that answer with the whole file.
  const std::string range = fmt::format("{}-", transfer.asked_from);
  if (transfer.asked_from > 0) set(CURLOPT_RANGE, range.c_str());

  const CURLcode code = curl_easy_perform(curl.get());
  if (transfer.file && std::fflush(transfer.file.get()) != 0 && !transfer.stop) {
    transfer.stop = write_error(transfer.part);
  }
  transfer.file.reset();
  if (transfer.stop) return *transfer.stop;
  if (code == CURLE_OK) return Outcome::kComplete;
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_HTTP_RETURNED_ERROR && status == 416 && transfer.asked_from > 0)
    return Outcome::kBeginAnew;
  reason = code == CURLE_HTTP_RETURNED_ERROR ? fmt::format("the server answered with status {}", status)
                                             : std::string(curl_easy_strerror(code));
  const bool might_pass = code != CURLE_HTTP_RETURNED_ERROR || status >= 500;
  if (!might_pass || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL ||
      code == CURLE_TOO_MANY_REDIRECTS) {
    return failed(transfer.url, reason);
  }
  return Outcome::kBroken;
}

std::uint64_t size_of(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : static_cast<std::uint64_t>(size);
}

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

Result<Bytes> checked_bytes(const std::string& url, const fs::path& part, const ExpectedFile& expected) {
  auto bytes = read_file(part, kMostBytes);
  if (!bytes.ok()) return bytes;
  if (expected.bytes > 0 && bytes->size() != expected.bytes) {
    remove_quietly(part);
    return failed(url, fmt::format("{} bytes came, {} were expected", bytes->size(), expected.bytes));
  }
  if (!expected.sha256.empty()) {
    if (const std::string found = sha256_hex(*bytes); found != expected.sha256) {
      remove_quietly(part);
      return failed(url, fmt::format("has SHA-256 {}, expected {}", found, expected.sha256));
    }
  }
  return bytes;
}

}  // namespace

Result<Bytes> download(const std::string& url, const fs::path& part, const ExpectedFile& expected,
                       const DownloadOptions& options) {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) return failed(url, "libcurl cannot be started");
  bool complete = expected.bytes > 0 && size_of(part) == expected.bytes;
  bool began_anew = false;
  for (int attempt = 1; !complete; ++attempt) {
    if (expected.bytes > 0 && size_of(part) > expected.bytes) remove_quietly(part);
    Transfer transfer{.url = url, .part = part, .expected = expected, .options = options};
    transfer.asked_from = transfer.have = size_of(part);
    std::string reason;
    const auto outcome = connect_once(transfer, reason);
    if (transfer.discard) remove_quietly(part);
    if (!outcome.ok()) return outcome.error();
    complete = *outcome == Outcome::kComplete && transfer.body_begun;
    if (*outcome == Outcome::kBeginAnew && !began_anew) {
      began_anew = true;
      remove_quietly(part);
      continue;
    }
    if (complete) break;
    if (reason.empty()) return failed(url, "the server sent nothing");
    if (attempt >= options.attempts) {
      const std::uint64_t total = std::max(expected.bytes, transfer.announced);
      return failed(url,
                    fmt::format("broke off after {} of {} bytes: {}; the next download goes on from there",
                                transfer.have, total > 0 ? std::to_string(total) : "unknown", reason));
    }
    std::this_thread::sleep_for(attempt * kPause);
  }
  return checked_bytes(url, part, expected);
}

}  // namespace resketch
