# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests for which one build is enough (label "release"): static analysis, layers, format.
add_test(NAME layers COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/layers.sh)
add_test(NAME names COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/names.py ${CMAKE_SOURCE_DIR})
add_test(NAME headers COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/headers.py ${CMAKE_SOURCE_DIR})
foreach(tool format cppcheck tidy)
  add_test(NAME lint_${tool} COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/lint.sh ${tool} ${CMAKE_BINARY_DIR})
endforeach()
set_tests_properties(layers names headers lint_format lint_cppcheck lint_tidy PROPERTIES LABELS release)

# Whole-program tests of the release build: memory, and the curves of results/reference/.
add_test(NAME memory COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/memory.sh $<TARGET_FILE:vhostsim>)
add_test(NAME reference COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/reference.sh $<TARGET_FILE:vhostsim>)
add_test(NAME figures COMMAND ${CMAKE_SOURCE_DIR}/tests/figures/figures.py $<TARGET_FILE:vhostsim>)
set_tests_properties(memory reference figures PROPERTIES LABELS release)

# Instructions a packet, against bars.
if(CMAKE_BUILD_TYPE STREQUAL Release)
  add_test(NAME instructions COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/instructions.sh $<TARGET_FILE:vhostsim>
                                     "${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}")
  set_tests_properties(instructions PROPERTIES LABELS release SKIP_RETURN_CODE 77)
endif()

# 1,000 guests: the whole program, a few milliseconds.
add_test(NAME many_guests COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/many_guests.sh $<TARGET_FILE:vhostsim>)
set_tests_properties(many_guests PROPERTIES LABELS release)

# Random scenarios, by window and by event; two builds are compared when tools/dev/soak-random is called by hand.
add_test(NAME soak_random COMMAND ${CMAKE_SOURCE_DIR}/tools/dev/soak-random 60)
set_tests_properties(soak_random PROPERTIES LABELS release TIMEOUT 300
                     ENVIRONMENT "VHOSTSIM=$<TARGET_FILE:vhostsim>;VHOSTSIM_OTHER=$<TARGET_FILE:vhostsim>")

# The talk's claims, and the committed figures within 2 %: the project's own use of vhostsim check.
add_test(NAME ci_check COMMAND vhostsim check scenarios/studies/ci.yaml --reference results/reference/ci/summary.csv --fresh
                               --output ${CMAKE_BINARY_DIR}/ci --junit ${CMAKE_BINARY_DIR}/ci/check.xml
         WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(ci_check PROPERTIES LABELS release)

# The model against what Debian's kernels did in the laboratory.
add_test(NAME lab_model COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/lab_model.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
set_tests_properties(lab_model PROPERTIES LABELS release)
