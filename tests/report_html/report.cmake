# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reports: see report.sh.
foreach(case run studies plot broken browser)
  add_test(NAME report_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/report_html/report.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(report_${case} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77)
endforeach()
