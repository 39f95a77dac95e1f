// Real data for tests: skipped where RESKETCH_DATA is not set.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "resketch/dataset.h"

namespace resketch {

inline bool is_present(const std::string& set) {
  if (std::getenv("RESKETCH_DATA") == nullptr) return false;
  for (const NamedSet& known : named_sets()) {
    if (known.name == set) return known.present;
  }
  return false;
}

}  // namespace resketch

#define SKIP_WITHOUT_DATA(set) \
  if (!resketch::is_present(set)) GTEST_SKIP() << "needs RESKETCH_DATA with " << (set)
