#include "experiments/run.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/temporary_folder.h"
#include "experiments/small_experiment.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;
using resketch::testing::TemporaryFolder;

ExperimentOptions options_in(const fs::path& folder) {
  return {.scale = Scale::kQuick, .seeds = {1, 2}, .out = folder, .version = "test", .commit = "none"};
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// Models and cells that a run has finished, with the time of writing; not what it was in the midst of.
std::map<fs::path, fs::file_time_type> finished_files(const fs::path& out) {
  std::map<fs::path, fs::file_time_type> files;
  for (const char* part : {"models", "cells"}) {
    for (const fs::path& file : files_in(out / part)) {
      if (file.extension() == ".json" || file.extension() == ".resketch")
        files[file] = fs::last_write_time(file);
    }
  }
  return files;
}

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

void expect_equal_figures(const ExperimentOutcome& a, const ExperimentOutcome& b) {
  ASSERT_EQ(a.figures.size(), b.figures.size());
  for (std::size_t i = 0; i < a.figures.size(); ++i) {
    EXPECT_EQ(a.figures[i].first, b.figures[i].first);
    EXPECT_EQ(a.figures[i].second.value, b.figures[i].second.value) << a.figures[i].first;
    const double sd = a.figures[i].second.sd;
    EXPECT_TRUE(sd == b.figures[i].second.sd || std::isnan(sd)) << a.figures[i].first;
  }
}

TEST(Run, WritesFiguresBesidePublishedOnesWithDataAndSeeds) {
  const TemporaryFolder folder;
  const auto outcome = run_experiment(small_experiment(), options_in(folder.path())).value();
  EXPECT_EQ(outcome.models, 6);  // three kinds of noise, two seeds: the map and the drawing share them
  EXPECT_EQ(outcome.cells, 11);  // one seed is enough for a drawing
  EXPECT_EQ(outcome.reused, 0);
  const auto result = nlohmann::json::parse(read(folder.path() / "small.json"));
  EXPECT_EQ(result["seeds"], nlohmann::json({1, 2}));
  EXPECT_EQ(result["data"][0]["name"], "digits-sample");
  EXPECT_EQ(result["data"][0]["pool_fingerprint"].get<std::string>().size(), 64U);
  const auto& figure = result["figures"]["accuracy0.100000"];
  EXPECT_GT(figure["value"].get<double>(), 0.3);
  EXPECT_EQ(figure["n"], 2);
  EXPECT_EQ(figure["published"], 0.5);
  EXPECT_EQ(figure["source"], "tests");
  EXPECT_TRUE(figure["differs"].is_boolean());
  EXPECT_TRUE(result["figures"]["nearest"]["published"].is_null());
}

TEST(Run, FiguresAreTheSameForAnyNumberOfThreads) {
  const TemporaryFolder one;
  const TemporaryFolder four;
  ExperimentOptions options = options_in(one.path());
  options.threads = 1;
  const auto a = run_experiment(small_experiment(), options).value();
  options.out = four.path();
  options.threads = 4;
  expect_equal_figures(a, run_experiment(small_experiment(), options).value());
}

TEST(Run, GoesOnAfterAKillWithoutRedoingFinishedCells) {
  const TemporaryFolder broken;
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    (void)run_experiment(small_experiment(), options_in(broken.path()));
    _exit(0);
  }
  // Killed in the midst of it: a model is there, not all cells.
  for (int i = 0; i < 6000 && finished_files(broken.path()).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_FALSE(fs::exists(broken.path() / "small.json"));
  const auto before = finished_files(broken.path());
  ASSERT_GE(before.size(), 1U);
  ExperimentOptions options = options_in(broken.path());
  options.resume = true;
  const auto resumed = run_experiment(small_experiment(), options).value();
  EXPECT_GE(resumed.reused, 1);
  for (const auto& [file, time] : before) EXPECT_EQ(fs::last_write_time(file), time) << file;

  const TemporaryFolder whole;
  expect_equal_figures(run_experiment(small_experiment(), options_in(whole.path())).value(), resumed);
}

TEST(Run, ResumingAFinishedRunMeasuresNothingAgain) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  const auto first = run_experiment(small_experiment(), options).value();
  options.resume = true;
  const auto second = run_experiment(small_experiment(), options).value();
  EXPECT_EQ(second.reused, first.cells);  // models are not even read
  expect_equal_figures(first, second);
}

TEST(Run, ADamagedCellIsNamedAndNothingElseIsLost) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  ASSERT_TRUE(run_experiment(small_experiment(), options).ok());
  options.resume = true;
  const fs::path cell = files_in(folder.path() / "cells").front();
  const std::string good = read(cell);
  const std::string result = read(folder.path() / "small.json");
  auto other = nlohmann::json::parse(good);
  other["key"]["format"] = 0;
  auto no_number = nlohmann::json::parse(good);
  no_number["values"].begin().value()[0] = "much";
  for (const std::string& bad :
       {good.substr(0, good.size() / 2), std::string(), std::string("[]"), other.dump(), no_number.dump()}) {
    write(cell, bad);
    const auto outcome = run_experiment(small_experiment(), options);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code(), ErrorCode::kBadInput);
    EXPECT_EQ(outcome.error().file(), cell.string());
    EXPECT_NE(outcome.error().message().find("remove the file"), std::string::npos);
    EXPECT_EQ(read(folder.path() / "small.json"), result);
  }
  fs::remove(cell);
  EXPECT_EQ(run_experiment(small_experiment(), options).value().reused,
            11);  // 10 cells and the model of the 11th
}

TEST(Run, ADamagedModelIsNamed) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  ASSERT_TRUE(run_experiment(small_experiment(), options).ok());
  fs::remove_all(folder.path() / "cells");
  const fs::path model = files_in(folder.path() / "models").front();
  write(model, read(model).substr(0, 100));
  options.resume = true;
  const auto outcome = run_experiment(small_experiment(), options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::kBadInput);
  EXPECT_EQ(outcome.error().file(), model.string());
}

TEST(Run, AModelUnderAnotherNameIsNotTaken) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  ASSERT_TRUE(run_experiment(small_experiment(), options).ok());
  fs::remove_all(folder.path() / "cells");
  const auto models = files_in(folder.path() / "models");
  fs::copy_file(models[0], models[1], fs::copy_options::overwrite_existing);
  options.resume = true;
  const auto outcome = run_experiment(small_experiment(), options);
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().message().find("another model"), std::string::npos);
}

TEST(Run, StopsWhenAskedToAndKeepsWhatIsFinished) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  options.threads = 1;
  options.progress = [](const Progress& p) { return p.done < 0.5 * p.total; };
  const auto outcome = run_experiment(small_experiment(), options);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code(), ErrorCode::kCancelled);
  EXPECT_GE(files_in(folder.path() / "models").size(), 1U);
  EXPECT_FALSE(fs::exists(folder.path() / "small.json"));
}

TEST(Run, ProgressGrowsToItsTotal) {
  const TemporaryFolder folder;
  ExperimentOptions options = options_in(folder.path());
  options.threads = 1;
  double last = 0;
  double total = 0;
  options.progress = [&](const Progress& p) {
    last = p.done;
    total = p.total;
    return true;
  };
  ASSERT_TRUE(run_experiment(small_experiment(), options).ok());
  EXPECT_EQ(total, 17);
  EXPECT_NEAR(last, total, 1e-6);
}

}  // namespace
}  // namespace resketch
