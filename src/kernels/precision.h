// How exactly the activation functions are computed.
#pragma once

namespace resketch {

enum class Precision {
  kTight,  ///< training, and losses that are reported or compared
  kFast,   ///< the steps of a search, whose end is judged by a tight pass
};

}  // namespace resketch
