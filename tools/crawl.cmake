# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the chart's gnuplot script into the program: crawl_gp.h defines CRAWL_GP, the text of crawl.gp as a C string.
# Included by the top CMakeLists.txt after the library tools is declared.
set(source ${CMAKE_CURRENT_LIST_DIR}/crawl.gp)
file(READ ${source} CRAWL_GP)
string(REPLACE "\\" "\\\\" CRAWL_GP "${CRAWL_GP}")
string(REPLACE "\"" "\\\"" CRAWL_GP "${CRAWL_GP}")
string(REPLACE "\n" "\\n\" \\\n\"" CRAWL_GP "${CRAWL_GP}")
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/crawl_gp.h CONTENT "#define CRAWL_GP \"@CRAWL_GP@\"\n" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
target_include_directories(tools PRIVATE ${CMAKE_BINARY_DIR}/generated)
