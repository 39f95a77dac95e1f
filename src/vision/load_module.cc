// libtorch takes half a second to load, so only work that needs it loads it: as a module beside the program.
#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "vision/module.h"

namespace resketch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModuleFile = "resketch_vision.so";

/// In a build folder and where it is installed, the module lies at the same place relative to the program.
fs::path module_path() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (const char* folder : {"../lib/resketch", RESKETCH_MODULE_FOLDER}) {
    fs::path path = program.parent_path() / folder / kModuleFile;
    if (fs::exists(path, error)) return path;
  }
  return {};
}

Result<const VisionModule*> load() {
  const fs::path path = module_path();
  if (path.empty()) {
    return Error(
        ErrorCode::kUnsupported,
        fmt::format("this needs convolutional networks, but there is no ../lib/resketch/{} beside the "
                    "program: it was built without libtorch, or moved away from there; on Debian: "
                    "apt-get install libtorch-dev libopenblas0-pthread, then build again",
                    kModuleFile));
  }
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* why = dlerror();
    return Error(ErrorCode::kUnsupported,
                 fmt::format("cannot be loaded: {}", why != nullptr ? why : "unknown"), path.string());
  }
  using Entry = const VisionModule*(int);
  auto* entry = reinterpret_cast<Entry*>(dlsym(library, "resketch_vision_module"));
  const VisionModule* found = entry != nullptr ? entry(kVisionModuleVersion) : nullptr;
  if (found == nullptr)
    return Error(ErrorCode::kUnsupported, "belongs to another version of resketch", path.string());
  return found;
}

const Result<const VisionModule*>& loaded() {
  static const Result<const VisionModule*> kLoaded = load();
  return kLoaded;
}

}  // namespace

Result<std::unique_ptr<TrainedNetwork>> train_network(const NetworkSpec& spec, const NetworkInputs& inputs,
                                                      const NetworkTraining& training) {
  const auto& module = loaded();
  if (!module) return module.error();
  return (*module)->train(spec, inputs, training);
}

Result<std::unique_ptr<TrainedGan>> train_gan(const GanSpec& spec, const NetworkInputs& inputs,
                                              const NetworkTraining& training) {
  const auto& module = loaded();
  if (!module) return module.error();
  return (*module)->train_gan(spec, inputs, training);
}

Result<void> check_networks_available() {
  const auto& module = loaded();
  if (!module) return module.error();
  return {};
}

}  // namespace resketch
