#include "vision/network.h"

namespace resketch {

std::string to_string(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::kCnn:
      return "cnn";
    case NetworkKind::kCool:
      return "cool";
    case NetworkKind::kDaeSymmetric:
      return "dae-sym";
    case NetworkKind::kDaeAsymmetric:
      return "dae-asym";
    case NetworkKind::kDenseAutoencoder:
      return "dense-ae";
    case NetworkKind::kConvAutoencoder:
      return "conv-ae";
    case NetworkKind::kPlane:
      return "plane";
  }
  return "";
}

bool has_classifier(NetworkKind kind) {
  return kind != NetworkKind::kDenseAutoencoder && kind != NetworkKind::kConvAutoencoder;
}

bool has_decoder(NetworkKind kind) {
  return kind != NetworkKind::kCnn && kind != NetworkKind::kCool;
}

int input_size(NetworkKind kind) {
  return kind == NetworkKind::kPlane ? 2 : 28 * 28;
}

}  // namespace resketch
