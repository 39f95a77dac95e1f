// Tables of bad input: what is wrong, how the command is called, and what it must answer.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/command_test.h"

namespace resketch::testing {

/// Where a case's files are made: m.resketch (classes a, b, c of curves.csv) and curves.csv are there
/// already.
class BadInput : public CommandTest {
 public:
  using CommandTest::folder_;
  using CommandTest::options_;
  using CommandTest::read;
  using CommandTest::train_small;
  using CommandTest::write;
};

struct BadCase {
  std::string name;
  std::function<void(BadInput&)> prepare;
  std::vector<std::string> arguments;
  int exit_code = 3;
  std::vector<std::string> message;  ///< parts that stderr must hold
};

inline void PrintTo(const BadCase& bad, std::ostream* out) {
  *out << bad.name;
}

class BadInputTest : public BadInput, public ::testing::WithParamInterface<BadCase> {
 protected:
  void check();
};

/// A case that only writes one file.
std::function<void(BadInput&)> with_file(const std::string& name, const std::string& bytes);

inline std::string name_of(const ::testing::TestParamInfo<BadCase>& info) {
  return info.param.name;
}

}  // namespace resketch::testing
