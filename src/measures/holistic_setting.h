// What is varied in the first published work: one generator for all classes, its latent the class.
#pragma once

namespace resketch {

/// What the generator is trained on.
enum class HolisticExamplesKind {
  kAll,        ///< the whole pool
  kSparse,     ///< four Euclidean cluster centres a class
  kSparseOne,  ///< one
};

struct HolisticSetting {
  int classes = 0;  ///< the first so many of the set; 0: not a holistic variant
  int layers = 1;
  HolisticExamplesKind examples = HolisticExamplesKind::kAll;
  float noise = 0;
  bool noise_every_step = true;  ///< as published
  bool types = false;            ///< the latent names one of four clusters of a class
  bool repeller = false;         ///< the uniform latent draws nothing
  bool hard_gates = true;        ///< as published
};

/// How large the networks are, and how long they are trained.
struct HolisticSizes {
  int cells = 205;
  /// Published: 2000 / classes epochs of some 114 items a class, which is as much for any number of classes.
  int presentations = 228'600;
  int presentations_a_class = 0;
  int iterations = 200;

  int presentations_of(int classes) const { return presentations + classes * presentations_a_class; }
};

}  // namespace resketch
