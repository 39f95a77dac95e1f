// Several processes that do one work together.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "resketch/error.h"

namespace resketch {

/// The processes ("ranks") that share a work, seen from one of them. All make the same calls with the same
/// data and options; each does its share, and they bring together what they made. Results are those of one
/// process, bit by bit, as long as all compute with the same instruction set and libraries. Alone by default.
struct Ranks {
  using Bytes = std::vector<std::byte>;
  enum class To {
    kFirst,  ///< rank 0
    kAll,
  };

  int rank = 0;  ///< of this process: 0..count-1
  int count = 1;

  /// Called by all ranks, in the same order: gives the receivers what every rank brings, by rank; the others
  /// get nothing.
  /// @errors all ranks get the error of the first that brings one, at this call and at all that follow
  std::function<Result<std::vector<Bytes>>(Result<Bytes> mine, To to)> exchange = {};

  /// Whether another rank has brought an error, so that work may stop before it brings what it has. Asked a
  /// few times a second, from one thread at a time.
  std::function<bool()> failed = {};
};

}  // namespace resketch
