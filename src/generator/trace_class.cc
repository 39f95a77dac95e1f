#include "generator/trace_class.h"

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

TraceClass::TraceClass(const Module& module, const TraceUnits& units, int most_frames) {
  std::vector<AlignmentTarget> targets;
  for (const auto sequence : exemplar_sequences(module)) {
    exemplars_.push_back(make_trace(sequence, units, &places_.emplace_back()));
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

Spread TraceClass::spread(int frame) const {
  const std::span all = std::span(features_).subspan(static_cast<std::size_t>(frame) * others_, others_);
  Spread spread;
  spread.members = 1 + others_;  // the exemplar itself, whose features are 0, among them
  spread.mean.setZero(feature_counts(exemplars_.front().form).all);
  for (const Features& other : all) spread.mean += other.cast<double>();
  spread.mean /= spread.members;
  spread.scatter = spread.mean * spread.mean.transpose();
  for (const Features& other : all) {
    const Eigen::VectorXd deviation = other.cast<double>() - spread.mean;
    spread.scatter.selfadjointView<Eigen::Lower>().rankUpdate(deviation);
  }
  spread.scatter.triangularView<Eigen::StrictlyUpper>() = spread.scatter.transpose();
  return spread;
}

}  // namespace resketch
