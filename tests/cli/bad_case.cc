#include "cli/bad_case.h"

namespace resketch::testing {

void BadInputTest::check() {
  const BadCase& bad = GetParam();
  train_small();
  if (bad.prepare) bad.prepare(*this);
  const auto before = files();
  const std::string model = read("m.resketch");
  const Outcome outcome = resketch(bad.arguments);
  EXPECT_EQ(outcome.exit_code, bad.exit_code) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.err.rfind("resketch: ", 0), 0U) << outcome.err;
  for (const auto& part : bad.message) {
    EXPECT_NE(outcome.err.find(part), std::string::npos)
        << "expected: " << part << "\nfound: " << outcome.err;
  }
  EXPECT_EQ(files(), before) << "something was left behind";
  EXPECT_TRUE(read("m.resketch") == model);
  if (bad.exit_code == 2) {
    EXPECT_NE(outcome.err.find("--help'."), std::string::npos) << outcome.err;
  }
}

std::function<void(BadInput&)> with_file(const std::string& name, const std::string& bytes) {
  return [=](BadInput& here) { here.write(name, bytes); };
}

}  // namespace resketch::testing
