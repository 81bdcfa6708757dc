# SPDX-License-Identifier: GPL-3.0-or-later
#
# vhostsim calibrate as a whole, case by case: see calibrate.py; and the script that measures: see measure.py.
foreach(case selftest profile lab quantities faults)
  add_test(NAME calibrate_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/calibrate/calibrate.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(calibrate_${case} PROPERTIES TIMEOUT 600)
endforeach()
set_tests_properties(calibrate_selftest calibrate_lab PROPERTIES LABELS release COST 10)
add_test(NAME calibrate_measure COMMAND ${CMAKE_SOURCE_DIR}/tests/calibrate/measure.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
set_tests_properties(calibrate_measure PROPERTIES LABELS release TIMEOUT 120)
