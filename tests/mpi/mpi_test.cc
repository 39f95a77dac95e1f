// resketch-mpi under mpirun, two and four ranks on this machine.
#include <signal.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <future>

#include "cli/command_test.h"
#include "data/format_writers.h"

namespace resketch::testing {
namespace {

using Words = std::vector<std::string>;

Words operator+(Words a, const Words& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

class Mpi : public CommandTest {
 protected:
  Mpi() {
    // More ranks than cores, and root where tests run in a container.
    for (const char* name : {"OMPI_ALLOW_RUN_AS_ROOT", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"})
      options_.environment[name] = "1";
    // Open MPI's own files, whose paths must be short.
    options_.environment["TMPDIR"] = "/tmp";
  }

  Outcome mpirun(const Words& words) {
    return run_process(RESKETCH_MPIEXEC, Words{"-q", "--oversubscribe"} + words, options_);
  }
  Outcome on_ranks(int count, const Words& arguments) {
    return mpirun(Words{"-n", std::to_string(count), RESKETCH_MPI_COMMAND} + arguments);
  }
  /// Two ranks that are started differently.
  Outcome on_two(const Words& first, const Words& second) {
    return mpirun(Words{"-n", "1"} + first + Words{":", "-n", "1"} + second);
  }
  std::string succeed_on(int count, const Words& arguments) {
    const Outcome outcome = on_ranks(count, arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }
};

const Words kTrain{"train", "curves.csv", "--hidden", "4", "--threads", "1", "--steps"};

int lines(const std::string& text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

TEST_F(Mpi, ModelsAreThoseOfOneProcess) {
  write("curves.csv", curves_csv(20));
  succeed(kTrain + Words{"300", "-o", "one.resketch", "--preset", "published"});
  succeed({"train", "digits-sample", "-o", "image.resketch", "--threads", "1"});
  for (const int count : {2, 4}) {
    succeed_on(count, kTrain + Words{"300", "-o", "shared.resketch", "--preset", "published"});
    EXPECT_TRUE(read("shared.resketch") == read("one.resketch")) << count;
    EXPECT_FALSE(exists("shared.resketch.checkpoint"));
  }
  succeed_on(2, {"train", "digits-sample", "-o", "shared.resketch", "--threads", "1"});
  EXPECT_TRUE(read("shared.resketch") == read("image.resketch"));
}

TEST_F(Mpi, AnswersAreThoseOfOneProcess) {
  train_small();
  write("unseen.csv", curves_csv(5, 40, 10));
  const Words evaluate{"evaluate", "m.resketch", "unseen.csv", "--json", "--baseline", "nn"};
  const Words classify{"classify", "m.resketch", "unseen.csv", "curves.csv", "--json", "--top", "2"};
  Json evaluated = json_of(evaluate);
  const std::string answers = succeed(classify).out;
  const auto without_seconds = [](Json json) {
    json.erase("seconds");
    for (auto& baseline : json["baselines"]) {
      for (const char* name : {"seconds", "training_seconds"}) baseline.erase(name);
    }
    return json;
  };
  for (const int count : {2, 4}) {
    EXPECT_EQ(without_seconds(Json::parse(succeed_on(count, evaluate))), without_seconds(evaluated)) << count;
    EXPECT_EQ(succeed_on(count, classify), answers) << count;
  }
  succeed_on(2, {"classify", "m.resketch", "curves.csv", "--explain", "page.html"});
  EXPECT_TRUE(exists("page.html"));
}

TEST_F(Mpi, TrainingGoesOnWithAnyNumberOfRanksAfterOneIsKilled) {
  write("curves.csv", curves_csv(20));
  succeed(kTrain + Words{"20000", "-o", "whole.resketch"});
  const Words train = kTrain + Words{"20000", "-o", "m.resketch", "--checkpoint-seconds", "0.02"};
  const Words tell_id{"sh", "-c", "echo $$ > id-$OMPI_COMM_WORLD_RANK; exec \"$@\"", "sh"};
  auto running = std::async(std::launch::async, [&] {
    return mpirun(Words{"-n", "2"} + tell_id + Words{RESKETCH_MPI_COMMAND} + train);
  });
  const auto is_running = [&] {
    return running.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready;
  };
  while (!exists("m.resketch.checkpoint/group-0001.safetensors") && is_running()) {
  }
  kill(std::stoi(read("id-1")), SIGKILL);
  EXPECT_NE(running.get().exit_code, 0);
  ASSERT_TRUE(exists("m.resketch.checkpoint"));
  EXPECT_FALSE(exists("m.resketch"));

  succeed_on(4, train + Words{"--resume"});
  EXPECT_TRUE(read("m.resketch") == read("whole.resketch"));
  EXPECT_FALSE(exists("m.resketch.checkpoint"));
}

TEST_F(Mpi, RanksThatWereStartedDifferentlySayHowAndDoNothing) {
  write("curves.csv", curves_csv());
  const Words train = Words{RESKETCH_MPI_COMMAND} + kTrain + Words{"50", "-o", "m.resketch"};
  const struct {
    const char* name;
    Outcome outcome;
  } kCases[] = {
      {"command line", on_two(train, train + Words{"--seed", "7"})},
      {"instruction set", on_two(train, Words{"-x", "RESKETCH_ISA=SCALAR"} + train)},
      {"working folder", on_two(train, Words{"-wdir", "/"} + train)},
  };
  for (const auto& [name, outcome] : kCases) {
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(lines(outcome.err), 2) << outcome.err;  // and where to read on
    EXPECT_NE(outcome.err.find("the ranks disagree about the " + std::string(name) + ": rank 0 has '"),
              std::string::npos)
        << outcome.err;
  }
  EXPECT_EQ(files(), (std::set<std::string>{"curves.csv"}));
}

TEST_F(Mpi, RanksWorkOnTheDataOfTheFirst) {
  const char* data = std::getenv("RESKETCH_DATA");
  if (data == nullptr || !std::filesystem::exists(std::filesystem::path(data) / "character-trajectories"))
    GTEST_SKIP() << "no characters under $RESKETCH_DATA";
  const Words train{RESKETCH_MPI_COMMAND, "train",   "characters", "--classes", "a,b", "-o",
                    "m.resketch",         "--steps", "20"};
  const Outcome outcome = on_two(Words{"-x", "RESKETCH_DATA=" + std::string(data)} + train,
                                 Words{"-x", "RESKETCH_DATA=/nowhere"} + train);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST_F(Mpi, ManyBytesTravelInPieces) {
  train_small();
  // 40 MB, more than twice of what is sent at once.
  std::vector<float> values(20UL * 250'000 * 2);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(std::sin(1e-5 * static_cast<double>(i)));
  const std::string_view bytes(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  write("long.npy", npy("<f4", "(20, 250000, 2)", bytes));
  const Words classify{"classify", "m.resketch", "long.npy", "--no-reject"};
  EXPECT_EQ(succeed_on(2, classify), succeed(classify).out);
}

TEST_F(Mpi, ProblemsOfInputAndUsageAreToldOnce) {
  train_small();
  write("bad.csv", "id,step,x,label\na,0,nan,b\n");
  const struct {
    int code;
    Outcome outcome;
  } kCases[] = {
      {3, on_ranks(2, {"train", "bad.csv", "-o", "x.resketch"})},
      {3, on_ranks(4, {"classify", "m.resketch", "missing.csv"})},
      {1, on_ranks(2, {"classify", "m.resketch", "curves.csv", "--explain", "/"})},
      {2, on_ranks(2, {"evaluate", "m.resketch", "curves.csv", "--limits", "3"})},
  };
  for (const auto& [code, outcome] : kCases) {
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_EQ(lines(outcome.err), code == 2 ? 2 : 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(Mpi, AnErrorOfOneRankEndsAllAtOnceAndNamesTheRank) {
  write("curves.csv", curves_csv(20));
  std::filesystem::create_directory(folder_ / "m.resketch.checkpoint");
  write("m.resketch.checkpoint/group-0001.safetensors", "damaged");
  // Without the error the others would train for hours.
  const Outcome outcome = on_ranks(2, kTrain + Words{"100000000", "-o", "m.resketch", "--resume"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_EQ(lines(outcome.err), 1) << outcome.err;
  EXPECT_NE(outcome.err.find("group-0001.safetensors: "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("(rank 1 on "), std::string::npos) << outcome.err;
  EXPECT_TRUE(exists("m.resketch.checkpoint/group-0000.safetensors"));
}

TEST_F(Mpi, HelpIsPrintedOnceAndNamesMpirun) {
  const std::string help = succeed_on(2, {"train", "--help"});
  const std::string usage = "Usage: mpirun resketch-mpi train ";
  EXPECT_EQ(help.find(usage), help.rfind(usage)) << help;
  EXPECT_NE(help.find("  mpirun resketch-mpi train digits-sample -o "), std::string::npos) << help;
}

}  // namespace
}  // namespace resketch::testing
