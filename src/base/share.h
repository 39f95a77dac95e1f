// How ranks share a work: pieces are dealt out in turn, in blocks, and brought together.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/pack.h"
#include "resketch/ranks.h"

namespace resketch {

/// Blocks of at most `most` pieces, smaller where ranks would get fewer than others.
inline int block_of(const Ranks& ranks, int most, int count) {
  if (ranks.count == 1 || count < 1) return most;
  const auto divided = [](int pieces, int by) { return (pieces + by - 1) / by; };
  const int turns = divided(divided(count, most), ranks.count);
  return divided(count, turns * ranks.count);
}

/// Where the blocks of rank `rank` begin among pieces 0..count-1.
inline std::vector<int> blocks_of(const Ranks& ranks, int rank, int block, int count) {
  std::vector<int> starts;
  for (int at = rank * block; at < count; at += ranks.count * block) starts.push_back(at);
  return starts;
}
inline std::vector<int> my_blocks(const Ranks& ranks, int block, int count) {
  return blocks_of(ranks, ranks.rank, block, count);
}

/// Completes `pieces` on the receivers by what the other ranks made.
/// @param pieces [count] on all ranks; those of `my_blocks` are filled. Or what went wrong here
/// @errors what went wrong on any rank
template <typename Piece>
Result<std::vector<Piece>> gather(const Ranks& ranks, int block, Result<std::vector<Piece>> pieces,
                                  Ranks::To to) {
  if (ranks.count == 1) return pieces;
  const auto for_each_of = [&](int rank, auto& work) {
    const int count = static_cast<int>(pieces->size());
    for (const int at : blocks_of(ranks, rank, block, count)) {
      for (int i = at; i < std::min(at + block, count); ++i) work((*pieces)[i]);
    }
  };
  Packer packer;
  if (pieces) for_each_of(ranks.rank, packer);
  const auto all = ranks.exchange(pieces ? Result<Ranks::Bytes>(packer.take()) : pieces.error(), to);
  if (!all) return all.error();
  for (int rank = 0; rank < static_cast<int>(all->size()); ++rank) {
    if (rank == ranks.rank) continue;
    Unpacker unpacker((*all)[rank]);
    for_each_of(rank, unpacker);
  }
  return pieces;
}

/// Waits until all ranks are here. @errors what any rank brings
inline Result<void> agree(const Ranks& ranks, Result<void> mine) {
  if (ranks.count == 1) return mine;
  const auto all =
      ranks.exchange(mine ? Result<Ranks::Bytes>(Ranks::Bytes()) : mine.error(), Ranks::To::kAll);
  return all ? Result<void>() : all.error();
}

/// What rank 0 makes, or its error, on all ranks.
template <typename T>
Result<T> from_first(const Ranks& ranks, const std::function<Result<T>()>& make) {
  if (ranks.count == 1) return make();
  Result<std::vector<T>> made = std::vector<T>(1);
  if (ranks.rank == 0) {
    Result<T> value = make();
    if (value) {
      made->front() = *std::move(value);
    } else {
      made = value.error();
    }
  }
  auto shared = gather(ranks, 1, std::move(made), Ranks::To::kAll);
  if (!shared) return shared.error();
  return std::move(shared->front());
}

}  // namespace resketch
