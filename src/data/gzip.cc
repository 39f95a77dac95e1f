#include "data/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

#include "data/input_errors.h"

namespace resketch {
namespace {

constexpr std::uint64_t kInflatedFloor = std::uint64_t{64} << 20;
constexpr std::uint64_t kInflatedFactor = 256;

int window_bits(Framing framing) {
  switch (framing) {
    case Framing::kRaw:
      return -MAX_WBITS;
    case Framing::kZlib:
      return MAX_WBITS;
    case Framing::kGzip:
      return MAX_WBITS + 16;
  }
  return MAX_WBITS;
}

/// zlib's state, released on every way out.
class Inflater {
 public:
  explicit Inflater(Framing framing) : ready_(inflateInit2(&stream_, window_bits(framing)) == Z_OK) {}
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool ready_;
};

}  // namespace

std::uint64_t max_inflated(std::uint64_t compressed_bytes) {
  const std::uint64_t scaled = std::min(compressed_bytes, kMaxFileBytes) * kInflatedFactor;
  return std::min(std::max(scaled, kInflatedFloor), kMaxFileBytes);
}

Result<Bytes> inflate_all(ByteSpan compressed, Framing framing, std::uint64_t limit) {
  if (compressed.size() > kMaxFileBytes) {
    return bad_input(
        {}, fmt::format("{} compressed bytes; at most {} are read", compressed.size(), kMaxFileBytes));
  }
  Inflater inflater(framing);
  if (!inflater.ready()) return Error(ErrorCode::kFailed, "zlib could not start to inflate");
  z_stream& stream = inflater.stream();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  const auto reached = [&] { return at_byte(compressed.size() - stream.avail_in); };
  const auto beyond_limit = [&] {
    return bad_input(reached(),
                     fmt::format("inflates to more than {} bytes, the most accepted for {} compressed bytes",
                                 limit, compressed.size()));
  };

  Bytes inflated;
  std::uint64_t filled = 0;
  while (true) {
    if (filled == inflated.size()) {
      // One byte beyond the limit tells "exactly at the limit" from "beyond it".
      if (filled > limit) return beyond_limit();
      const std::uint64_t start = std::max<std::uint64_t>(256, 4 * compressed.size());
      inflated.resize(std::min(std::max(start, 2 * filled), limit + 1));
    }
    const auto room = static_cast<uInt>(std::min<std::uint64_t>(inflated.size() - filled, 1U << 30));
    stream.next_out = reinterpret_cast<Bytef*>(inflated.data() + filled);
    stream.avail_out = room;
    const int status = inflate(&stream, Z_NO_FLUSH);
    filled += room - stream.avail_out;
    if (status == Z_STREAM_END) {
      if (stream.avail_in == 0) break;
      if (framing != Framing::kGzip) {
        return bad_input(reached(),
                         fmt::format("{} bytes follow the end of the compressed data", stream.avail_in));
      }
      inflateReset(&stream);
    } else if (status == Z_BUF_ERROR || (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
      return bad_input(
          reached(),
          fmt::format("the compressed data is cut short: it ends after {} inflated bytes", filled));
    } else if (status != Z_OK) {
      return bad_input(reached(), fmt::format("the compressed data is damaged: {}",
                                              stream.msg != nullptr ? stream.msg : "not a deflate stream"));
    }
  }
  if (filled > limit) return beyond_limit();
  inflated.resize(filled);
  return inflated;
}

bool is_gzip(ByteSpan bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

Result<Bytes> read_file_inflated(const std::filesystem::path& path) {
  auto bytes = read_file(path, kMaxFileBytes);
  if (!bytes || !is_gzip(*bytes)) return bytes;
  auto inflated = inflate_all(*bytes, Framing::kGzip, max_inflated(bytes->size()));
  if (!inflated) return inflated.error().in_file(path.string());
  return inflated;
}

}  // namespace resketch
