// A decision on its way between ranks.
#pragma once

#include "base/pack.h"
#include "resketch/classify.h"

namespace resketch {

template <typename Archive, MaybeConst<PoseAndWarp> T>
void visit(Archive& archive, T& moved) {
  auto& [exemplar, width, height, slant, turn, right, up, bend, warp] = moved;
  archive(exemplar, width, height, slant, turn, right, up, bend, warp);
}

template <typename Archive, MaybeConst<Reconstruction> T>
void visit(Archive& archive, T& made) {
  auto& [latent, values, loss, pose_and_warp] = made;
  archive(latent, values, loss, pose_and_warp);
}

template <typename Archive, MaybeConst<Decision> T>
void visit(Archive& archive, T& decision) {
  auto& [label, best, runner_up, probability, margin, confidence, threshold, evidence, losses,
         reconstructions] = decision;
  archive(label, best, runner_up, probability, margin, confidence, threshold, evidence, losses,
          reconstructions);
}

}  // namespace resketch
