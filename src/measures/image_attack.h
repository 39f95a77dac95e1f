// Attacks on the modules of a model of images: their confidence ascended by its gradient through the
// inference.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "generator/image_evidence.h"

namespace resketch {

/// What the modules say of an image under attack.
struct AttackedImage {
  std::vector<float> pixels;  ///< [T, D], 0..1
  int best = 0;               ///< the class of the largest evidence
  double confidence = 0;      ///< in the class that is asked for
};

/// Told every image on the way, the first one included. @returns whether to go on
using AttackWatch = std::function<bool(const AttackedImage&)>;

/// Raises the confidence in class `wanted` by Adam on the pixels.
void ascend(const ImageEvidence& modules, std::vector<float> start, int wanted, int steps, double rate,
            const AttackWatch& watch);

/// How far a perturbation may lead from where it starts.
struct Ball {
  enum class Norm { kLinf, kL2 } norm = Norm::kLinf;
  double radius = 0.1;
};

/// Raises the confidence in the best of the classes but `truth`, within a ball around the start: `steps`
/// equal steps of `length` along the gradient (L2) or its sign (Linf), each followed by the way back into the
/// ball. One step of the radius is the fast gradient sign method (Goodfellow et al. 2015), several smaller
/// ones are projected gradient descent (Madry et al. 2018). The watch is told of the best wrong class.
void perturb(const ImageEvidence& modules, std::span<const float> start, int truth, const Ball& ball,
             int steps, double length, const AttackWatch& watch);

}  // namespace resketch
