// Label names as they are met in a file, numbered in a fixed order at the end.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "resketch/dataset.h"

namespace resketch {

/// Orders names as people read them: numerically if all of them are integers, else byte by byte.
/// add() gives provisional numbers; name_labels() replaces them in a data set by final ones.
class LabelIndex {
 public:
  int add(std::string_view name);
  void name_labels(Dataset& dataset) const;

 private:
  std::map<std::string, int, std::less<>> provisional_;
};

/// Takes the names that no item carries out of label_names; the others keep their order.
void drop_unused_labels(Dataset& dataset);

}  // namespace resketch
