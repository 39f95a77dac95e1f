#include "cli/picture_sheet.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "cli/markup.h"

namespace resketch::cli {

std::string picture_sheet(const Dataset& images) {
  constexpr std::uint8_t kLine = 128;
  const int rows = images.steps(0);
  const int columns = images.dims;
  const int across =
      static_cast<int>(std::ceil(std::sqrt(static_cast<double>(images.size()) * rows / columns)));
  const int down = (images.size() + across - 1) / across;
  const int width = across * (columns + 1) - 1;
  const int height = down * (rows + 1) - 1;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(width) * height, kLine);
  for (int n = 0; n < images.size(); ++n) {
    const auto values = images[n].values;
    for (int row = 0; row < rows; ++row) {
      const std::size_t at =
          (static_cast<std::size_t>(n / across) * (rows + 1) + row) * width + (n % across) * (columns + 1);
      for (int column = 0; column < columns; ++column)
        pixels[at + column] = grey(values[static_cast<std::size_t>(row) * columns + column]);
    }
  }
  return png(pixels, width, height, 1);
}

}  // namespace resketch::cli
