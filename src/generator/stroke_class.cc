#include "generator/stroke_class.h"

#include <algorithm>

namespace resketch {

std::vector<std::span<const float>> exemplar_sequences(const Module& module) {
  const std::size_t length = static_cast<std::size_t>(module.shape.steps) * module.shape.outputs;
  std::vector<std::span<const float>> sequences;
  for (std::size_t at = 0; at < module.exemplars.size(); at += length) {
    sequences.push_back(std::span(module.exemplars).subspan(at, length));
  }
  return sequences;
}

StrokeClass::StrokeClass(const Module& module, const StrokeUnits& units, int most_frames) {
  std::vector<AlignmentTarget> targets;
  for (const auto sequence : exemplar_sequences(module)) {
    exemplars_.push_back(make_stroke(sequence, units));
    targets.emplace_back(exemplars_.back());
  }
  const int frames = most_frames > 0 ? std::min(size(), most_frames) : size();
  others_ = std::min(size() - 1, kMaxOthers);
  for (int n = 0; n < frames; ++n) {
    const int frame = static_cast<int>(static_cast<long long>(n) * size() / frames);
    frames_.push_back(frame);
    for (int o = 1; o <= others_; ++o) {
      features_.push_back(deformation(exemplars_[frame], targets[(frame + o) % size()]).features);
    }
  }
}

bool StrokeClass::takes_part(int frame, int exemplar) const {
  return (exemplar - frames_[frame] + size()) % size() <= others_;
}

Spread StrokeClass::spread(int frame, int without) const {
  const int left_out = without < 0 ? -1 : (without - frames_[frame] + size()) % size() - 1;
  const std::span all = std::span(features_).subspan(static_cast<std::size_t>(frame) * others_, others_);
  Spread spread;
  spread.members = 1;  // the exemplar itself, whose features are 0
  spread.mean.setZero();
  for (int o = 0; o < others_; ++o) {
    if (o == left_out) continue;
    spread.mean += all[o].cast<double>();
    ++spread.members;
  }
  spread.mean /= spread.members;
  spread.scatter = spread.mean * spread.mean.transpose();
  for (int o = 0; o < others_; ++o) {
    if (o == left_out) continue;
    const Eigen::Matrix<double, kFeatures, 1> deviation = all[o].cast<double>() - spread.mean;
    spread.scatter.selfadjointView<Eigen::Lower>().rankUpdate(deviation);
  }
  spread.scatter.triangularView<Eigen::StrictlyUpper>() = spread.scatter.transpose();
  return spread;
}

}  // namespace resketch
