#include "kernels/warp_grid.h"

#include <cassert>

namespace resketch {

WarpGrid::WarpGrid(int size) : size_(size), side_(size / kCellsPerAxis) {
  assert(side_ * kCellsPerAxis == size);
  const int pixels = side_ * side_;
  weights_.resize(14 * pixels);
  for (int i = 0; i < pixels; ++i) {
    const int row = i / side_;
    const int column = i % side_;
    const float down = (static_cast<float>(row) + .5F) / static_cast<float>(side_);
    const float along = (static_cast<float>(column) + .5F) / static_cast<float>(side_);
    const float share[4] = {(1 - down) * (1 - along), (1 - down) * along, down * (1 - along), down * along};
    int pair = 4;
    for (int a = 0; a < 4; ++a) {
      weights_[a * pixels + i] = share[a];
      for (int b = a; b < 4; ++b) weights_[pair++ * pixels + i] = share[a] * share[b];
    }
  }
}

}  // namespace resketch
