// Synthetic pen strokes: letters and made-up glyphs, drawn in one stroke by writers that do not exist.
//
// A glyph is a spline through control points. A drawing distorts it as a hand would (style of a writer,
// smooth deviations of the moment), runs along it slower where it bends more (the two-thirds power law), from
// rest to rest, with tremor, and notes the pen's velocity. For tests, scale runs and demos; not a substitute
// for data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "resketch/dataset.h"

namespace resketch {

/// Baseline at y = 0, small letters up to 1, ascenders up to 2, descenders down to -1.
struct PenPoint {
  float x = 0;
  float y = 0;
  bool corner = false;  ///< the stroke may change direction here at once
};

struct Glyph {
  std::string name;
  std::vector<PenPoint> points;  ///< in writing order
};

/// Steps of the random stream that are no drawing's: items are numbered below them.
inline constexpr std::uint32_t kPenWriterStep = 0x4000'0000;
inline constexpr std::uint32_t kPenAlphabetStep = 0x5000'0000;

/// The letters a b c d e g h l m n o p q r s u v w y z, as of UCI Character Trajectories.
std::vector<Glyph> pen_letters();

/// `classes` glyphs: the letters first, then smooth random strokes 'glyph-0021', ... that differ clearly from
/// all before them. A shorter alphabet is the beginning of a longer one of the same seed.
std::vector<Glyph> pen_alphabet(int classes, std::uint64_t seed);

/// Items of a glyph that have been drawn or will be are told apart by their number.
struct PenItems {
  std::uint32_t first = 0;
  int per_class = 100;
};

/// Draws every glyph: pen velocity x, y and force, [T, 3] with T in 80..205, the pen at rest at both ends.
/// Classes take turns, so that the first items hold all of them.
Dataset draw_pen(std::span<const Glyph> glyphs, const PenItems& items, std::uint64_t seed);

/// The named set `pen`: 20 letters; 100 items a class for kPool, 20 others for kTest.
Dataset load_pen(Split split, std::uint64_t seed);

}  // namespace resketch
