// Inverse classification with a conditional GAN: size, learning rate and start of z.
#include <fmt/format.h>

#include "experiments/catalogue.h"
#include "experiments/presentation.h"

namespace resketch {
namespace {

constexpr const char* kSource = "InverseClassification_GANs (Hobbhahn 2019)";
constexpr const char* kBase = "nz25";

struct PublishedRow {
  double setting;
  double accuracy;
};

constexpr PublishedRow kSizes[] = {{10, .663}, {25, .711}, {50, .681}, {100, .675}, {200, .658}};
constexpr PublishedRow kRates[] = {{1, .711}, {.5, .724}, {.1, .647}, {2, .680}};
constexpr PublishedRow kStarts[] = {{1, .721},  {2, .725},  {5, .726},  {10, .728},
                                    {25, .723}, {50, .715}, {100, .701}};

void present_gan(const Measured& measured, Presentation& out) {
  const auto& cells = measured.cells(kBase);
  if (!cells.empty()) {
    auto drawing = cells.front().payload;
    drawing["title"] =
        "Drawn from one z as every class, and what the search redraws: the class it names and its share";
    out.drawings.push_back(std::move(drawing));
  }
  out.notes.emplace_back(
      "Published scale: the published network, 61 epochs on the 60,000 training images, 200 iterations "
      "for each of the 10,000 test images. Default scale: 8 and 4 channels instead of 64 and 32, 125 and "
      "128 units instead of the generator's 1,000 and the discriminator's 1,024; 1 epoch in batches of "
      "16 with learning rate .1 instead of 128 and .01; the first 500 test images. Quick scale: the same "
      "network, learning rate .12, 4 epochs on 2,400 images, 100 test images, 50 iterations.");
  out.notes.emplace_back(
      "As the published code ran, batch normalisation goes on taking its statistics from the batch while "
      "latents are searched, four images at a time in file order: an image's answer depends on its "
      "neighbours. The last table takes the statistics of training instead, so that every image stands "
      "alone.");
  out.notes.emplace_back(
      "Start of z after k: z stays at its random start until iteration k, counted from 0, has passed. "
      "Seed and image decide where z starts. The published step divides by the root alone; here 1e-8 is "
      "added to it.");
}

}  // namespace

Experiment gan_mnist() {
  Experiment out{.name = "gan-mnist",
                 .title = "Inverse classification with a conditional GAN",
                 .shows =
                     "How the size of z, its learning rate and its start decide whether the class vector "
                     "that redraws an image names its class. By chance .1.",
                 .source = kSource};
  out.seeds_at_default = 2;
  out.present = present_gan;

  const auto add_variant = [&](const std::string& name, const GanSetting& setting, Scale least) {
    Variant variant{.name = name, .measure = Measure::kGan, .data = "mnist", .least = least};
    variant.gan = setting;
    out.variants.push_back(variant);
  };
  const auto row = [&](TableSpec& table, const std::string& head, const std::string& variant,
                       double published) {
    TableSpec::Row line{{head}, {}};
    for (const std::string quantity : {"accuracy", "loss"}) {
      const std::string name = fmt::format("{}.{}.{}", table.heads.front(), head, quantity);
      Published known;
      // Where fewer images are redrawn they are others than the published 10,000.
      if (quantity == "accuracy") known = {.value = published, .rounding = 0.0005, .other_items = true};
      out.figures.push_back({name, variant, quantity, known, kSource});
      line.figures.push_back(name);
    }
    table.rows.push_back(line);
  };
  const auto table = [](const std::string& title, const std::string& note, const std::string& head) {
    return TableSpec{
        .title = title, .note = note, .heads = {head}, .columns = {"accuracy", "mean loss"}, .rows = {}};
  };

  TableSpec sizes = table("Size of z", "z as fast as the class vector, from the start.", "nz");
  for (const PublishedRow& published : kSizes) {
    const auto nz = static_cast<int>(published.setting);
    const std::string name = fmt::format("nz{}", nz);
    add_variant(name, {.nz = nz}, name == kBase ? Scale::kQuick : Scale::kDefault);
    row(sizes, std::to_string(nz), name, published.accuracy);
  }
  TableSpec rates = table("Learning rate of z, as a multiple of that of the class vector", "nz 25.", "a");
  for (const PublishedRow& published : kRates) {
    const std::string head = fmt::format("{}", published.setting);
    const std::string name = published.setting == 1 ? kBase : "a" + head;
    if (name != kBase) add_variant(name, {.z_rate = published.setting}, Scale::kDefault);
    row(rates, head, name, published.accuracy);
  }
  TableSpec starts = table("Start of z", "nz 25; z waits until so many iterations have passed.", "after");
  for (const PublishedRow& published : kStarts) {
    const auto after = static_cast<int>(published.setting);
    const std::string name = fmt::format("after{}", after);
    add_variant(name, {.z_after = after}, after == 10 ? Scale::kQuick : Scale::kDefault);
    row(starts, std::to_string(after), name, published.accuracy);
  }
  TableSpec neighbours =
      table("Images that see each other through batch normalisation",
            "nz 25. 4: as published. 1: each alone, with the statistics of training.", "images");
  row(neighbours, "4", kBase, Figure::kNone);
  add_variant("alone", {.together = 0}, Scale::kQuick);
  row(neighbours, "1", "alone", Figure::kNone);
  out.tables = {sizes, rates, starts, neighbours};
  return out;
}

}  // namespace resketch
