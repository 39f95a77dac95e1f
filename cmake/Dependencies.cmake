# Every library the project takes, found once. docs/dependencies.md says why each is here.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(TBB REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
pkg_check_modules(HWY REQUIRED IMPORTED_TARGET libhwy)

# Convolutional networks, where libtorch is there; without it the commands that need them say so. Sanitizers
# would take what libtorch does, which is not built with them, for faults; clang 14 cannot compile its headers as C++20.
option(RESKETCH_VISION "Build the networks of src/vision if libtorch is found" ON)
if(RESKETCH_VISION AND NOT RESKETCH_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  find_package(Torch QUIET)
endif()
set(RESKETCH_TORCH ${Torch_FOUND})

# resketch-mpi, where MPI is there. Its C interface is used; of the languages here C++ finds it. Open MPI keeps
# memory to its end, which AddressSanitizer would take for a leak.
option(RESKETCH_MPI "Build resketch-mpi if MPI is found" ON)
if(RESKETCH_MPI AND NOT RESKETCH_SANITIZE)
  find_package(MPI QUIET COMPONENTS CXX)
  if(NOT MPI_CXX_FOUND)
    message(STATUS "MPI is missing, so resketch-mpi is not built: ./run setup mpi installs it")
  endif()
endif()
