# A room is a folder under src/ with one subject: an object library that all of resketch is put together from.
#
#   resketch_room(data ROOMS base LIBRARIES ZLIB::ZLIB)
#
# takes every .cc of the folder that calls it.
# ROOMS are the rooms whose headers it may use; tools/check_arrows holds the includes against the same list.
add_library(resketch_options INTERFACE)
target_compile_options(resketch_options INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion
                       $<$<BOOL:${RESKETCH_WERROR}>:-Werror> -fno-math-errno)
if(RESKETCH_SANITIZE)
  target_compile_options(resketch_options INTERFACE -fsanitize=${RESKETCH_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all -g)
  target_link_options(resketch_options INTERFACE -fsanitize=${RESKETCH_SANITIZE})
endif()

function(resketch_room NAME)
  cmake_parse_arguments(ROOM "" "" "ROOMS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  add_library(resketch_${NAME} OBJECT ${sources})
  target_include_directories(resketch_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(resketch_${NAME} PRIVATE resketch_options PUBLIC ${ROOM_LIBRARIES})
  set_property(GLOBAL APPEND PROPERTY RESKETCH_ROOMS ${NAME})
  set_property(GLOBAL PROPERTY RESKETCH_ROOMS_OF_${NAME} ${ROOM_ROOMS})
endfunction()

# All rooms that the given ones stand on, themselves included.
function(resketch_room_closure OUT)
  set(open ${ARGN})
  set(closure)
  while(open)
    list(POP_FRONT open room)
    if(NOT room IN_LIST closure)
      list(APPEND closure ${room})
      get_property(below GLOBAL PROPERTY RESKETCH_ROOMS_OF_${room})
      list(APPEND open ${below})
    endif()
  endwhile()
  set(${OUT} ${closure} PARENT_SCOPE)
endfunction()

# An executable from SOURCES that stands on the given ROOMS.
function(resketch_executable NAME)
  cmake_parse_arguments(EXE "" "" "SOURCES;ROOMS;LIBRARIES" ${ARGN})
  add_executable(${NAME} ${EXE_SOURCES})
  resketch_room_closure(rooms ${EXE_ROOMS})
  list(TRANSFORM rooms PREPEND resketch_)
  target_link_libraries(${NAME} PRIVATE resketch_options ${rooms} ${EXE_LIBRARIES})
endfunction()
