# SPDX-License-Identifier: GPL-3.0-or-later
#
# vhostsim check, case by case: see check.sh.
foreach(case verdicts reports reference again faults single parts)
  add_test(NAME check_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/check.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(check_${case} PROPERTIES TIMEOUT 120)
endforeach()
