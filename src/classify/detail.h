// How finely a model compares items, chosen by what tells its classes apart.
#pragma once

#include "classify/trial.h"
#include "resketch/model.h"

namespace resketch {

/// Learns the style of `model` anew in finer detail where that makes the right classes of the items of
/// `trial` clearly more probable; nothing changes where the generator knows one detail alone.
/// @param trial of `model` as it is, by the same `witnesses`
/// @return the trial of the model as it is left
Result<Trial> choose_detail(Model& model, Trial trial, const Dataset& witnesses,
                            const InferenceOptions& inference, int threads, const Ranks& ranks);

}  // namespace resketch
