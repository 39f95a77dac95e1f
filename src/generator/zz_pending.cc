#include "generator/exemplar_generator.h"
namespace resketch {
__attribute__((weak)) Result<void> learn_stroke_style(Model&) { return Error(ErrorCode::kUnsupported, "pending"); }
__attribute__((weak)) Result<void> learn_image_style(Model&) { return Error(ErrorCode::kUnsupported, "pending"); }
__attribute__((weak)) Result<std::unique_ptr<ExemplarGenerator>> make_stroke_generator(const Model&) { return Error(ErrorCode::kUnsupported, "pending"); }
__attribute__((weak)) Result<std::unique_ptr<ExemplarGenerator>> make_image_generator(const Model&) { return Error(ErrorCode::kUnsupported, "pending"); }
}
