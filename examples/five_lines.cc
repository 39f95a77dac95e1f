// The main job in five lines: load, choose exemplars, train, classify, save.
//
//   five_lines [DATA [MODEL]]     a named set or a file; without any: pen strokes, made by the library
#include <cstdio>
#include <exception>
#include <string>

#include "resketch/resketch.h"

int main(int argc, char** argv) try {
  using namespace resketch;
  const std::string data = argc > 1 ? argv[1] : "pen";
  const std::string path = argc > 2 ? argv[2] : "five_lines.resketch";

  const Dataset pool = load_dataset(data, {.split = Split::kPool}).value();
  TrainOptions options = train_options(Preset::kDefault, pool.kind);
  options.exemplars = {.per_class = 4, .selection = Selection::kKMeans};
  const Model model = train(pool, options).value();
  save_model(model, path).value();

  const Dataset unseen = load_dataset(data, {.split = Split::kTest}).value();
  const Evaluation result = evaluate(model, unseen, classify(model, unseen).value());
  std::printf("%d classes, %d unseen items: %.1f %% right, %d answered \"unknown\"; the model is %s\n",
              static_cast<int>(model.modules.size()), result.items, 100 * result.accuracy, result.unknown,
              path.c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "five_lines: %s\n", error.what());
  return 1;
}
