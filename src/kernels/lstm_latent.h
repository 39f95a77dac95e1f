// One generator, L latents at once: drawing, loss, and the loss's gradient by the latent. Buffers are [...,
// L].
#pragma once

#include "base/aligned.h"
#include "kernels/lstm_packed.h"
#include "kernels/precision.h"

namespace resketch {

/// What a pass keeps; made once a thread and shape, reused over passes.
struct LatentTape {
  AlignedVector<float> state;    // [2, 2, units, L] h and c, of this step and the one before
  AlignedVector<float> factors;  // [T, 6, units, L] what backward multiplies by
  AlignedVector<float> errors;   // [T, D, L]
  AlignedVector<float> carry;    // gradients of h, c [units, L] and of the preactivations [4H, L]

  explicit LatentTape(const PackedLstm& lstm);
};

/// Draws `drawn` [T, D, L] from z [K, L].
void lstm_draw(const PackedLstm& lstm, const float* z, float* drawn, LatentTape& tape);

/// loss [L]: mean squared error over T x D between the drawing from z [K, L] and targets [T, D, L].
void lstm_latent_loss(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                      LatentTape& tape, Precision precision = Precision::kTight);

/// The same, and gradient [K, L]: d loss / d z.
void lstm_latent_gradient(const PackedLstm& lstm, const float* z, const float* targets, float* loss,
                          float* gradient, LatentTape& tape, Precision precision = Precision::kTight);

}  // namespace resketch
