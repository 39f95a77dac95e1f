#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "data/pen.h"
#include "resketch/resketch.h"

namespace resketch {
namespace {

constexpr int kClasses = 100;  // more than are aligned

Model glyph_model(std::span<const Glyph> glyphs) {
  const Dataset pool = draw_pen(glyphs, {.first = 0, .per_class = 4}, 42);
  return train(pool, train_options(Preset::kDefault, pool.kind)).value();
}

TEST(ManyClasses, TheWinnersOfAnExhaustiveSearchAreAmongTheCandidates) {
  const std::vector<Glyph> glyphs = pen_alphabet(kClasses, 42);
  const Model model = glyph_model(glyphs);
  const Dataset items = draw_pen(glyphs, {.first = 100, .per_class = 2}, 42);
  ClassifyOptions exhaustive;
  exhaustive.inference.exhaustive = true;
  const auto few = classify(model, items).value();
  const auto all = classify(model, items, exhaustive).value();
  int agreed = 0;
  int considered = 0;
  for (std::size_t n = 0; n < few.size(); ++n) {
    agreed += few[n].best == all[n].best ? 1 : 0;
    for (int c = 0; c < kClasses; ++c) {
      EXPECT_TRUE(std::isfinite(all[n].evidence[c]));
      if (few[n].evidence[c] == -std::numeric_limits<double>::infinity()) {
        EXPECT_TRUE(std::isnan(few[n].losses[c]));
        continue;
      }
      ++considered;
      EXPECT_EQ(few[n].evidence[c], all[n].evidence[c]);
      EXPECT_EQ(few[n].losses[c], all[n].losses[c]);
    }
  }
  EXPECT_LT(considered, 70 * items.size());
  EXPECT_GE(agreed, items.size() - 1);
}

}  // namespace
}  // namespace resketch
