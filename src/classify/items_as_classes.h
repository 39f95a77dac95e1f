// What single items draw, before there are classes made of them.
#pragma once

#include <span>

#include "resketch/dataset.h"
#include "resketch/model.h"

namespace resketch {

/// A model with every item of `items` as a class of one exemplar, in their order.
/// @param pool  the items, preprocessed
/// @param like  a module of the same shape
/// @param model tells generator, preprocessing and style
Model items_as_classes(std::span<const int> items, const Dataset& pool, const Module& like,
                       const Model& model);

}  // namespace resketch
