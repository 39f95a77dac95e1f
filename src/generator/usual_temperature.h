// How far evidence is to be believed before anything was measured.
#pragma once

namespace resketch {

/// What to divide evidence by for probabilities where nothing could be measured (one exemplar a class).
struct UsualTemperature {
  double value = 1;
  double spread =
      .2;  ///< standard deviation of its logarithm over data: few items measured leave it too free
};

}  // namespace resketch
