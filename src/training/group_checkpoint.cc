#include "training/group_checkpoint.h"

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "base/sha256.h"
#include "kernels/isa.h"
#include "model_file/checkpoint.h"

namespace resketch {
namespace {

/// The arrays of a state by name, for saving and for resuming alike.
template <typename State, typename Visit>
void for_each_array(State& state, const Visit& visit) {
  visit("parameters", state.parameters);
  visit("adam.m", state.m);
  visit("adam.v", state.v);
  visit("best.parameters", state.best);
  visit("best.loss", state.best_loss);
  visit("loss.smoothed", state.smoothed);
  visit("loss.tail", state.tail_loss);
  visit("diverged_at", state.diverged_at);
}

}  // namespace

std::string describe_group(const LaneGroup& group, const LstmShape& shape, const TrainingOptions& options) {
  nlohmann::json lanes = nlohmann::json::array();
  for (int l = 0; l < group.lanes_used(); ++l) {
    const LaneTask& task = group.task(l);
    lanes.push_back({{"label", task.exemplars->label},
                     {"number", task.number},
                     {"exemplars_sha256", sha256_hex(std::as_bytes(std::span(task.exemplars->values)))}});
  }
  return nlohmann::json{
      {"instruction_set", current_isa()},
      {"exemplars", shape.inputs},
      {"hidden", shape.hidden},
      {"dims", shape.outputs},
      {"sequence_steps", shape.steps},
      {"steps", options.steps},
      {"learning_rate", options.learning_rate},
      {"schedule", options.schedule == TrainingOptions::Schedule::kCosine ? "cosine" : "constant"},
      {"noise_in", options.noise_in},
      {"noise_out", options.noise_out},
      {"keep_best", options.keep_best},
      {"seed", options.seed},
      {"lanes", lanes}}
      .dump();
}

Result<void> save_group(const LaneGroup& group, const std::string& description,
                        const std::filesystem::path& path) {
  Checkpoint checkpoint{description, {}};
  for_each_array(group.state(), [&](const char* name, const auto& array) {
    checkpoint.tensors[name] = make_tensor(std::span(array.data(), array.size()), {array.size()});
  });
  checkpoint.tensors["step"] = make_tensor(std::span(&group.state().step, 1), {1});
  return save_checkpoint(path, checkpoint);
}

Result<void> resume_group(LaneGroup& group, const std::string& description,
                          const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {};
  auto checkpoint = load_checkpoint(path, description);
  if (!checkpoint) return checkpoint.error();
  LaneGroupState state = group.state();
  std::optional<Error> failure;
  const auto take = [&](const char* name, auto& array) {
    std::vector<typename std::decay_t<decltype(array)>::value_type> values;
    const auto taken = take_tensor(checkpoint->tensors, name, {array.size()}, values);
    if (!taken && !failure) failure = taken.error().in_file(path.string());
    if (taken) std::copy(values.begin(), values.end(), array.begin());
  };
  for_each_array(state, take);
  std::vector<int> step(1);
  take("step", step);
  if (failure) return *failure;
  if (step[0] < 0)
    return Error(ErrorCode::kBadInput, "found step " + std::to_string(step[0]) + "; expected 0 or more",
                 path.string(), "tensor 'step'");
  state.step = step[0];
  group.state() = std::move(state);
  return {};
}

}  // namespace resketch
