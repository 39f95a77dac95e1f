#include "kernels/isa.h"

#include <algorithm>
#include <cstdlib>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/isa.cc"
#include <hwy/foreach_target.h>  // must come before highway.h
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace resketch::HWY_NAMESPACE {

int lanes() {
  return static_cast<int>(hwy::HWY_NAMESPACE::Lanes(hwy::HWY_NAMESPACE::ScalableTag<float>()));
}
int64_t target() {
  return HWY_TARGET;
}

}  // namespace resketch::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace resketch {

HWY_EXPORT(lanes);
HWY_EXPORT(target);

namespace {

/// What the machine and the build have, whatever `use_isa` chose before.
int64_t usable_targets() {
  hwy::SetSupportedTargetsForTest(0);
  return hwy::SupportedTargets() & HWY_TARGETS;
}

}  // namespace

std::vector<std::string> available_isas() {
  const int64_t chosen = hwy::SupportedTargets();
  std::vector<std::string> names;
  for (int64_t left = usable_targets(); left != 0; left &= left - 1)
    names.emplace_back(hwy::TargetName(left & -left));
  hwy::SetSupportedTargetsForTest(chosen);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  return names;
}

Result<void> use_isa(const std::string& name) {
  std::string known;
  for (int64_t left = usable_targets(); left != 0; left &= left - 1) {
    const int64_t one = left & -left;
    if (name == hwy::TargetName(one)) {
      hwy::SetSupportedTargetsForTest(one);
      hwy::GetChosenTarget().Update(hwy::SupportedTargets());
      return {};
    }
    known += (known.empty() ? "" : ", ") + std::string(hwy::TargetName(one));
  }
  return Error(ErrorCode::kUsage,
               "instruction set '" + name + "' is not available here; this machine has " + known);
}

Result<void> use_isa_from_environment() {
  const char* name = std::getenv("RESKETCH_ISA");  // NOLINT(concurrency-mt-unsafe)
  return name == nullptr || *name == '\0' ? Result<void>() : use_isa(name);
}

std::string current_isa() {
  return hwy::TargetName(HWY_DYNAMIC_DISPATCH(target)());
}

int simd_lanes() {
  return HWY_DYNAMIC_DISPATCH(lanes)();
}

int module_lanes() {
  return std::min(simd_lanes(), kMostModuleLanes);
}

}  // namespace resketch
#endif
