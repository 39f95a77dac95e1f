# Puts files into the program as arrays of bytes, so that what is installed needs no data folder.
#
#   resketch_embed(TARGET resketch_data HEADER data/digits_sample.h FUNCTION digits_sample_files
#                  FOLDER ${PROJECT_SOURCE_DIR}/data/digits-sample FILES a.gz b.gz)
#
# adds a generated source to TARGET that defines `std::span<const EmbeddedFile> FUNCTION()` as HEADER declares
# it. Bytes become string literals: compilers read those many times faster than lists of numbers.
if(CMAKE_SCRIPT_MODE_FILE)
  set(text "// Made by cmake/Embed.cmake.\n#include \"${HEADER}\"\n\nnamespace resketch {\n\n"
           "std::span<const EmbeddedFile> ${FUNCTION}() {\n  static constexpr EmbeddedFile kFiles[] = {\n")
  foreach(name IN LISTS FILES)
    file(READ ${FOLDER}/${name} hex HEX)
    file(SIZE ${FOLDER}/${name} size)
    string(REGEX REPLACE "(..)" "\\\\x\\1" literal "${hex}")
    list(APPEND text "      {\"${name}\", {\"${literal}\", ${size}}},\n")
  endforeach()
  list(APPEND text "  }\;\n  return kFiles\;\n}\n\n}  // namespace resketch\n")
  string(JOIN "" text ${text})
  file(WRITE ${OUTPUT} "${text}")
  return()
endif()

set(RESKETCH_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(resketch_embed)
  cmake_parse_arguments(EMBED "" "TARGET;HEADER;FUNCTION;FOLDER" "FILES" ${ARGN})
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_FUNCTION}.cc)
  list(TRANSFORM EMBED_FILES PREPEND ${EMBED_FOLDER}/ OUTPUT_VARIABLE inputs)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DHEADER=${EMBED_HEADER} -DFUNCTION=${EMBED_FUNCTION}
            -DFOLDER=${EMBED_FOLDER} "-DFILES=${EMBED_FILES}" -P ${RESKETCH_EMBED_SCRIPT}
    DEPENDS ${inputs} ${RESKETCH_EMBED_SCRIPT}
    COMMENT "Embedding ${EMBED_FOLDER}"
    VERBATIM)
  target_sources(${EMBED_TARGET} PRIVATE ${output})
endfunction()
