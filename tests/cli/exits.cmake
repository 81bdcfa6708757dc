# SPDX-License-Identifier: GPL-3.0-or-later
#
# How the program ends, case by case: see exits.sh.
foreach(case run_signals second at_once faults full no_file no_proc leftovers whole)
  add_test(NAME exits_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/exits.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(exits_${case} PROPERTIES TIMEOUT 120)
endforeach()
set_tests_properties(exits_no_proc PROPERTIES LABELS release) # the address sanitizer reads /proc

# A run on a terminal: see live.py.
add_test(NAME exits_live COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/live.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR}/scenarios/shared-core.yaml)
set_tests_properties(exits_live PROPERTIES TIMEOUT 60)

# Names that are made to be taken for something else, in every output: see hostile.py.
add_test(NAME exits_hostile COMMAND ${CMAKE_COMMAND} -E chdir ${CMAKE_BINARY_DIR} sh -c
  "rm -rf hostile && mkdir hostile && cd hostile && exec ${CMAKE_SOURCE_DIR}/tests/cli/hostile.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR}")
set_tests_properties(exits_hostile PROPERTIES TIMEOUT 300)
