#include "mpi/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <new>
#include <string>
#include <utility>

#include "base/pack.h"

namespace resketch::mpi {
namespace {

constexpr int kFailedTag = 1;
constexpr int kDataTag = 2;
// Bytes: more than waiting costs, and far below what MPI's counts hold.
constexpr std::size_t kPiece = std::size_t{16} << 20;

/// What a rank says of itself before it brings anything.
struct Header {
  enum State : std::int64_t {
    kFine,
    kFailed,     // and has told the others
    kFailedToo,  // because another rank did
  };
  std::int64_t state = kFine;
  std::int64_t bytes = 0;
};

std::vector<Header> all_headers(const Header& mine, int count) {
  std::vector<Header> headers(count);
  MPI_Allgather(&mine, 2, MPI_INT64_T, headers.data(), 2, MPI_INT64_T, MPI_COMM_WORLD);
  return headers;
}

/// Calls `transfer` with the pieces of `bytes`, none too large for MPI.
template <typename Transfer>
void in_pieces(Ranks::Bytes& bytes, const Transfer& transfer) {
  for (std::size_t at = 0; at < bytes.size(); at += kPiece)
    transfer(bytes.data() + at, static_cast<int>(std::min(kPiece, bytes.size() - at)));
}

void send_to_all(Ranks::Bytes& bytes, int from) {
  in_pieces(bytes,
            [&](std::byte* piece, int size) { MPI_Bcast(piece, size, MPI_BYTE, from, MPI_COMM_WORLD); });
}

std::string host_name() {
  char name[MPI_MAX_PROCESSOR_NAME];
  int length = 0;
  MPI_Get_processor_name(name, &length);
  return {name, static_cast<std::size_t>(length)};
}

/// What all ranks bring, on the receivers.
std::vector<Ranks::Bytes> bring_together(Ranks::Bytes mine, int rank, const std::vector<Header>& headers,
                                         Ranks::To to) {
  std::vector<Ranks::Bytes> all;
  if (to == Ranks::To::kFirst && rank > 0) {
    in_pieces(mine, [](std::byte* piece, int size) {
      MPI_Send(piece, size, MPI_BYTE, 0, kDataTag, MPI_COMM_WORLD);
    });
    return all;
  }
  all.resize(headers.size());
  all[rank] = std::move(mine);
  for (int from = 0; from < static_cast<int>(all.size()); ++from) {
    Ranks::Bytes& bytes = all[from];
    if (from != rank) bytes.resize(static_cast<std::size_t>(headers[from].bytes));
    if (to == Ranks::To::kAll) {
      send_to_all(bytes, from);
    } else if (from != rank) {
      in_pieces(bytes, [&](std::byte* piece, int size) {
        MPI_Recv(piece, size, MPI_BYTE, from, kDataTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      });
    }
  }
  return all;
}

}  // namespace

Session::Session(int& argc, char**& argv) {
  int threads = 0;
  MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &threads);
  may_ask_ = threads >= MPI_THREAD_SERIALIZED;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &count_);
}

Session::~Session() {
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
}

Ranks Session::ranks() {
  return {rank_, count_, [this](Result<Bytes> mine, Ranks::To to) { return exchange(std::move(mine), to); },
          [this] { return is_told(); }};
}

/// Every rank that fails on its own tells all others at once, whatever they are busy with.
void Session::tell_others() {
  for (int other = 0; other < count_; ++other) {
    if (other == rank_) continue;
    MPI_Isend(nullptr, 0, MPI_BYTE, other, kFailedTag, MPI_COMM_WORLD, &told_others_.emplace_back());
  }
}

bool Session::is_told() {
  int found = 0;
  if (may_ask_ && !told_) MPI_Iprobe(MPI_ANY_SOURCE, kFailedTag, MPI_COMM_WORLD, &found, MPI_STATUS_IGNORE);
  told_ = told_ || found != 0;
  return told_;
}

Result<std::vector<Ranks::Bytes>> Session::exchange(Result<Bytes> mine, Ranks::To to) {
  if (failure_) return *failure_;
  Header header;
  if (mine) {
    header.bytes = static_cast<std::int64_t>(mine->size());
  } else {
    header.state = told_ ? Header::kFailedToo : Header::kFailed;
    if (!told_) tell_others();
  }
  const std::vector<Header> headers = all_headers(header, count_);
  const auto is_failed = [](const Header& h) { return h.state == Header::kFailed; };
  const auto failed = std::ranges::find_if(headers, is_failed);
  if (failed != headers.end()) {
    const auto failures = std::ranges::count_if(headers, is_failed);
    take_messages(static_cast<int>(failures) - (is_failed(header) ? 1 : 0));
    failure_ =
        spread(mine ? std::nullopt : std::optional(mine.error()), static_cast<int>(failed - headers.begin()));
    return *failure_;
  }
  try {
    return bring_together(*std::move(mine), rank_, headers, to);
  } catch (const std::bad_alloc&) {  // the others are waiting for what does not fit here
    fmt::print(stderr, "resketch: there is not enough memory (rank {} on {})\n", rank_, host_name());
    MPI_Abort(MPI_COMM_WORLD, 1);
    throw;
  }
}

/// Takes the messages that failed ranks have sent here.
void Session::take_messages(int failed_ranks) {
  for (int i = 0; i < failed_ranks; ++i)
    MPI_Recv(nullptr, 0, MPI_BYTE, MPI_ANY_SOURCE, kFailedTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  MPI_Waitall(static_cast<int>(told_others_.size()), told_others_.data(), MPI_STATUSES_IGNORE);
  told_others_.clear();
}

/// The error of rank `from`, on all ranks.
Error Session::spread(std::optional<Error> mine, int from) {
  Bytes bytes;
  if (rank_ == from) {
    const std::string where = from == 0 ? "" : fmt::format(" (rank {} on {})", from, host_name());
    Packer packer;
    packer(mine->code(), mine->message() + where, mine->file(), mine->position());
    bytes = packer.take();
  }
  auto size = static_cast<std::uint64_t>(bytes.size());
  MPI_Bcast(&size, 1, MPI_UINT64_T, from, MPI_COMM_WORLD);
  bytes.resize(size);
  send_to_all(bytes, from);
  ErrorCode code{};
  std::string message;
  std::string file;
  std::string position;
  Unpacker unpacker(bytes);
  unpacker(code, message, file, position);
  return {code, message, file, position};
}

}  // namespace resketch::mpi
