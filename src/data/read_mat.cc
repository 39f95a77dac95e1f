// UCI Character Trajectories: `mixout`, a cell of 3 x T doubles (pen-tip velocity x and y, pen force), and
// `consts`, a struct with `charlabels` (the class of each, from 1) and `key` (a cell with the classes'
// names). MATLAB stores columns one after the other, so a matrix of 3 rows is T steps of 3 values as it lies.
#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "data/finish.h"
#include "data/input_errors.h"
#include "data/mat5.h"
#include "data/readers.h"
#include "data/text.h"

namespace resketch {
namespace {

constexpr int kRows = 3;

Error in_part(const Error& error, std::string_view part) {
  return {error.code(),
          error.message(),
          {},
          error.position().empty() ? std::string(part) : fmt::format("{}, {}", part, error.position())};
}

Result<Dataset> sequences_of(const MatArray& mixout) {
  if (mixout.kind != MatArray::Class::kCell) return bad_input("mixout", "is not a cell of matrices");
  Dataset dataset;
  dataset.kind = DataKind::kPenVelocity;
  dataset.dims = kRows;
  ByteCursor content = mixout.content;
  // Every element takes at least a tag of 8 bytes, so a false count ends the loop at the end of the bytes.
  for (std::uint64_t item = 0; item < mixout.count; ++item) {
    const std::string place = at_item(item);
    const auto matrix = next_mat_array(content);
    if (!matrix) return in_part(matrix.error(), "mixout, " + place);
    if (matrix->kind == MatArray::Class::kNumbers && matrix->count == 0) {
      return bad_input(place, fmt::format("item {} has no steps; at least one is needed", item));
    }
    if (matrix->shape.size() != 2 || matrix->shape[0] != kRows) {
      return bad_input(place, fmt::format("the matrix is {}; expected 3xT (velocity x, velocity y, force)",
                                          matrix->shape_text()));
    }
    const auto numbers = mat_numbers(*matrix);
    if (!numbers) return in_part(numbers.error(), place);
    dataset.append(*numbers, Dataset::kUnlabelled);
  }
  return dataset;
}

Result<MatArray> field_of(const MatArray& consts, std::string_view name) {
  auto field = mat_field(consts, name);
  if (!field) return in_part(field.error(), "consts");
  if (!*field) return bad_input("consts", fmt::format("has no field {}; expected charlabels and key", name));
  return std::move(**field);
}

Result<void> add_labels(const MatArray& consts, Dataset& dataset) {
  const auto key = field_of(consts, "key");
  if (!key) return key.error();
  if (key->kind != MatArray::Class::kCell) return bad_input("consts.key", "is not a cell of strings");
  ByteCursor content = key->content;
  std::set<std::string> names;
  for (std::uint64_t i = 0; i < key->count; ++i) {
    const std::string place = fmt::format("consts.key {}", i + 1);
    const auto array = next_mat_array(content);
    if (!array) return in_part(array.error(), place);
    auto text = mat_text(*array);
    if (!text) return in_part(text.error(), place);
    if (text->empty() || !names.insert(*text).second) {
      return bad_input(place, fmt::format("the name {} is empty or there more than once", in_quotes(*text)));
    }
    dataset.label_names.push_back(std::move(*text));
  }

  const auto charlabels = field_of(consts, "charlabels");
  if (!charlabels) return charlabels.error();
  const auto numbers = mat_numbers(*charlabels);
  if (!numbers) return in_part(numbers.error(), "consts.charlabels");
  if (numbers->size() != dataset.labels.size()) {
    return bad_input("consts.charlabels",
                     fmt::format("{} labels for {} sequences", numbers->size(), dataset.size()));
  }
  for (int item = 0; item < dataset.size(); ++item) {
    const float number = (*numbers)[item];
    if (!(number >= 1 && number <= static_cast<float>(dataset.label_names.size())) ||
        number != std::floor(number)) {
      return bad_input(at_item(item),
                       fmt::format("consts.charlabels says {}; expected 1 to {}, the length of consts.key",
                                   number, dataset.label_names.size()));
    }
    dataset.labels[item] = static_cast<int>(number) - 1;
  }
  return {};
}

}  // namespace

Result<Dataset> parse_mat(ByteSpan file) {
  auto mat = MatFile::open(file);
  if (!mat) return mat.error();
  std::optional<MatVariable> mixout;
  std::optional<MatVariable> consts;
  std::string names;
  while (true) {
    auto variable = mat->next();
    if (!variable) return variable.error();
    if (!*variable) break;
    const std::string_view name = (*variable)->array.name;
    if (names.size() < 200) names += fmt::format("{}{}", names.empty() ? "" : ", ", in_quotes(name));
    if (name != "mixout" && name != "consts") continue;
    auto& place = name == "mixout" ? mixout : consts;
    if (place) return bad_input({}, fmt::format("the variable {} is there more than once", name));
    place = std::move(**variable);
  }
  if (!mixout) {
    return bad_input(
        {}, fmt::format("the file has no variable mixout; it holds {}", names.empty() ? "nothing" : names));
  }
  auto dataset = sequences_of(mixout->array);
  if (!dataset) return dataset;
  mixout.reset();
  if (consts) {
    if (const auto added = add_labels(consts->array, *dataset); !added) return added.error();
  }
  return finish_dataset(std::move(*dataset));
}

}  // namespace resketch
