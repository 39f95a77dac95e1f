// npz (a zip of npy arrays) in one of two forms:
//   X [N, T, D] or [N, T];                  y [N] where there is one
//   X [sum of lengths, D], lengths [N];     y [N] where there is one
// y holds integers or strings. Other members are left alone.
#include <algorithm>
#include <string>
#include <vector>

#include "data/array_dataset.h"
#include "data/finish.h"
#include "data/input_errors.h"
#include "data/labels.h"
#include "data/npy.h"
#include "data/readers.h"
#include "data/text.h"
#include "data/zip.h"

namespace resketch {
namespace {

/// An array and the bytes that it views.
struct Member {
  Bytes bytes;
  NpyArray array;
};

Error in_member(const Error& error, std::string_view name) {
  return {error.code(),
          error.message(),
          {},
          error.position().empty() ? std::string(name) : fmt::format("{}, {}", name, error.position())};
}

std::string names_of_members(const ZipArchive& archive) {
  constexpr std::size_t kShown = 8;
  if (archive.members.empty()) return "nothing";
  std::vector<std::string> names;
  for (const ZipMember& member : archive.members) {
    names.push_back(names.size() == kShown ? "..." : in_quotes(member.name));
    if (names.size() > kShown) break;
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// Nothing if the archive has no such member.
Result<std::optional<Member>> read_member(const ZipArchive& archive, std::string_view name) {
  const auto has_name = [&](const ZipMember& member) { return member.name == name; };
  const auto found = std::ranges::find_if(archive.members, has_name);
  if (found == archive.members.end()) return std::optional<Member>{};
  if (std::find_if(found + 1, archive.members.end(), has_name) != archive.members.end()) {
    return bad_input(std::string(name), "is in the archive more than once");
  }
  auto bytes = read_zip_member(archive, *found);
  if (!bytes) return bytes.error();
  auto array = parse_npy_array(*bytes);
  if (!array) return in_member(array.error(), name);
  // Moving a vector leaves its bytes where they are, so the array's view stays good.
  return std::optional<Member>(Member{std::move(*bytes), std::move(*array)});
}

Result<void> add_labels(const NpyArray& y, Dataset& dataset) {
  if (y.shape.size() != 1 || y.count != static_cast<std::uint64_t>(dataset.size())) {
    return bad_input({}, fmt::format("shape {} for {} sequences; expected [{}]", y.shape_text(),
                                     dataset.size(), dataset.size()));
  }
  const auto texts = npy_texts(y);
  if (!texts) return texts.error();
  LabelIndex index;
  for (int item = 0; item < dataset.size(); ++item) {
    // An empty string is how string arrays say "no label".
    const std::string& text = (*texts)[item];
    dataset.labels[item] = text.empty() ? Dataset::kUnlabelled : index.add(text);
  }
  index.name_labels(dataset);
  return {};
}

}  // namespace

Result<Dataset> parse_npz(ByteSpan file) {
  const auto archive = open_zip(file);
  if (!archive) return archive.error();
  const auto x = read_member(*archive, "X.npy");
  if (!x) return x.error();
  if (!*x) {
    return bad_input({}, fmt::format("the archive has no array X; it holds {}", names_of_members(*archive)));
  }
  const auto lengths = read_member(*archive, "lengths.npy");
  if (!lengths) return lengths.error();
  const auto y = read_member(*archive, "y.npy");
  if (!y) return y.error();

  auto dataset = dataset_of_arrays((*x)->array, *lengths ? &(*lengths)->array : nullptr);
  if (!dataset) return in_member(dataset.error(), "X.npy");
  if (*y) {
    if (const auto added = add_labels((*y)->array, *dataset); !added)
      return in_member(added.error(), "y.npy");
  }
  return finish_dataset(std::move(*dataset));
}

}  // namespace resketch
