// One npy array: N sequences [N, T, D], or [N, T] of one dimension. No labels.
#include "data/array_dataset.h"
#include "data/finish.h"
#include "data/npy.h"
#include "data/readers.h"

namespace resketch {

Result<Dataset> parse_npy(ByteSpan file) {
  const auto array = parse_npy_array(file);
  if (!array) return array.error();
  auto dataset = dataset_of_arrays(*array);
  if (!dataset) return dataset;
  return finish_dataset(std::move(*dataset));
}

}  // namespace resketch
