// MPI as the ranks that share a work.
#pragma once

#include <mpi.h>

#include <optional>
#include <vector>

#include "resketch/ranks.h"

namespace resketch::mpi {

/// MPI from its start to its end; one in a process.
class Session {
 public:
  Session(int& argc, char**& argv);
  /// Waits for all ranks, so that none ends the others by its exit code before they have said what they have
  /// to.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Must not outlive this object.
  Ranks ranks();

 private:
  using Bytes = Ranks::Bytes;

  Result<std::vector<Bytes>> exchange(Result<Bytes> mine, Ranks::To to);
  void tell_others();
  bool is_told();
  void take_messages(int failed_ranks);
  Error spread(std::optional<Error> mine, int from);

  int rank_ = 0;
  int count_ = 1;
  bool may_ask_ = true;  // from whichever thread works
  bool told_ = false;    // that another rank has failed
  std::vector<MPI_Request> told_others_;
  std::optional<Error> failure_;  // known to all ranks: nothing is exchanged any more
};

}  // namespace resketch::mpi
