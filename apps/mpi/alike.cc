#include "mpi/alike.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/share.h"
#include "generated.h"
#include "kernels/isa.h"

namespace resketch::mpi {
namespace {

struct Fact {
  std::string name, value;
  std::string advice;  // what to do where it differs
};

template <typename Archive, MaybeConst<Fact> T>
void visit(Archive& archive, T& fact) {
  archive(fact.name, fact.value, fact.advice);
}

Result<std::vector<Fact>> facts(int argc, char** argv) {
  if (auto chosen = use_isa_from_environment(); !chosen) return chosen.error();
  std::string line;
  for (int i = 1; i < argc; ++i) line += fmt::format("{}{}", i > 1 ? " " : "", argv[i]);
  std::error_code ignored;
  return std::vector<Fact>{
      {"program", fmt::format("version {}, {}", cli::kVersion, cli::kCommit), "install one on all machines"},
      {"command line", line, "give all ranks the same"},
      {"working folder", std::filesystem::current_path(ignored).string(), "mpirun -wdir chooses one"},
      {"instruction set", current_isa(), "RESKETCH_ISA chooses one, as in: mpirun -x RESKETCH_ISA=AVX2"}};
}

}  // namespace

Result<void> check_alike(const Ranks& ranks, int argc, char** argv) {
  auto mine = facts(argc, argv);
  if (ranks.count == 1) return mine ? Result<void>() : mine.error();
  Result<std::vector<std::vector<Fact>>> pieces = std::vector<std::vector<Fact>>(ranks.count);
  if (mine) {
    (*pieces)[ranks.rank] = *std::move(mine);
  } else {
    pieces = mine.error();
  }
  const auto all = gather(ranks, 1, std::move(pieces), Ranks::To::kAll);
  if (!all) return all.error();
  for (std::size_t f = 0; f < all->front().size(); ++f) {
    const Fact& first = all->front()[f];
    for (int rank = 1; rank < ranks.count; ++rank) {
      const std::string& other = (*all)[rank][f].value;
      if (other == first.value) continue;
      return Error(ErrorCode::kUsage,
                   fmt::format("the ranks disagree about the {}: rank 0 has '{}', rank {} has '{}'; {}",
                               first.name, first.value, rank, other, first.advice));
    }
  }
  return {};
}

}  // namespace resketch::mpi
