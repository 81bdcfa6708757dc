# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the version of the model into the program, worked out again whenever a source of sim/ or models/ has changed, come or
# gone: model_version.h defines MODEL_VERSION. Included by the top CMakeLists.txt after the library tools is declared.
file(GLOB_RECURSE model_sources CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}
     ${CMAKE_SOURCE_DIR}/sim/*.[ch] ${CMAKE_SOURCE_DIR}/models/*.[ch])
list(JOIN model_sources "\n" MODEL_SOURCES)
set(list ${CMAKE_BINARY_DIR}/generated/model_sources.txt)
set(header ${CMAKE_BINARY_DIR}/generated/model_version.h)
set(script ${CMAKE_CURRENT_LIST_DIR}/model_version.cmake)
file(CONFIGURE OUTPUT ${list} CONTENT "@MODEL_SOURCES@\n" @ONLY)
list(TRANSFORM model_sources PREPEND ${CMAKE_SOURCE_DIR}/)
add_custom_command(OUTPUT ${header}
                   COMMAND ${CMAKE_COMMAND} -D SOURCE_DIR=${CMAKE_SOURCE_DIR} -D LIST=${list} -D HEADER=${header}
                           -P ${script}
                   DEPENDS ${model_sources} ${list} ${script}
                   COMMENT "Version of the model" VERBATIM)
target_sources(tools PRIVATE ${header})
