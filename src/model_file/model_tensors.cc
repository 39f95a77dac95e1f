#include "model_file/model_tensors.h"

#include <fmt/format.h>

#include <span>

#include "base/quote.h"

namespace resketch {
namespace {

/// Values that all tensors of one array have together.
std::size_t length_of(std::vector<float> Module::*array, const LstmShape& shape) {
  std::size_t length = 0;
  for (const ModuleTensor& row : kModuleTensors) {
    if (row.array == array && is_present(row, shape)) length += *element_count(shape_of(row, shape));
  }
  return length;
}

/// Cuts a module's arrays into tensors.
Result<void> add_module_tensors(const Module& module, std::size_t index, TensorMap& tensors) {
  std::vector<float> Module::*array = nullptr;
  std::span<const float> left;
  for (const ModuleTensor& row : kModuleTensors) {
    if (row.array != array) {
      array = row.array;
      left = module.*array;
      if (const std::size_t expected = length_of(array, module.shape); left.size() != expected) {
        return Error(ErrorCode::kBadInput, fmt::format("has {} values, expected {}", left.size(), expected),
                     {}, fmt::format("array of tensor {}", in_quotes(tensor_name(index, row))));
      }
    }
    if (!is_present(row, module.shape)) continue;
    TensorShape shape = shape_of(row, module.shape);
    const std::size_t count = *element_count(shape);
    tensors.emplace(tensor_name(index, row), make_tensor(left.first(count), std::move(shape)));
    left = left.subspan(count);
  }
  return {};
}

bool has_standardisation(const Preprocessing& preprocessing) {
  return preprocessing.kind != DataKind::kImage;
}

}  // namespace

std::string tensor_name(std::size_t module, const ModuleTensor& tensor) {
  return fmt::format("modules.{:05}.{}", module, tensor.name);
}

std::string style_name(std::string_view name) {
  return fmt::format("style.{}", name);
}

TensorShape shape_of(const ModuleTensor& tensor, const LstmShape& shape) {
  return tensor.shape(static_cast<std::uint64_t>(shape.inputs), static_cast<std::uint64_t>(shape.hidden),
                      static_cast<std::uint64_t>(shape.outputs), static_cast<std::uint64_t>(shape.steps));
}

Result<TensorMap> tensors_of(const Model& model) {
  TensorMap tensors;
  for (std::size_t i = 0; i < model.modules.size(); ++i) {
    if (auto added = add_module_tensors(model.modules[i], i, tensors); !added) return added.error();
  }
  if (has_standardisation(model.preprocessing)) {
    for (const PreprocessingTensor& row : kPreprocessingTensors) {
      const std::vector<float>& values = model.preprocessing.*row.array;
      tensors.emplace(row.name, make_tensor(std::span<const float>(values), {values.size()}));
    }
  }
  for (const auto& [name, values] : model.style) {
    tensors.emplace(style_name(name), make_tensor(std::span<const float>(values), {values.size()}));
  }
  return tensors;
}

Result<void> take_tensors(TensorMap tensors, Model& model) {
  for (std::size_t i = 0; i < model.modules.size(); ++i) {
    Module& module = model.modules[i];
    for (const ModuleTensor& row : kModuleTensors) {
      if (!is_present(row, module.shape)) continue;
      const TensorShape shape = shape_of(row, module.shape);
      if (auto took = take_tensor(tensors, tensor_name(i, row), shape, module.*row.array); !took) return took;
    }
  }
  if (has_standardisation(model.preprocessing)) {
    const TensorShape shape = {static_cast<std::uint64_t>(model.preprocessing.dims)};
    for (const PreprocessingTensor& row : kPreprocessingTensors) {
      const std::string name(row.name);
      if (auto took = take_tensor(tensors, name, shape, model.preprocessing.*row.array); !took) return took;
    }
  }
  // Which names there must be, and how long, is the generator's to say (see check_model).
  const std::string prefix = style_name("");
  while (!tensors.empty() && tensors.lower_bound(prefix) != tensors.end() &&
         tensors.lower_bound(prefix)->first.starts_with(prefix)) {
    const std::string name = tensors.lower_bound(prefix)->first;
    std::vector<float>& values = model.style[name.substr(prefix.size())];
    const TensorShape shape = {tensors.at(name).shape.empty() ? 0 : tensors.at(name).shape.front()};
    if (auto took = take_tensor(tensors, name, shape, values); !took) return took;
  }
  if (!tensors.empty()) {
    return Error(ErrorCode::kBadInput,
                 fmt::format("is not part of a model of {} modules", model.modules.size()), {},
                 "tensor " + in_quotes(tensors.begin()->first));
  }
  return {};
}

}  // namespace resketch
