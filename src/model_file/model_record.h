// The JSON part of a model file: everything of a model that is not an array, each field once.
//
// A new field of Model, Module or TrainingOptions is one more line here (and a new format version, see
// model_file.h); reading, writing, and what is said of a bad value follow from it.
#pragma once

#include "model_file/model_file.h"
#include "model_file/record.h"

namespace resketch {

template <typename Fields, typename T>
using Described = typename Fields::template Maybe<T>;

/// Room for a shape, or anything else, that a module may have no less than one of.
constexpr Range up_to(int high) {
  return {1, static_cast<double>(high)};
}
inline constexpr Range kAnyReal = {std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max()};
inline constexpr Range kNotNegative = {0, std::numeric_limits<int>::max()};
inline constexpr Range kNotNegativeReal = {0, std::numeric_limits<double>::max()};

template <typename Fields>
void describe(Fields& fields, Described<Fields, LstmShape>& shape) {
  fields("inputs", shape.inputs, up_to(ModelLimits::kInputs));
  fields("hidden", shape.hidden, Range{0, ModelLimits::kHidden});
  fields("outputs", shape.outputs, up_to(ModelLimits::kDims));
  fields("steps", shape.steps, up_to(ModelLimits::kSteps));
}

template <typename Fields>
void describe(Fields& fields, Described<Fields, Module>& module) {
  fields("label", module.label);
  fields.object("shape", [&](Fields& inner) { describe(inner, module.shape); });
  fields("seed", module.seed);
  fields("steps_trained", module.steps_trained, kNotNegative);
  fields("training_loss", module.training_loss, kNotNegativeReal);
}

template <typename Fields>
void describe(Fields& fields, Described<Fields, Preprocessing>& preprocessing) {
  fields.choice("kind", preprocessing.kind,
                EnumNames<DataKind>{{DataKind::kSeries, "series"},
                                    {DataKind::kPenVelocity, "pen_velocity"},
                                    {DataKind::kImage, "image"}});
  fields("input_dims", preprocessing.input_dims, up_to(ModelLimits::kDims));
  fields("steps", preprocessing.steps, up_to(ModelLimits::kSteps));
  fields("dims", preprocessing.dims, up_to(ModelLimits::kDims));
  fields("by_hand", preprocessing.by_hand);
}

template <typename Fields>
void describe(Fields& fields, Described<Fields, TrainingOptions>& training) {
  using Schedule = TrainingOptions::Schedule;
  fields("hidden", training.hidden, kNotNegative);
  fields("steps", training.steps, kNotNegative);
  fields("learning_rate", training.learning_rate, kNotNegativeReal);
  fields.choice("schedule", training.schedule,
                EnumNames<Schedule>{{Schedule::kConstant, "constant"}, {Schedule::kCosine, "cosine"}});
  fields("noise_in", training.noise_in, kNotNegativeReal);
  fields("noise_out", training.noise_out, kNotNegativeReal);
  fields("keep_best", training.keep_best);
  fields("seed", training.seed);
}

template <typename Fields>
void describe(Fields& fields, Described<Fields, Calibration>& calibration) {
  fields("temperature", calibration.temperature, kNotNegativeReal);
  fields("confidence_mean", calibration.confidence_mean, kAnyReal);
  fields("confidence_sd", calibration.confidence_sd, kNotNegativeReal);
}

template <typename Fields>
void describe(Fields& fields, Described<Fields, Model>& model) {
  fields("preset", model.preset);
  fields("data_name", model.data_name);
  fields("data_fingerprint", model.data_fingerprint);
  fields.choice("generator", model.generator,
                EnumNames<GeneratorKind>{{GeneratorKind::kLstm, "lstm"},
                                         {GeneratorKind::kStroke, "stroke"},
                                         {GeneratorKind::kSeries, "series"},
                                         {GeneratorKind::kImage, "image"}});
  fields.object("preprocessing", [&](Fields& inner) { describe(inner, model.preprocessing); });
  fields.object("training", [&](Fields& inner) { describe(inner, model.training); });
  fields.object("calibration", [&](Fields& inner) { describe(inner, model.calibration); });
  fields("selection", model.selection);
  fields("rejection_keep", model.rejection_keep, Range{0, 1});
  fields.list("modules", model.modules, ModelLimits::kModules,
              [](Fields& inner, Described<Fields, Module>& module) { describe(inner, module); });
}

}  // namespace resketch
