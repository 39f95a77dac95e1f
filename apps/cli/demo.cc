// resketch demo: the main job from beginning to end on data that needs no download.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>

#include "base/files.h"
#include "cli/command.h"
#include "cli/demo_strangers.h"
#include "cli/explain_page.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "resketch/training.h"

namespace resketch::cli {
namespace {

constexpr char kExamples[] =
    R"(  resketch demo
  resketch demo --out /tmp/look --threads 1)";

constexpr int kSteps = 10000;
constexpr int kImageSize = 28;

struct Flags {
  std::string folder = "resketch-demo";
  int threads = 0;
  bool json = false;
};

/// Items to classify; `strangers` belong to no class of the model.
struct Group {
  std::string what;
  std::string item;  ///< what one is called
  Dataset items;
  bool strangers = false;
};

struct GroupResult {
  std::string what;
  bool strangers = false;
  int items = 0, right = 0, unknown = 0;
  double seconds = 0;
};

/// One model of the demo.
struct Part {
  std::string name, what;
  Dataset pool;
  Selection selection;
  std::vector<Group> groups;
};

struct PartResult {
  std::string name, what, selection, model_file, page;
  std::size_t classes = 0;
  double training_seconds = 0;
  std::vector<GroupResult> groups;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Result<Dataset> named(const std::string& name, Split split) {
  LoadOptions options;
  options.split = split;
  return load_dataset(name, options);
}

Result<Part> digits_part(const Dataset& letters) {
  auto pool = named("digits-sample", Split::kPool);
  if (!pool) return pool.error();
  auto unseen = named("digits-sample", Split::kTest);
  if (!unseen) return unseen.error();
  Part part{"digits", "handwritten digits (MNIST)", std::move(*pool), Selection::kNearest, {}};
  part.groups.push_back({"unseen digits", "unseen", std::move(*unseen), false});
  part.groups.push_back({"letters", "", letters_as_images(letters, 39, kImageSize), true});
  part.groups.push_back({"noise", "", noise_images(10, kImageSize, 42), true});
  return part;
}

Result<Part> pen_part(const Dataset& letters) {
  auto pool = named("pen", Split::kPool);
  if (!pool) return pool.error();
  const auto half = static_cast<std::ptrdiff_t>(pool->label_names.size() / 2);
  const std::vector<std::string> known(pool->label_names.begin(), pool->label_names.begin() + half);
  const std::vector<std::string> others(pool->label_names.begin() + half, pool->label_names.end());
  auto taught = only_labels(*pool, known);
  if (!taught) return taught.error();
  auto unseen = only_labels(letters, known);
  if (!unseen) return unseen.error();
  auto strangers = only_labels(letters, others);
  if (!strangers) return strangers.error();
  Part part{"pen", "pen strokes (synthetic)", std::move(*taught), Selection::kRandom, {}};
  part.groups.push_back(
      {fmt::format("unseen {}", fmt::join(known, "")), "unseen", std::move(*unseen), false});
  part.groups.push_back(
      {fmt::format("untaught {}", fmt::join(others, "")), "untaught", std::move(*strangers), true});
  return part;
}

/// The first item of every class, then the second of every class, and so on.
std::vector<int> spread_over_classes(const Dataset& data) {
  std::vector<int> seen(data.label_names.size());
  std::vector<std::pair<int, int>> order;  // how many of its class came before, item
  for (int item = 0; item < data.size(); ++item) order.emplace_back(seen[data.labels[item]]++, item);
  std::ranges::stable_sort(order, {}, &std::pair<int, int>::first);
  std::vector<int> items;
  for (const auto& [before, item] : order) items.push_back(item);
  return items;
}

Result<GroupResult> classify_group(const Model& model, const Group& group, const ClassifyOptions& options,
                                   ExplainPage& page) {
  const auto start = std::chrono::steady_clock::now();
  auto decisions = classify(model, group.items, options);
  if (!decisions) return decisions.error();
  GroupResult result{group.what, group.strangers, group.items.size(), 0, 0, seconds_since(start)};
  for (int item = 0; item < group.items.size(); ++item) {
    const int answered = (*decisions)[item].label;
    const int label = group.items.labels[item];
    if (answered == Decision::kUnknown) {
      ++result.unknown;
    } else if (!group.strangers && model.modules[answered].label == group.items.label_names[label]) {
      ++result.right;
    }
  }
  if (group.strangers) result.right = result.unknown;
  int wanted = group.strangers ? 10 : 20;
  for (const int item : spread_over_classes(group.items)) {
    if (wanted-- == 0) break;
    const std::string id =
        group.item.empty() ? group.items.id(item) : group.item + " " + group.items.id(item);
    page.add(id, group.items, item, (*decisions)[item]);
  }
  return result;
}

Result<PartResult> run_part(const Part& part, const Flags& flags) {
  const std::filesystem::path folder = flags.folder;
  PartResult result{part.name,
                    part.what,
                    std::string(to_string(part.selection)),
                    (folder / (part.name + ".resketch")).string(),
                    (folder / (part.name + ".html")).string(),
                    0,
                    0,
                    {}};
  ProgressLine progress;
  TrainOptions training = train_options(Preset::kDefault, part.pool.kind);
  training.training.steps = kSteps;
  training.exemplars.selection = part.selection;
  training.threads = training.exemplars.threads = flags.threads;
  training.progress = progress.callback();
  training.warn = [&](const std::string& text) {
    progress.clear();
    say(text);
  };
  const auto start = std::chrono::steady_clock::now();
  auto model = train(part.pool, training);
  if (!model) return model.error();
  result.training_seconds = seconds_since(start);
  result.classes = model->modules.size();
  if (auto saved = save_model(*model, result.model_file); !saved) return saved.error();

  ClassifyOptions options;
  options.inference = default_inference(training.preset);
  options.keep_reconstructions = true;
  options.threads = flags.threads;
  options.progress = progress.callback();
  ExplainPage page(*model, options);
  page.title = "Why each answer: " + part.what;
  for (const auto& group : part.groups) {
    auto done = classify_group(*model, group, options, page);
    if (!done) return done.error();
    result.groups.push_back(*done);
  }
  const std::string html = build_explain_page(page);
  if (auto written = write_file_atomically(result.page, std::string_view(html)); !written)
    return written.error();
  return result;
}

void print_part(const PartResult& part) {
  print(fmt::format("\n{}: {} classes, 4 examples each ({}), learned in {:.1f} s\n", part.what, part.classes,
                    part.selection, part.training_seconds));
  for (const auto& group : part.groups) {
    const double share = 100.0 * group.right / std::max(1, group.items);
    print(fmt::format("  {}  {:>4} items   {:>3.0f} % {}   {:.2f} ms an item\n", pad(group.what, 21),
                      group.items, share, group.strangers ? "answered \"unknown\"" : "right             ",
                      1000 * group.seconds / std::max(1, group.items)));
  }
}

Json part_json(const PartResult& part) {
  Json groups = Json::array();
  for (const auto& group : part.groups) {
    groups.push_back({{"what", group.what},
                      {"strangers", group.strangers},
                      {"items", group.items},
                      {"right", group.right},
                      {"unknown", group.unknown},
                      {"seconds", group.seconds}});
  }
  return {{"name", part.name}, {"classes", part.classes},  {"training_seconds", part.training_seconds},
          {"groups", groups},  {"model", part.model_file}, {"page", part.page}};
}

Result<void> run(const Flags& flags) {
  const auto start = std::chrono::steady_clock::now();
  std::error_code error;
  std::filesystem::create_directories(flags.folder, error);
  if (error) return Error(ErrorCode::kIo, "the folder cannot be made: " + error.message(), flags.folder);

  auto letters = named("pen", Split::kTest);
  if (!letters) return letters.error();
  auto digits = digits_part(*letters);
  if (!digits) return digits.error();
  auto pen = pen_part(*letters);
  if (!pen) return pen.error();

  std::vector<PartResult> results;
  for (const Part* part : {&*digits, &*pen}) {
    auto result = run_part(*part, flags);
    if (!result) return result.error();
    if (!flags.json) print_part(*result);
    if (auto shown = finish_output(); !shown) return shown;
    results.push_back(std::move(*result));
  }
  const double seconds = seconds_since(start);
  if (flags.json) {
    Json parts = Json::array();
    for (const auto& part : results) parts.push_back(part_json(part));
    print_json({{"parts", parts}, {"seconds", seconds}});
    return {};
  }
  print(fmt::format("\nIn all {:.1f} s. Open these to see why each answer was given:\n", seconds));
  for (const auto& part : results) print(fmt::format("  {}\n", printable(part.page)));
  print(fmt::format("\nNext:\n  resketch classify {} digits-sample --limit 10\n",
                    printable(results[0].model_file)));
  print(fmt::format("  resketch add-class {} pen --label {} -o more.resketch\n",
                    printable(results[1].model_file), pen->groups.back().items.label_names.front()));
  return {};
}

}  // namespace

void add_demo(CLI::App& app, Work& work) {
  auto flags = std::make_shared<Flags>();
  auto* command = add_command(app, "demo",
                              "Trains, classifies and explains on built-in data, in some seconds", kExamples);
  command->add_option("--out", flags->folder, "folder for models and pages")
      ->type_name("DIR")
      ->capture_default_str();
  add_threads_flag(*command, flags->threads);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->callback([flags, &work] { work = [flags] { return run(*flags); }; });
}

}  // namespace resketch::cli
