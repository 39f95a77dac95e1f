#include "data/digits_sample.h"

#include <cassert>
#include <string>

#include "data/gzip.h"
#include "data/join.h"
#include "data/readers.h"

namespace resketch {
namespace {

Result<Bytes> inflated(std::string_view name) {
  constexpr std::uint64_t kMostBytes = 1 << 20;
  for (const EmbeddedFile& file : digits_sample_files()) {
    if (file.name == name) return inflate_all(as_byte_span(file.bytes), Framing::kGzip, kMostBytes);
  }
  assert(false);
  return Error(ErrorCode::kNotFound, "not embedded", std::string(name));
}

Result<Dataset> part(const std::string& prefix) {
  const auto images = inflated(prefix + "-images-idx3-ubyte.gz");
  if (!images.ok()) return images.error();
  const auto labels = inflated(prefix + "-labels-idx1-ubyte.gz");
  if (!labels.ok()) return labels.error();
  return parse_idx(*images, ByteSpan(*labels));
}

}  // namespace

Result<Dataset> load_digits_sample(Split split) {
  if (split != Split::kAll) return part(split == Split::kPool ? "train" : "t10k");
  auto all = part("train");
  const auto test = part("t10k");
  if (!all.ok()) return all;
  if (!test.ok()) return test;
  if (const auto joined = join_dataset(*all, *test); !joined.ok()) return joined.error();
  return all;
}

}  // namespace resketch
