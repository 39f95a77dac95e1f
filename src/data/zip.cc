#include "data/zip.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

#include "data/gzip.h"
#include "data/input_errors.h"
#include "data/text.h"

namespace resketch {
namespace {

// Source: PKWARE APPNOTE 6.3.9, sections 4.3.7, 4.3.12 and 4.3.16.
constexpr std::uint32_t kLocalSignature = 0x04034B50;
constexpr std::uint32_t kCentralSignature = 0x02014B50;
constexpr std::uint32_t kEndSignature = 0x06054B50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::uint16_t kEncrypted = 1;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

std::uint16_t u16(ByteSpan bytes, std::size_t at) {
  return load_scalar<std::uint16_t>(bytes.data() + at, std::endian::little);
}
std::uint32_t u32(ByteSpan bytes, std::size_t at) {
  return load_scalar<std::uint32_t>(bytes.data() + at, std::endian::little);
}

/// The end record is where a signature stands whose comment reaches exactly to the end of the file.
std::optional<std::size_t> find_end_record(ByteSpan file) {
  if (file.size() < kEndBytes) return std::nullopt;
  const std::size_t last = file.size() - kEndBytes;
  const std::size_t first = last > 0xFFFF ? last - 0xFFFF : 0;
  for (std::size_t at = last + 1; at-- > first;) {
    if (u32(file, at) == kEndSignature && at + kEndBytes + u16(file, at + 20) == file.size()) return at;
  }
  return std::nullopt;
}

/// Where the member's data lies, its local header held against the directory.
Result<ByteSpan> member_data(const ZipArchive& archive, const ZipMember& member) {
  // Everything before the directory, so that data cannot reach into it.
  ByteCursor cursor(archive.file.first(archive.directory_at));
  const bool there = cursor.take(member.header_at).has_value();
  const auto header = there ? cursor.take(kLocalBytes) : std::nullopt;
  if (!header || u32(*header, 0) != kLocalSignature) {
    return bad_input(at_byte(member.header_at),
                     fmt::format("no local header of member {} here", in_quotes(member.name)));
  }
  const auto name = cursor.take(u16(*header, 26));
  if (!name || as_text(*name) != member.name || u16(*header, 8) != member.method) {
    return bad_input(
        at_byte(member.header_at),
        fmt::format("the local header and the directory disagree about member {}", in_quotes(member.name)));
  }
  const auto extra = cursor.take(u16(*header, 28));
  const auto data = extra ? cursor.take(member.compressed_bytes) : std::nullopt;
  if (!data) {
    return bad_input(at_byte(member.header_at),
                     fmt::format("member {} of {} bytes reaches beyond the {} bytes before the directory",
                                 in_quotes(member.name), member.compressed_bytes, archive.directory_at));
  }
  return *data;
}

}  // namespace

Result<ZipArchive> open_zip(ByteSpan file) {
  const auto end_at = find_end_record(file);
  if (!end_at)
    return bad_input(at_byte(file.size()),
                     "the file does not end with a zip directory: it is cut short or no zip");
  const ByteSpan end = file.subspan(*end_at);
  const std::uint32_t count = u16(end, 10);
  const std::uint64_t directory_bytes = u32(end, 12);
  const std::uint64_t directory_at = u32(end, 16);
  if (count == 0xFFFF || directory_bytes == 0xFFFFFFFF || directory_at == 0xFFFFFFFF) {
    return unsupported(at_byte(*end_at), "a zip64 archive; only archives below 4 GiB are read");
  }
  if (u16(end, 4) != 0 || u16(end, 6) != 0 || u16(end, 8) != count) {
    return unsupported(at_byte(*end_at), "an archive of several volumes");
  }
  if (directory_at + directory_bytes != *end_at) {
    return bad_input(at_byte(*end_at), fmt::format("the directory of {} bytes at byte {} does not end here",
                                                   directory_bytes, directory_at));
  }
  ZipArchive archive{file, directory_at, {}};
  ByteCursor cursor(file.subspan(directory_at, directory_bytes));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t entry_at = directory_at + cursor.position();
    const auto entry = cursor.take(kCentralBytes);
    if (!entry || u32(*entry, 0) != kCentralSignature) {
      return bad_input(at_byte(entry_at), fmt::format("no directory entry {} of {} here", i + 1, count));
    }
    ZipMember member;
    member.flags = u16(*entry, 8);
    member.method = u16(*entry, 10);
    member.crc = u32(*entry, 16);
    member.compressed_bytes = u32(*entry, 20);
    member.inflated_bytes = u32(*entry, 24);
    member.header_at = u32(*entry, 42);
    const auto name = cursor.take(u16(*entry, 28));
    if (!name || !cursor.take(u16(*entry, 30)) || !cursor.take(u16(*entry, 32))) {
      return bad_input(at_byte(entry_at),
                       fmt::format("directory entry {} reaches beyond the directory", i + 1));
    }
    member.name = as_text(*name);
    archive.members.push_back(member);
  }
  if (cursor.left() > 0) {
    return bad_input(at_byte(directory_at + cursor.position()), "bytes follow the last directory entry");
  }
  return archive;
}

Result<Bytes> read_zip_member(const ZipArchive& archive, const ZipMember& member) {
  const std::string place = fmt::format("member {}", in_quotes(member.name));
  if ((member.flags & kEncrypted) != 0) return unsupported(place, "is encrypted");
  if (member.method != kStored && member.method != kDeflated) {
    return unsupported(
        place, fmt::format("is compressed by method {}; stored and deflated are read", member.method));
  }
  const std::uint32_t compressed = member.compressed_bytes;
  const std::uint32_t inflated = member.inflated_bytes;
  if (compressed == 0xFFFFFFFF || inflated == 0xFFFFFFFF || member.header_at == 0xFFFFFFFF) {
    return unsupported(place, "is a zip64 member; only archives below 4 GiB are read");
  }
  const auto data = member_data(archive, member);
  if (!data) return data.error();

  Bytes bytes;
  if (member.method == kStored) {
    bytes.assign(data->begin(), data->end());
  } else {
    if (inflated > max_inflated(compressed)) {
      return bad_input(
          place, fmt::format("promises {} bytes from {} compressed ones; at most {} are accepted", inflated,
                             compressed, max_inflated(compressed)));
    }
    auto result = inflate_all(*data, Framing::kRaw, inflated);
    if (!result) return bad_input(place, result.error().what());
    bytes = std::move(*result);
  }
  if (bytes.size() != inflated) {
    return bad_input(place, fmt::format("holds {} bytes; the directory promises {}", bytes.size(), inflated));
  }
  const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  if (crc != member.crc) return bad_input(place, "is damaged: its CRC is not the directory's");
  return bytes;
}

}  // namespace resketch
