// What the module that holds libtorch offers to the program that loads it.
#pragma once

#include "vision/gan.h"
#include "vision/network.h"

namespace resketch {

using TrainNetworkFn = Result<std::unique_ptr<TrainedNetwork>>(const NetworkSpec& spec,
                                                               const NetworkInputs& inputs,
                                                               const NetworkTraining& training);

using TrainGanFn = Result<std::unique_ptr<TrainedGan>>(const GanSpec& spec, const NetworkInputs& inputs,
                                                       const NetworkTraining& training);

struct VisionModule {
  TrainNetworkFn* train = nullptr;
  TrainGanFn* train_gan = nullptr;
};

/// Raised with every change of network.h and gan.h: an old module is refused, not misread.
inline constexpr int kVisionModuleVersion = 6;

}  // namespace resketch

/// The module's one symbol. @returns nullptr if the program wants another version
extern "C" const resketch::VisionModule* resketch_vision_module(int version);
