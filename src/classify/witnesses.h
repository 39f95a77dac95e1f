// Items that a model was not made of, to measure it on.
#pragma once

#include <span>

#include "resketch/dataset.h"
#include "resketch/model.h"

namespace resketch {

/// Whether `item` (preprocessed) is one of the module's own examples.
bool is_exemplar(std::span<const float> item, const Module& module);

/// Whether it is one of any module's.
bool is_exemplar(std::span<const float> item, const Model& model);

/// The items of `data` (preprocessed) that belong to classes of `model` and are no exemplars, labelled by
/// module; at most `most` a class, evenly spread.
Dataset witnesses(const Dataset& data, const Model& model, int most);

}  // namespace resketch
