# SPDX-License-Identifier: GPL-3.0-or-later
#
# Puts the page's style and scripts into the program: report_assets.h defines each as an array that a NUL ends.
# Included by the top CMakeLists.txt after the library tools is declared.
set(assets "")
foreach(asset uplot_js:uplot/uPlot.iife.min.js uplot_css:uplot/uPlot.min.css uplot_licence:uplot/LICENSE report_js:report.js report_css:report.css)
  string(REPLACE ":" ";" asset ${asset})
  list(GET asset 0 name)
  list(GET asset 1 file)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/${file} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND assets "static const unsigned char ${name}[] = {${bytes}0};\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/${file})
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/report_assets.h CONTENT "@assets@" @ONLY)
