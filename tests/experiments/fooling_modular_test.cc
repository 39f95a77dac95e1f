// Attacks on modules: that they work, and what counts as a success.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"
#include "base/temporary_folder.h"
#include "experiments/run.h"
#include "measures/digit_distance.h"
#include "measures/image_attack.h"
#include "resketch/training.h"

namespace resketch {
namespace {

using resketch::testing::TemporaryFolder;

/// Modules of the digits that are part of the program.
class Attack : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    pool_ = new Dataset(load_dataset("digits-sample", {.split = Split::kPool}).value());
    test_ = new Dataset(load_dataset("digits-sample", {.split = Split::kTest}).value());
    TrainOptions options = train_options(Preset::kDefault, pool_->kind);
    options.exemplars.per_class = 2;
    modules_ = new ImageEvidence(ImageEvidence::make(train(*pool_, options).value()).value());
  }

  static std::vector<float> item(int n) {
    const auto values = (*test_)[n].values;
    return {values.begin(), values.end()};
  }

  static Dataset* pool_;
  static Dataset* test_;
  static ImageEvidence* modules_;
};
Dataset* Attack::pool_ = nullptr;
Dataset* Attack::test_ = nullptr;
ImageEvidence* Attack::modules_ = nullptr;

TEST_F(Attack, AnAscentMakesTheClassThatIsAskedForTheBest) {
  int reached = 0;
  for (int n = 0; n < 10; ++n) {
    const int wanted = (test_->labels[n] + 1) % 10;
    int seen = 0;
    AttackedImage last;
    ascend(*modules_, item(n), wanted, 20, .1, [&](const AttackedImage& image) {
      ++seen;
      last = image;
      for (const float pixel : image.pixels) EXPECT_TRUE(pixel >= 0 && pixel <= 1);
      return image.best != wanted;
    });
    EXPECT_LE(seen, 21);
    reached += last.best == wanted ? 1 : 0;
  }
  EXPECT_GE(reached, 8);
}

TEST_F(Attack, APerturbationStaysInItsBallAndRaisesConfidenceInAWrongClass) {
  for (const Ball& ball : {Ball{Ball::Norm::kLinf, .1}, Ball{Ball::Norm::kL2, .5}}) {
    const auto start = item(3);
    std::vector<double> confidences;
    perturb(*modules_, start, test_->labels[3], ball, 8, ball.radius / 4, [&](const AttackedImage& image) {
      double squares = 0;
      double most = 0;
      for (std::size_t p = 0; p < start.size(); ++p) {
        const double change = std::abs(image.pixels[p] - start[p]);
        squares += change * change;
        most = std::max(most, change);
      }
      EXPECT_LE(ball.norm == Ball::Norm::kLinf ? most : std::sqrt(squares), ball.radius + 1e-5);
      confidences.push_back(image.confidence);
      return true;
    });
    ASSERT_EQ(confidences.size(), 9U);
    EXPECT_GT(*std::ranges::max_element(confidences), confidences.front());
  }
}

TEST_F(Attack, DigitsLookLikeTheirClassAndNoiseDoesNot) {
  const DigitDistance distance(*pool_, *test_, 0);
  RandomStream random(1);
  std::vector<float> noise(item(0).size());
  for (float& pixel : noise) pixel = static_cast<float>(random.below(2));
  for (int label = 0; label < 10; ++label) EXPECT_TRUE(distance.unlike(noise, label));
  int beyond = 0;
  for (int n = 0; n < test_->size(); ++n) beyond += distance.unlike(item(n), test_->labels[n]) ? 1 : 0;
  EXPECT_LE(beyond, test_->size() / 100);
  EXPECT_FALSE(distance.unlike((*pool_)[0].values, pool_->labels[0]));
}

TEST(FoolingModular, AtQuickScaleTheAttackRaisesConfidenceAndCountsWhatItSays) {
  bool present = false;
  for (const NamedSet& set : named_sets()) present |= set.name == "mnist" && set.present;
  if (!present) GTEST_SKIP() << "needs the data set mnist";
  const TemporaryFolder folder;
  const auto outcome = run_experiment("fooling-modular", {.scale = Scale::kQuick, .out = folder.path()});
  ASSERT_TRUE(outcome) << outcome.error().what();
  std::map<std::string, Figure> figures(outcome->figures.begin(), outcome->figures.end());
  EXPECT_EQ(figures["fooled"].items, 30);
  for (const std::string start : {"", "noise.", "blank.", "other_classes."}) {
    EXPECT_GT(figures[start + "confidence_after"].value, figures[start + "confidence_before"].value + 3);
    EXPECT_GE(figures[start + "fooled"].value, .9) << "an attack that does not work says nothing";
    EXPECT_LE(figures[start + "fooled_not_a_digit"].value, figures[start + "fooled"].value);
    EXPECT_LE(figures[start + "fooled_not_a_digit_at_90"].value, figures[start + "fooled_not_a_digit"].value);
  }
  EXPECT_GT(figures["pgd_linf.mistaken"].value, figures["unperturbed.mistaken"].value);
  EXPECT_GE(figures["kept"].value, .9);
}

}  // namespace
}  // namespace resketch
