// How finely a model compares items, chosen by what tells its classes apart.
#pragma once

#include <functional>

#include "classify/trial.h"
#include "resketch/model.h"

namespace resketch {

/// Tries a model, or what stands for it, on items that it was not made of: always the same ones.
using TryOut = std::function<Result<Trial>(const Model&)>;

/// Learns the style of `model` anew in finer detail where that makes the right classes of the items clearly
/// more probable; nothing changes where the generator knows one detail alone.
/// @return the trial of the model as it is left
Result<Trial> choose_detail(Model& model, const TryOut& try_out);

}  // namespace resketch
