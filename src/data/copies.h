// Items that stand in a data set more than once.
#pragma once

#include <vector>

#include "resketch/dataset.h"

namespace resketch {

/// `items` of `data`, rising, less those whose values one before them has. Labels are not looked at.
std::vector<int> without_copies(const Dataset& data, std::vector<int> items);

/// The items of every label, [label_names.size()], without copies.
std::vector<std::vector<int>> distinct_items(const Dataset& data);

}  // namespace resketch
