#include "data/array_dataset.h"

#include <limits>

#include "data/input_errors.h"

namespace resketch {
namespace {

constexpr std::uint64_t kMaxDims = std::numeric_limits<int>::max();

/// Fills first_step from `lengths`, whose sum must be `steps`.
Result<void> place_by_lengths(const NpyArray& lengths, std::uint64_t steps, Dataset& dataset) {
  if (!lengths.is_integer() || lengths.type == Scalar::kBool || lengths.shape.size() != 1) {
    return bad_input({}, fmt::format("lengths is {} of dtype {}; expected integers of shape [N]",
                                     lengths.shape_text(), lengths.dtype));
  }
  dataset.first_step.reserve(lengths.count + 1);
  dataset.first_step.push_back(0);
  return visit_scalar(lengths.type, [&](auto zero) -> Result<void> {
    using T = decltype(zero);
    for (std::uint64_t item = 0; item < lengths.count; ++item) {
      const T length = load_scalar<T>(lengths.data.data() + item * sizeof(T), lengths.order);
      const std::uint64_t before = dataset.first_step.back();
      if (length < T{} || static_cast<std::uint64_t>(length) > steps - before) {
        return bad_input(at_item(item),
                         fmt::format("lengths says {} steps, but X has {} of its {} steps left", length,
                                     steps - before, steps));
      }
      dataset.first_step.push_back(before + static_cast<std::uint64_t>(length));
    }
    if (dataset.first_step.back() != steps) {
      return bad_input({},
                       fmt::format("lengths add up to {} steps, X has {}", dataset.first_step.back(), steps));
    }
    return {};
  });
}

}  // namespace

Result<Dataset> dataset_of_arrays(const NpyArray& x, const NpyArray* lengths) {
  if (x.content != NpyArray::Content::kNumbers) {
    return unsupported({}, fmt::format("dtype {} cannot be sequences; numbers can", x.dtype));
  }
  const std::size_t step_axis = lengths != nullptr ? 0 : 1;
  if (x.shape.size() != step_axis + 1 && x.shape.size() != step_axis + 2) {
    return bad_input({}, fmt::format("the array has shape {}; expected {}", x.shape_text(),
                                     lengths != nullptr ? "[sum of lengths, D] or [sum of lengths]"
                                                        : "[N, T, D] or [N, T]"));
  }
  const std::uint64_t steps = x.shape[step_axis];
  const std::uint64_t dims = x.shape.size() > step_axis + 1 ? x.shape[step_axis + 1] : 1;
  // An array with an extent of 0 holds no bytes, so nothing would bound its other extents.
  if (x.count == 0 || dims > kMaxDims) {
    return bad_input(
        {}, fmt::format("the array has shape {}: at least one sequence, step and dimension is needed, "
                        "and fewer than 2^31 dimensions",
                        x.shape_text()));
  }
  Dataset dataset;
  dataset.dims = static_cast<int>(dims);
  if (lengths != nullptr) {
    if (const auto placed = place_by_lengths(*lengths, steps, dataset); !placed) return placed.error();
  } else {
    dataset.first_step.reserve(x.shape[0] + 1);
    for (std::uint64_t item = 0; item <= x.shape[0]; ++item) dataset.first_step.push_back(item * steps);
  }
  dataset.values = npy_floats(x);
  dataset.labels.assign(dataset.first_step.size() - 1, Dataset::kUnlabelled);
  return dataset;
}

}  // namespace resketch
