#include "experiments/glm.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "experiments/published_glm.h"
#include "experiments/published_mic.h"

namespace resketch {
namespace {

GlmFit fit_published(const PrintedGlm& table) {
  for (const FirstNoiseTable& noise : first_noise_tables()) {
    if (noise.table != table.accuracies) continue;
    std::vector<double> shares;
    for (const FirstNoiseRow& row : noise.rows) shares.push_back(row.overall);
    return fit_binomial_glm(noise_design(noise.table, shares)).value();
  }
  throw std::logic_error("no such table");
}

class PublishedGlm : public ::testing::TestWithParam<int> {};

TEST_P(PublishedGlm, EveryPrintedDigitComesOut) {
  const PrintedGlm& table = printed_glms()[GetParam()];
  const GlmFit fit = fit_published(table);
  EXPECT_EQ(fit.observations, 9);
  EXPECT_EQ(fit.residual_df, 4);
  EXPECT_EQ(fit.model_df, 4);
  EXPECT_NEAR(fit.log_likelihood, table.log_likelihood, 5.001e-5);
  EXPECT_NEAR(fit.deviance, table.deviance, table.deviance_rounding * 1.0001);
  EXPECT_NEAR(fit.pearson_chi2, table.pearson_chi2, table.pearson_rounding * 1.0001);
  ASSERT_GE(fit.terms.size(), table.terms.size());
  for (std::size_t i = 0; i < table.terms.size(); ++i) {
    const PrintedTerm& printed = table.terms[i];
    const GlmTerm& term = fit.terms[i];
    SCOPED_TRACE(printed.name);
    EXPECT_EQ(term.name, printed.name);
    EXPECT_NEAR(term.coefficient, printed.coefficient, 5.001e-5);
    EXPECT_NEAR(term.standard_error, printed.standard_error, 5.001e-4);
    EXPECT_NEAR(term.z, printed.z, 5.001e-4);
    EXPECT_NEAR(term.p, printed.p, 5.001e-4);
    EXPECT_NEAR(term.low, printed.low, 5.001e-4);
    EXPECT_NEAR(term.high, printed.high, 5.001e-4);
  }
}

INSTANTIATE_TEST_SUITE_P(Tables, PublishedGlm, ::testing::Range(0, 4),
                         [](const auto& chosen) { return printed_glms()[chosen.param].table; });

TEST(PublishedGlm, TheRowsOfTable13WouldGiveOtherCoefficients) {
  for (const PrintedGlm& table : printed_glms()) {
    if (table.table != "table3" && table.table != "table11") continue;
    std::vector<double> shares;
    for (const FirstNoiseTable& noise : first_noise_tables()) {
      if (noise.table == table.accuracies) {
        for (const FirstNoiseRow& row : noise.rows) shares.push_back(row.accuracy_50_table13);
      }
    }
    const GlmFit fit = fit_binomial_glm(noise_design(table.accuracies, shares)).value();
    EXPECT_GT(std::abs(fit.terms.back().coefficient - table.terms.back().coefficient), 0.005) << table.table;
  }
}

TEST(Glm, OneGroupGivesTheLogitOfItsMean) {
  const GlmFit fit = fit_binomial_glm({{}, {{}, {}, {}, {}}, {0.2, 0.4, 0.6, 0.8}}).value();
  EXPECT_NEAR(fit.terms[0].coefficient, 0, 1e-9);
  EXPECT_NEAR(fit.terms[0].standard_error, 1 / std::sqrt(4 * 0.25), 1e-9);
}

TEST(Glm, TwoGroupsGiveTheDifferenceOfTheirLogits) {
  const GlmFit fit = fit_binomial_glm({{"b"}, {{0}, {0}, {1}, {1}}, {0.3, 0.5, 0.6, 0.8}}).value();
  EXPECT_NEAR(fit.terms[0].coefficient, std::log(0.4 / 0.6), 1e-8);
  EXPECT_NEAR(fit.terms[1].coefficient, std::log(0.7 / 0.3) - std::log(0.4 / 0.6), 1e-8);
}

TEST(Glm, RegressorsThatDependOnEachOtherAreRefused) {
  const auto fit = fit_binomial_glm({{"a", "b"}, {{0, 1}, {1, 0}, {0, 1}, {1, 0}}, {0.3, 0.5, 0.6, 0.8}});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().code(), ErrorCode::kFailed);
}

TEST(Glm, SharesOutsideZeroToOneAndTooFewRowsAreRefused) {
  EXPECT_EQ(fit_binomial_glm({{}, {{}, {}}, {0.5, 1.5}}).error().code(), ErrorCode::kUsage);
  EXPECT_EQ(fit_binomial_glm({{}, {{}, {}}, {0.5, std::nan("")}}).error().code(), ErrorCode::kUsage);
  EXPECT_EQ(fit_binomial_glm({{"a"}, {{1}}, {0.5}}).error().code(), ErrorCode::kUsage);
  EXPECT_EQ(fit_binomial_glm({{"a"}, {{1}, {}}, {0.5, 0.5}}).error().code(), ErrorCode::kUsage);
}

TEST(Glm, SeparatedSharesDoNotSettle) {
  const auto fit = fit_binomial_glm({{"a"}, {{0}, {0}, {1}, {1}}, {0, 0, 1, 1}});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().code(), ErrorCode::kFailed);
}

}  // namespace
}  // namespace resketch
