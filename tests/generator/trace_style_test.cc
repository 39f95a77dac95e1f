#include "generator/trace_style.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <limits>

#include "synthetic_series.h"

namespace resketch {
namespace {

using testing::HasSubstr;

bool is_covariance(const Eigen::MatrixXd& matrix) {
  return matrix.allFinite() && (matrix - matrix.transpose()).norm() <= 1e-9 * matrix.norm() &&
         matrix.llt().info() == Eigen::Success;
}

Model learned_model() {
  Model model = synthetic_model(3, 3);
  learn_trace_style(model).value();
  return model;
}

TEST(TraceStyle, IsTheSameAfterStoring) {
  const Model model = learned_model();
  const TraceStyle style = stored_style(model).value();
  Model copy = model;
  store_style(style, copy);
  EXPECT_EQ(copy.style, model.style);
}

TEST(TraceStyle, MeasuresVariationWithinClassesNotBetweenThem) {
  Model alike = synthetic_model(6, 4);
  learn_trace_style(alike).value();
  Model mixed = empty_stroke_model();  // "classes" of strokes that have nothing in common
  for (int c = 0; c < 6; ++c) {
    std::vector<std::vector<float>> exemplars;
    for (int k = 0; k < 4; ++k) exemplars.push_back(draw_synthetic(4 * c + k, 0));
    mixed.modules.push_back(module_of("mixed " + std::to_string(c), exemplars));
  }
  learn_trace_style(mixed).value();
  EXPECT_LT(4 * stored_style(alike)->covariance.trace(), stored_style(mixed)->covariance.trace());
}

TEST(TraceStyle, IsACovarianceWhateverTheExemplars) {
  const auto drawing = draw_synthetic(1, 0);
  const std::vector<float> still(drawing.size(), .25F);
  const std::vector<std::vector<std::vector<std::vector<float>>>> models = {
      {{drawing}},                               // one class, one exemplar
      {{drawing, drawing, drawing}},             // all the same
      {{drawing, drawing}, {drawing, drawing}},  // two classes that are the same
      {{still}},                                 // nothing moves
      {{still, still}, {still}},
      {{drawing}, {still}},
      {{drawing}, {draw_synthetic(2, 0), draw_synthetic(2, 1), draw_synthetic(2, 2)}},
  };
  for (const auto& classes : models) {
    Model model = empty_stroke_model();
    for (const auto& exemplars : classes) model.modules.push_back(module_of("c", exemplars));
    ASSERT_TRUE(learn_trace_style(model).ok());
    const auto style = stored_style(model);
    ASSERT_TRUE(style.ok()) << style.error().what();
    EXPECT_TRUE(is_covariance(style->covariance));
  }
}

TEST(TraceStyle, InFineDetailIsTheSameAfterStoring) {
  Model model = synthetic_model(3, 3);
  learn_trace_style(model, Detail::kFine).value();
  EXPECT_EQ(style_detail(model), Detail::kFine);
  const TraceStyle style = stored_style(model).value();
  EXPECT_TRUE(is_covariance(style.covariance));
  EXPECT_GT(style.covariance.rows(), stored_style(learned_model())->covariance.rows());
  Model copy = model;
  store_style(style, copy);
  EXPECT_EQ(copy.style, model.style);
}

TEST(TraceStyle, OfSeriesIsTheSameAfterStoringAndKnowsNoPose) {
  Model model = synthetic_series_model(3, 4, 3);
  learn_trace_style(model).value();
  EXPECT_EQ(model.style.count("pose"), 0U);
  const TraceStyle style = stored_style(model).value();
  EXPECT_TRUE(is_covariance(style.covariance));
  Model copy = model;
  store_style(style, copy);
  EXPECT_EQ(copy.style, model.style);
}

TEST(TraceStyle, IsRefusedWithoutOneOfItsArrays) {
  for (const char* name : {"units", "covariance", "pose"}) {
    Model model = learned_model();
    model.style.erase(name);
    const auto generator = make_trace_generator(model);
    ASSERT_FALSE(generator.ok());
    EXPECT_EQ(generator.error().code(), ErrorCode::kBadInput);
    EXPECT_THAT(generator.error().what(), HasSubstr("style array '" + std::string(name) + "' is missing"));
  }
}

TEST(TraceStyle, IsRefusedWithAnArrayOfTheWrongLength) {
  for (const char* name : {"units", "covariance", "pose"}) {
    Model model = learned_model();
    auto& values = model.style[name];
    const std::size_t expected = values.size();
    values.push_back(1);
    const auto generator = make_trace_generator(model);
    ASSERT_FALSE(generator.ok());
    EXPECT_EQ(generator.error().code(), ErrorCode::kBadInput);
    EXPECT_THAT(generator.error().what(),
                HasSubstr("style array '" + std::string(name) + "' has " + std::to_string(expected + 1) +
                          " values; this generator expects " + std::to_string(expected)));
  }
}

TEST(TraceStyle, IsRefusedWithValuesThatMakeNoDistribution) {
  const auto refused = [](const char* name, std::size_t at, float value) {
    Model model = learned_model();
    model.style[name][at] = value;
    const auto generator = make_trace_generator(model);
    return !generator.ok() && generator.error().code() == ErrorCode::kBadInput;
  };
  EXPECT_TRUE(refused("covariance", 0, std::numeric_limits<float>::quiet_NaN()));
  EXPECT_TRUE(refused("covariance", 0, -1));    // no variance is negative
  EXPECT_TRUE(refused("covariance", 1, 1e3F));  // not symmetric
  EXPECT_TRUE(refused("pose", 0, 0));
  EXPECT_TRUE(refused("units", 2, 0));
  EXPECT_TRUE(refused("units", 0, std::numeric_limits<float>::infinity()));
}

}  // namespace
}  // namespace resketch
