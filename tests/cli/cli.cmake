# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command line, case by case: see cli.sh; of commands that make many runs, series.sh.
set(cases_of_cli help usage values_of_options input captures lists list_runs show shipped run explain endless full_disk)
set(cases_of_series crawl replications tables interrupt damaged search search_interrupt)
foreach(script cli series)
  foreach(case ${cases_of_${script}})
    add_test(NAME cli_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/${script}.sh $<TARGET_FILE:vhostsim>
                                      ${CMAKE_SOURCE_DIR}/scenarios/crawl.yaml ${case})
    set_tests_properties(cli_${case} PROPERTIES TIMEOUT 120)
  endforeach()
endforeach()

# What advise ranks first where the cure is known: see advise.py.
add_test(NAME advise COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/advise.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
set_tests_properties(advise PROPERTIES TIMEOUT 600)

# What a new user meets first: see front.sh.
foreach(case new help validate names)
  add_test(NAME front_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/front.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(front_${case} PROPERTIES TIMEOUT 120)
endforeach()

# The JSON Schema, judged by an independent validator: see schema.py.
add_test(NAME schema COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/schema.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})

# The same of results: see result_schema.py.
add_test(NAME result_schema COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/result_schema.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})

# What the documents show works: see docs.py.
foreach(case yaml tutorial questions)
  add_test(NAME docs_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/docs.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(docs_${case} PROPERTIES TIMEOUT 300)
endforeach()

# Sentences of documents and help: see words.py.
file(GLOB documents ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/docs/*.md)
add_test(NAME words COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/words.py $<TARGET_FILE:vhostsim> ${documents})

# What commands load: see libraries.sh.
add_test(NAME libraries COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/libraries.sh $<TARGET_FILE:vhostsim>)

# Man page, completion, installation.
add_test(NAME manual COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/manual.sh $<TARGET_FILE:vhostsim>)
add_test(NAME completion COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/completion.sh $<TARGET_FILE:vhostsim>)
foreach(shell zsh fish)
  add_test(NAME completion_${shell} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/completion_shells.sh $<TARGET_FILE:vhostsim> ${shell})
  set_tests_properties(completion_${shell} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()
add_test(NAME install COMMAND ${CMAKE_SOURCE_DIR}/tests/tree/install.sh ${CMAKE_BINARY_DIR})

# Sweeps, exports and merged stores: see sweep.sh.
foreach(case again closed grown map turn platforms hardware shards wrong failing locked disturbed)
  add_test(NAME sweep_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/sweep.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(sweep_${case} PROPERTIES TIMEOUT 120)
endforeach()

# Files from strangers: see strangers.sh and docs/security.md.
foreach(case confine quotes names folders reports store spreadsheet)
  add_test(NAME strangers_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/strangers.sh $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR} ${case})
  set_tests_properties(strangers_${case} PROPERTIES TIMEOUT 120)
endforeach()

# Traces in programs that others look with: see viewers.sh.
foreach(case perfetto pcapng openmetrics)
  add_test(NAME viewers_${case} COMMAND ${CMAKE_SOURCE_DIR}/tests/cli/viewers.sh $<TARGET_FILE:vhostsim>
                                        ${CMAKE_SOURCE_DIR}/scenarios/shared-core.yaml ${case})
  set_tests_properties(viewers_${case} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
endforeach()

# How often the slab allocator takes its slow paths: see slab.py.
add_test(NAME lab_slab COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/slab.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
# RPS of the running kernel beside the model: see rps.py.
add_test(NAME lab_rps COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/rps.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
set_tests_properties(lab_rps PROPERTIES SKIP_RETURN_CODE 77)

# The profile whose proportions were counted there.
add_test(NAME lab_proportions COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/proportions.py ${CMAKE_SOURCE_DIR})
set_tests_properties(lab_proportions PROPERTIES LABELS release)

# What the laboratory's plugin counts, and for which part of the way.
add_test(NAME lab_parts COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/parts.py ${CMAKE_SOURCE_DIR})
set_tests_properties(lab_parts PROPERTIES LABELS release)

# The laboratory without a kernel: see lab.py and docs/lab.md.
add_test(NAME lab COMMAND ${CMAKE_SOURCE_DIR}/tests/lab/lab.py $<TARGET_FILE:vhostsim> ${CMAKE_SOURCE_DIR})
set_tests_properties(lab PROPERTIES LABELS release TIMEOUT 120)
