// How sure a denoising autoencoder is of an input: c(x), with the curvature of log p as gamma sees it.
#pragma once

#include <torch/torch.h>

#include "base/random.h"
#include "vision/network.h"

namespace resketch {

class Network;

/// trace(dr/dx) of every row, [N], by D backward passes.
/// @param redrawn     r(point), [N, D], each row made of its own row of `point` alone, with its graph
/// @param keep_graph  the result can be differentiated again
torch::Tensor exact_trace(const torch::Tensor& redrawn, const torch::Tensor& point, bool keep_graph);

/// Hutchinson's estimate of the same: the mean over `probes` of v' J v with entries of v +1 or -1. Unbiased;
/// its variance is 2 / probes times the sum of the squared off-diagonal entries of (J + J') / 2.
/// Source: Hutchinson 1989.
torch::Tensor estimated_trace(const torch::Tensor& redrawn, const torch::Tensor& point, int probes,
                              RandomStream& stream, bool keep_graph);

/// gamma(x) = trace / D - 1, [N]; exact where `probes` is 0.
torch::Tensor curvature(const torch::Tensor& redrawn, const torch::Tensor& point, int probes,
                        RandomStream& stream, bool keep_graph);

/// The same values as a leaf that graphs lead back to.
torch::Tensor differentiable(const torch::Tensor& inputs);

/// log(c(x) * y(x)), [N, C], with a graph back to `inputs`.
/// Where gamma <= 0, Gamma is constant and so is not part of the graph.
torch::Tensor log_scaled_outputs(Network& network, const torch::Tensor& inputs,
                                 const ConfidenceOptions& options, RandomStream& stream);

}  // namespace resketch
