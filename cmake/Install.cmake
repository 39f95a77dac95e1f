# One static library of all rooms, its headers and a package, so that others write
#   find_package(resketch REQUIRED)
#   target_link_libraries(program PRIVATE resketch::resketch)
include(CMakePackageConfigHelpers)

# A room's own libraries are what it is linked with in public; resketch_options is ours alone.
get_property(rooms GLOBAL PROPERTY RESKETCH_ROOMS)
set(objects)
set(libraries)
foreach(room ${rooms})
  list(APPEND objects $<TARGET_OBJECTS:resketch_${room}>)
  get_target_property(linked resketch_${room} INTERFACE_LINK_LIBRARIES)
  if(linked)
    list(APPEND libraries ${linked})
  endif()
endforeach()
# Libraries that are headers alone are compiled in. Every other one has its line in resketchConfig.cmake.in.
list(FILTER libraries EXCLUDE REGEX "LINK_ONLY|nlohmann_json|Eigen3")
list(REMOVE_DUPLICATES libraries)

# The command's target is called resketch; the library takes that name only outside.
add_library(resketch_library STATIC ${objects})
set_target_properties(resketch_library PROPERTIES OUTPUT_NAME resketch EXPORT_NAME resketch
                      ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib LINKER_LANGUAGE CXX)
target_link_libraries(resketch_library PRIVATE ${libraries})
target_compile_features(resketch_library INTERFACE cxx_std_20)
target_include_directories(resketch_library INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                      $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
add_library(resketch::resketch ALIAS resketch_library)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/resketch)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/resketchConfig.cmake.in
                              ${CMAKE_BINARY_DIR}/resketchConfig.cmake INSTALL_DESTINATION ${package_folder})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${CMAKE_BINARY_DIR}/resketchConfigVersion.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS resketch_library EXPORT resketchTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/resketch DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
install(EXPORT resketchTargets NAMESPACE resketch:: DESTINATION ${package_folder} COMPONENT library)
install(FILES ${CMAKE_BINARY_DIR}/resketchConfig.cmake ${CMAKE_BINARY_DIR}/resketchConfigVersion.cmake
        DESTINATION ${package_folder} COMPONENT library)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT library)

# A project that knows nothing but the installed package must build and run.
if(RESKETCH_TESTS)
  add_test(NAME consumer.BuildsAndRunsAgainstTheInstalledPackage
           COMMAND ${CMAKE_COMMAND} -D BUILD=${CMAKE_BINARY_DIR} -D WORK=${CMAKE_BINARY_DIR}/consumer
                   -D SOURCE=${PROJECT_SOURCE_DIR}/tests/consumer -D COMPILER=${CMAKE_CXX_COMPILER}
                   -D GENERATOR=${CMAKE_GENERATOR} -D "SANITIZE=${RESKETCH_SANITIZE}"
                   -P ${PROJECT_SOURCE_DIR}/tests/consumer/install_and_run.cmake)
  set_tests_properties(consumer.BuildsAndRunsAgainstTheInstalledPackage PROPERTIES TIMEOUT 600)
endif()
