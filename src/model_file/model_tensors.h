// Which tensors a model file has, as a table: a new tensor of a module is one more row.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "model_file/safetensors.h"
#include "resketch/model.h"

namespace resketch {

/// One tensor of a module: a piece of one of the module's arrays, whose pieces follow each other as the rows
/// do.
struct ModuleTensor {
  std::string_view name;
  std::vector<float> Module::*array;
  TensorShape (*shape)(std::uint64_t k, std::uint64_t h, std::uint64_t d, std::uint64_t t);
};

/// Names and shapes of the first six are those of PyTorch's nn.LSTM `lstm` and nn.Linear `out`, so that their
/// state loads there; their order is that of LstmLayout.
inline constexpr std::array<ModuleTensor, 7> kModuleTensors = {{
    {"lstm.weight_ih_l0", &Module::parameters,
     [](auto k, auto h, auto, auto) {
       return TensorShape{4 * h, k};
     }},
    {"lstm.weight_hh_l0", &Module::parameters,
     [](auto, auto h, auto, auto) {
       return TensorShape{4 * h, h};
     }},
    {"lstm.bias_ih_l0", &Module::parameters, [](auto, auto h, auto, auto) { return TensorShape{4 * h}; }},
    {"lstm.bias_hh_l0", &Module::parameters, [](auto, auto h, auto, auto) { return TensorShape{4 * h}; }},
    {"out.weight", &Module::parameters,
     [](auto, auto h, auto d, auto) {
       return TensorShape{d, h};
     }},
    {"out.bias", &Module::parameters, [](auto, auto, auto d, auto) { return TensorShape{d}; }},
    {"exemplars", &Module::exemplars,
     [](auto k, auto, auto d, auto t) {
       return TensorShape{k, t, d};
     }},
}};

/// A module has the LSTM's tensors only if it has hidden units.
inline bool is_present(const ModuleTensor& tensor, const LstmShape& shape) {
  return tensor.array != &Module::parameters || shape.hidden > 0;
}

/// "style.covariance": what all modules share, [length] each.
std::string style_name(std::string_view name);

/// Tensors of the preprocessing: both [D], or neither where nothing is standardised (images).
struct PreprocessingTensor {
  std::string_view name;
  std::vector<float> Preprocessing::*array;
};
inline constexpr std::array<PreprocessingTensor, 2> kPreprocessingTensors = {{
    {"preprocessing.mean", &Preprocessing::mean},
    {"preprocessing.sd", &Preprocessing::sd},
}};

/// "modules.00003.out.bias": padded, so that order by name is order by number.
std::string tensor_name(std::size_t module, const ModuleTensor& tensor);

TensorShape shape_of(const ModuleTensor& tensor, const LstmShape& shape);

/// The shapes must be within ModelLimits. @errors kBadInput if an array's length is not that of its shapes
Result<TensorMap> tensors_of(const Model& model);

/// Fills the arrays of `model`, whose shapes are known, and leaves no tensor unread.
/// @errors kBadInput naming the tensor that is missing, unknown or of another type or shape
Result<void> take_tensors(TensorMap tensors, Model& model);

}  // namespace resketch
