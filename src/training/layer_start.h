// Where the weights of wide layers start: as Keras starts them.
#pragma once

#include "base/random.h"
#include "kernels/lstm_layer.h"

namespace resketch {

/// Fills a layer's parameters [LayerLayout.size], zero so far: input weights uniform (Glorot & Bengio 2010),
/// state weights orthogonal (Saxe et al. 2014), forget gates open by a bias of 1.
void start_layer(const LayerShape& shape, RandomStream& random, float* parameters);

/// Fills output weights [U, outputs] of `cells` cells, uniform (Glorot & Bengio 2010).
void start_outputs(int cells, int outputs, RandomStream& random, float* weights);

}  // namespace resketch
