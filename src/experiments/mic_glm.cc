// Tables 3, 10, 11 and 12: linear models of accuracy by noise.
#include <fmt/format.h>

#include <algorithm>

#include "experiments/catalogue.h"
#include "experiments/mic.h"
#include "experiments/published_glm.h"

namespace resketch {
namespace {

const PrintedGlm& printed(const std::string& table) {
  return *std::ranges::find(printed_glms(), table, &PrintedGlm::table);
}

}  // namespace

void present_glm(const std::string& prefix, const std::string& glm_table, const std::vector<double>& shares,
                 bool exact, Presentation& out) {
  const PrintedGlm& paper = printed(glm_table);
  const auto fit = fit_binomial_glm(noise_design(paper.accuracies, shares));
  if (!fit) {
    out.notes.push_back(fmt::format("Table {}: {}", glm_table.substr(5), fit.error().message()));
    return;
  }
  const auto add = [&](const std::string& what, double value, double published, double rounding) {
    Summary summary{.mean = value, .sd = Figure::kNone, .n = 1};
    const Figure figure =
        make_figure(summary, 0, {.value = published, .rounding = rounding, .exact = exact}, kFirstReport);
    out.figure(prefix + "." + what, figure);
    return prefix + "." + what;
  };
  TableSpec terms{.title = fmt::format("Table {}: linear model of accuracy by noise{}", glm_table.substr(5),
                                       exact ? "" : ", on our accuracies"),
                  .note =
                      "Binomial family, logit link, fitted by iteratively reweighted least squares to nine "
                      "accuracies, each as one trial.",
                  .heads = {""},
                  .columns = {"coef", "std err", "z", "P>|z|", "[0.025", "0.975]"}};
  for (const GlmTerm& term : fit->terms) {
    const auto found = std::ranges::find(paper.terms, term.name, &PrintedTerm::name);
    PrintedTerm nothing{
        "", Figure::kNone, Figure::kNone, Figure::kNone, Figure::kNone, Figure::kNone, Figure::kNone};
    const PrintedTerm& p = found == paper.terms.end() ? nothing : *found;
    terms.rows.push_back({{term.name},
                          {add(term.name + ".coefficient", term.coefficient, p.coefficient, 5e-5),
                           add(term.name + ".standard_error", term.standard_error, p.standard_error, 5e-4),
                           add(term.name + ".z", term.z, p.z, 5e-4), add(term.name + ".p", term.p, p.p, 5e-4),
                           add(term.name + ".low", term.low, p.low, 5e-4),
                           add(term.name + ".high", term.high, p.high, 5e-4)}});
  }
  out.tables.push_back(terms);
  TableSpec whole{
      .title = fmt::format("Table {}: the fit", glm_table.substr(5)),
      .note = fmt::format("{} observations, {} residual degrees of freedom, {} of the model; {} iterations.",
                          fit->observations, fit->residual_df, fit->model_df, fit->iterations),
      .heads = {""},
      .columns = {"log-likelihood", "deviance", "Pearson chi2"}};
  whole.rows.push_back(
      {{""},
       {add("log_likelihood", fit->log_likelihood, paper.log_likelihood, 5e-5),
        add("deviance", fit->deviance, paper.deviance, paper.deviance_rounding),
        add("pearson_chi2", fit->pearson_chi2, paper.pearson_chi2, paper.pearson_rounding)}});
  out.tables.push_back(whole);
}

Experiment mic_glm() {
  return {.name = "mic-glm",
          .title = "Linear models of accuracy by noise, from the published accuracies",
          .shows = "Our fit gives the printed coefficients, errors and intervals to the last digit.",
          .source = "MIC, Tables 3, 10, 11 and 12, from the accuracies of Tables 2, 7, 8 and 9",
          .variants = {},
          .figures = {},
          .tables = {},
          .present = [](const Measured&, Presentation& shown) {
            for (const FirstNoiseTable& table : first_noise_tables()) {
              std::vector<double> shares;
              for (const FirstNoiseRow& row : table.rows) shares.push_back(row.overall);
              present_glm(table.glm, table.glm, shares, true, shown);
            }
            shown.notes.emplace_back(
                "Tables 2 and 8 contradict Table 13 in two rows each; the printed coefficients follow from "
                "Tables 2 and 8.");
          }};
}

}  // namespace resketch
