// What makes a model sound, whichever side of a file it is on.
#include <fmt/format.h>

#include <cmath>
#include <set>
#include <span>
#include <utility>

#include "base/quote.h"
#include "model_file/model_file.h"
#include "model_file/model_record.h"
#include "model_file/model_tensors.h"

namespace resketch {
namespace {

Error bad(std::string position, std::string message) {
  return {ErrorCode::kBadInput, std::move(message), {}, std::move(position)};
}

std::string place(std::size_t module, const Module& m) {
  return fmt::format("modules[{}] {}", module, in_quotes(m.label));
}

/// Every field within its range: writes the record and reads it back, so that the ranges stand in one place.
Result<void> check_record(const Model& model) {
  RecordWriter writer;
  describe(writer, model);
  const nlohmann::ordered_json record = writer.take();
  Model copy;
  RecordReader reader(record, "");
  describe(reader, copy);
  return reader.finish();
}

Result<void> check_finite(std::span<const float> values, const std::string& tensor) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      return bad("tensor " + in_quotes(tensor),
                 fmt::format("value {} is {}, expected a finite number", i, values[i]));
    }
  }
  return {};
}

/// The arrays have their shapes' lengths already.
Result<void> check_values(const Model& model) {
  for (std::size_t i = 0; i < model.modules.size(); ++i) {
    const std::vector<float> Module::*array = nullptr;
    std::size_t used = 0;
    for (const ModuleTensor& row : kModuleTensors) {
      if (row.array != array) used = 0;
      array = row.array;
      if (!is_present(row, model.modules[i].shape)) continue;
      const std::size_t count = *element_count(shape_of(row, model.modules[i].shape));
      const auto values = std::span(model.modules[i].*array).subspan(used, count);
      if (auto finite = check_finite(values, tensor_name(i, row)); !finite) return finite;
      used += count;
    }
  }
  for (const auto& [name, values] : model.style) {
    if (auto finite = check_finite(values, style_name(name)); !finite) return finite;
  }
  for (const PreprocessingTensor& row : kPreprocessingTensors) {
    if (auto finite = check_finite(model.preprocessing.*row.array, std::string(row.name)); !finite)
      return finite;
  }
  for (std::size_t i = 0; i < model.preprocessing.sd.size(); ++i) {
    if (!(model.preprocessing.sd[i] > 0)) {
      return bad("tensor 'preprocessing.sd'",
                 fmt::format("value {} is {}, expected a number above 0", i, model.preprocessing.sd[i]));
    }
  }
  return {};
}

Result<void> check_preprocessing(const Preprocessing& p) {
  const bool pen = p.kind == DataKind::kPenVelocity;
  if (pen && (p.dims != 2 || p.input_dims < 2)) {
    return bad("preprocessing",
               fmt::format("pen velocities of {} dims become {}, expected 2 or more to become 2",
                           p.input_dims, p.dims));
  }
  if (!pen && p.dims != p.input_dims) {
    return bad("preprocessing", fmt::format("{} dims become {}, expected as many", p.input_dims, p.dims));
  }
  if (p.by_hand && !pen) return bad("preprocessing", "is by hand, which only pen velocities are");
  const auto expected = p.kind == DataKind::kImage ? std::size_t{0} : static_cast<std::size_t>(p.dims);
  if (p.mean.size() != expected || p.sd.size() != expected) {
    return bad("preprocessing", fmt::format("has {} means and {} standard deviations, expected {} each",
                                            p.mean.size(), p.sd.size(), expected));
  }
  return {};
}

/// Only images have two directions to bend in, and only they may be drawn by what bends in two.
Result<void> check_generator(const Model& model) {
  const bool of_images = model.generator == GeneratorKind::kImage;
  const bool images = model.preprocessing.kind == DataKind::kImage;
  if (model.generator == GeneratorKind::kLstm || of_images == images) return {};
  return bad("generator", fmt::format("is '{}', which does not draw what preprocessing.kind says",
                                      to_string(model.generator)));
}

Result<void> check_labels_and_shapes(const Model& model) {
  std::set<std::string_view> labels;
  for (std::size_t i = 0; i < model.modules.size(); ++i) {
    const Module& module = model.modules[i];
    if (module.label.empty()) return bad(place(i, module), "label is empty");
    if (!labels.insert(module.label).second) return bad(place(i, module), "label appears twice");
    if ((module.shape.hidden > 0) != (model.generator == GeneratorKind::kLstm)) {
      return bad(place(i, module), fmt::format("has {} hidden units, which does not fit the generator '{}'",
                                               module.shape.hidden, to_string(model.generator)));
    }
    if (module.shape.steps != model.preprocessing.steps) {
      return bad(place(i, module), fmt::format("draws {} steps, expected the preprocessing's {}",
                                               module.shape.steps, model.preprocessing.steps));
    }
    if (module.shape.outputs != model.preprocessing.dims) {
      return bad(place(i, module), fmt::format("draws {} dims, expected the preprocessing's {}",
                                               module.shape.outputs, model.preprocessing.dims));
    }
  }
  return {};
}

}  // namespace

Result<void> check_content(const Model& model) {
  if (auto fits = check_labels_and_shapes(model); !fits) return fits;
  if (auto fits = check_preprocessing(model.preprocessing); !fits) return fits;
  if (auto fits = check_generator(model); !fits) return fits;
  return check_values(model);
}

Result<void> check_model(const Model& model) {
  if (auto fits = check_record(model); !fits) return fits;
  if (const auto tensors = tensors_of(model); !tensors) return tensors.error();
  return check_content(model);
}

}  // namespace resketch
