# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the charts' gnuplot scripts into the program: for tools/NAME.gp, NAME_gp.h defines NAME_GP, its text as a C string.
# Included by the top CMakeLists.txt after the library tools is declared.
foreach(name crawl study map)
  set(source ${CMAKE_CURRENT_LIST_DIR}/${name}.gp)
  string(TOUPPER ${name}_GP define)
  file(READ ${source} text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\" \\\n\"" text "${text}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}_gp.h CONTENT "#define @define@ \"@text@\"\n" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
endforeach()
target_include_directories(tools PRIVATE ${CMAKE_BINARY_DIR}/generated)
