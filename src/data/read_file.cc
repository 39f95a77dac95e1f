// Files: what they begin with decides who reads them.
#include <array>
#include <string>

#include "data/input_errors.h"
#include "data/readers.h"
#include "data/text.h"

namespace resketch {
namespace {

using Parser = Result<Dataset> (*)(ByteSpan);

Result<Dataset> parsed_by(Parser parser, ByteSpan bytes, const std::filesystem::path& path) {
  auto dataset = parser(bytes);
  if (!dataset) return dataset.error().in_file(path.string());
  dataset->name = path.filename().string();
  return dataset;
}

Result<Dataset> read_with(Parser parser, const std::filesystem::path& path) {
  const auto bytes = read_file_inflated(path);
  if (!bytes) return bytes.error();
  return parsed_by(parser, *bytes, path);
}

bool is_mat(ByteSpan bytes) {
  return bytes.size() >= 128 &&
         (as_text(bytes.subspan(126, 2)) == "IM" || as_text(bytes.subspan(126, 2)) == "MI") &&
         as_text(bytes).starts_with("MATLAB");
}

bool is_idx(ByteSpan bytes) {
  if (bytes.size() < 4) return false;
  const auto type = std::to_integer<int>(bytes[2]);
  const auto dimensions = std::to_integer<int>(bytes[3]);
  return bytes[0] == std::byte{0} && bytes[1] == std::byte{0} && type >= 0x08 && type <= 0x0E &&
         dimensions >= 1 && dimensions <= 8;
}

/// The first thing in the file that is neither blank nor a comment begins with '@' and a letter.
bool is_ts(std::string_view text) {
  LineReader lines(text.substr(0, 4096));
  while (const auto whole = lines.next()) {
    const std::string_view line = trimmed(*whole);
    if (line.empty() || line.front() == '#') continue;
    if (line.size() < 2 || line[0] != '@') return false;
    const char second = lower_case(line.substr(1, 1))[0];
    return second >= 'a' && second <= 'z';
  }
  return false;
}

/// ".csv" of "a.CSV" and "a.csv.gz".
std::string extension_of(const std::filesystem::path& path) {
  const std::string extension = lower_case(path.extension().string());
  return extension == ".gz" ? lower_case(path.stem().extension().string()) : extension;
}

Parser parser_by_extension(const std::string& extension) {
  if (extension == ".csv") return parse_csv;
  if (extension == ".ts") return parse_ts;
  if (extension == ".mat") return parse_mat;
  if (extension == ".npy") return parse_npy;
  if (extension == ".npz") return parse_npz;
  return nullptr;
}

}  // namespace

Result<Dataset> read_mat(const std::filesystem::path& path) {
  return read_with(parse_mat, path);
}
Result<Dataset> read_npy(const std::filesystem::path& path) {
  return read_with(parse_npy, path);
}
Result<Dataset> read_npz(const std::filesystem::path& path) {
  return read_with(parse_npz, path);
}
Result<Dataset> read_ts(const std::filesystem::path& path) {
  return read_with(parse_ts, path);
}
Result<Dataset> read_csv(const std::filesystem::path& path) {
  return read_with(parse_csv, path);
}

Result<Dataset> read_file_of_any_format(const std::filesystem::path& path) {
  const auto bytes = read_file_inflated(path);
  if (!bytes) return bytes.error();
  const std::string_view text = as_text(*bytes);
  Parser parser = nullptr;
  if (text.starts_with("\x93NUMPY")) {
    parser = parse_npy;
  } else if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) {
    parser = parse_npz;
  } else if (is_mat(*bytes)) {
    parser = parse_mat;
  } else if (is_idx(*bytes)) {
    return read_idx(path);  // it looks for the labels beside it
  } else if (text.starts_with("\x89HDF")) {
    return unsupported({}, "an HDF5 file; a MATLAB 7.3 file can be saved with -v7, arrays as .npz")
        .in_file(path.string());
  } else if (is_ts(text)) {
    parser = parse_ts;
  } else {
    // Broken files of a known name get their own format's message.
    parser = parser_by_extension(extension_of(path));
  }
  if (parser != nullptr) return parsed_by(parser, *bytes, path);
  return unsupported(
             {},
             fmt::format("the format is not known (the file begins with {}); known are MATLAB 5 .mat, IDX, "
                         ".npy, .npz, .ts and .csv, each also as .gz",
                         in_quotes(text.substr(0, 8))))
      .in_file(path.string());
}

}  // namespace resketch
