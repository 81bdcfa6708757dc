# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the charts' gnuplot scripts into the program: for tools/NAME.gp, NAME_gp.h defines NAME_GP, its text as a C string,
# with the pieces of chart.gp that it includes; in these @name@ is NAME.
# Included by the top CMakeLists.txt after the library tools is declared.
file(READ ${CMAKE_CURRENT_LIST_DIR}/chart.gp chart)
foreach(name crawl study map run bars series)
  set(source ${CMAKE_CURRENT_LIST_DIR}/${name}.gp)
  string(TOUPPER ${name}_GP define)
  file(READ ${source} text)
  while(text MATCHES "#include ([a-z]+)\n")
    set(include "${CMAKE_MATCH_0}")
    string(FIND "${chart}" "#begin ${CMAKE_MATCH_1}\n" begin)
    string(SUBSTRING "${chart}" ${begin} -1 piece)
    string(FIND "${piece}" "#end\n" end)
    string(SUBSTRING "${piece}" 0 ${end} piece)
    string(REPLACE "#begin ${CMAKE_MATCH_1}\n" "" piece "${piece}")
    string(REPLACE "@name@" "${name}" piece "${piece}")
    string(REPLACE "${include}" "${piece}" text "${text}")
  endwhile()
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REPLACE "\n" "\\n\" \\\n\"" text "${text}")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}_gp.h CONTENT "#define @define@ \"@text@\"\n" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source} ${CMAKE_CURRENT_LIST_DIR}/chart.gp)
endforeach()
target_include_directories(tools PRIVATE ${CMAKE_BINARY_DIR}/generated)
