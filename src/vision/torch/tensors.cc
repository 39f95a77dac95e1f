#include "vision/torch/tensors.h"

#include <dlfcn.h>

namespace resketch {

void compute_on_one_thread() {
  at::set_num_threads(1);
  // OpenBLAS has threads of its own, and Debian lets any BLAS stand in for another: ask, do not link.
  using SetThreads = void(int);
  static auto* const kSetThreads =
      reinterpret_cast<SetThreads*>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
  if (kSetThreads != nullptr) kSetThreads(1);
}

}  // namespace resketch
