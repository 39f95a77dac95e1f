// What the experiment on the conditional GAN varies.
#pragma once

namespace resketch {

struct GanSetting {
  int nz = 25;        ///< size of z
  double z_rate = 1;  ///< a
  int z_after = -1;   ///< z moves in iterations later than this one
  int together = 4;   ///< images that batch normalisation sees side by side; 0: each alone
};

}  // namespace resketch
