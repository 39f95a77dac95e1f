// The end of a pen's record that no hand wrote.
#pragma once

#include "resketch/dataset.h"

namespace resketch {

/// A filter that smooths a record goes on beyond its end at the last velocity it met, and fades: a straight
/// line at one pace, as no hand draws. Returns the steps before that of `raw`, velocities x and y and maybe
/// more; all of them where there is nothing of the kind.
int steps_by_hand(SequenceView raw);

}  // namespace resketch
