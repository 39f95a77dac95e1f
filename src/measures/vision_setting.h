// What experiments on networks of src/vision vary.
#pragma once

#include <string>
#include <vector>

#include "vision/network.h"

namespace resketch {

struct VisionSetting {
  /// network_spec() sets classes, batch, noise, seed, COOL's learning rate and, but for fooling, epochs.
  NetworkSpec network = {};
  std::vector<int> known = {};  ///< classes to train on; empty: all
  std::string strangers = {};   ///< a named set of none of the classes, or nothing
  int modules = 0;  ///< exemplars a class of modules that are measured beside the network; 0: none
  /// Share of the rightly answered validation items above a threshold that alpha has to leave above it: how
  /// dear confidence may be.
  double kept_at_90 = 0.99;
  double kept_at_99 = 0.985;
  /// Share of the rightly answered validation items that y = 99 % has to be claimed for, by sharpening if
  /// training did not lead there.
  double sure_at_99 = 0;
};

}  // namespace resketch
