// The commands that processes of a cluster can share.
#include <cstdlib>

#include "cli/command.h"
#include "cli/help.h"
#include "generated.h"
#include "mpi/alike.h"
#include "mpi/session.h"

namespace resketch {
namespace {

constexpr char kAbout[] =
    "The commands of resketch whose work many processes can share: classes in training, items in "
    "classification.\n"
    "Flags, files and answers are those of resketch, bit by bit, for any number of processes.";

constexpr char kFooter[] =
    R"(Rank 0 reads, writes and prints; all ranks must see the folder of the model, where training saves its state.
0 threads are as many as mpirun binds a process to; where it binds none, give --threads.

Exit codes are those of resketch; mpirun -q leaves out what mpirun adds to a failure.

Examples:
  mpirun -n 4 resketch-mpi train characters -o letters.resketch --preset published
  mpirun -n 8 resketch-mpi train characters -o letters.resketch --preset published --resume   # after a failure
  mpirun -q -n 4 resketch-mpi evaluate letters.resketch characters --json
  mpirun --hostfile hosts --map-by ppr:1:node --bind-to none resketch-mpi train big.npz -o big.resketch)";

int run(int argc, char** argv) {
  mpi::Session session(argc, argv);
  setenv("NO_COLOR", "1", 1);  // mpirun gives rank 0 a terminal, wherever its own output goes
  const Ranks ranks = session.ranks();
  CLI::App app(kAbout, "mpirun resketch-mpi");
  app.formatter(cli::help_formatter());
  app.footer(kFooter);
  app.set_version_flag("--version", std::string("resketch-mpi ") + cli::kVersion);
  app.require_subcommand(1);
  cli::Work work;
  cli::add_train(app, work, ranks);
  cli::add_evaluate(app, work, ranks);
  cli::add_classify(app, work, ranks);
  if (const auto alike = mpi::check_alike(ranks, argc, argv); !alike)
    return ranks.rank == 0 ? cli::report(alike.error(), app) : exit_code(alike.error().code());
  return cli::run_app(app, work, argc, argv, ranks);
}

}  // namespace
}  // namespace resketch

int main(int argc, char** argv) {
  return resketch::run(argc, argv);
}
