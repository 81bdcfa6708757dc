# SPDX-License-Identifier: GPL-3.0-or-later
#
# Static analysis, layers and format, as tests of the release build (label "release": one build is enough).
add_test(NAME layers COMMAND ${CMAKE_SOURCE_DIR}/tests/layers.sh)
foreach(tool format cppcheck tidy)
  add_test(NAME lint_${tool} COMMAND ${CMAKE_SOURCE_DIR}/tests/lint.sh ${tool} ${CMAKE_BINARY_DIR})
endforeach()
set_tests_properties(layers lint_format lint_cppcheck lint_tidy PROPERTIES LABELS release)
