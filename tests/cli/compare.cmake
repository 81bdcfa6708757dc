# SPDX-License-Identifier: GPL-3.0-or-later
#
# Statistics of studies through the command line, case by case: see compare.sh.
foreach(case compare faults noise precision warmup)
  add_test(NAME compare_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/compare.sh $<TARGET_FILE:vhostsim>
                                        ${CMAKE_SOURCE_DIR}/scenarios ${case})
  set_tests_properties(compare_${case} PROPERTIES TIMEOUT 300)
endforeach()
# 100 studies.
set_tests_properties(compare_noise PROPERTIES LABELS release)
