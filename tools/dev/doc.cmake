# SPDX-License-Identifier: GPL-3.0-or-later
#
# The target doc: the headers and docs/ as pages, in BUILD/doc/html. It needs doxygen, and nothing else does.
# The comments are plain ones, or of the form of the kernel; a filter makes doxygen's of them while it reads.
find_program(DOXYGEN doxygen)
if(DOXYGEN)
  set(filter ${CMAKE_BINARY_DIR}/generated/doxygen.sed)
  file(WRITE ${filter} [=[
1s|^/\*|/** @file\n *|
s|^([[:space:]]*)/\* |\1/** |
s|([;,{}][[:space:]]*)/\* |\1/**< |
s|^ \* @([a-z_0-9]+): | * @param \1 |
s|^ \* Return: | * @return |
s|^ \* [a-z_0-9]+\(\) - | * |
]=])
  file(WRITE ${CMAKE_BINARY_DIR}/generated/Doxyfile "
PROJECT_NAME = vhostsim
PROJECT_NUMBER = ${PROJECT_VERSION}
INPUT = README.md docs sim models tools
EXCLUDE = tools/lab
FILE_PATTERNS = *.h *.md
RECURSIVE = YES
USE_MDFILE_AS_MAINPAGE = README.md
FILTER_PATTERNS = \"*.h=sed -E -f ${filter}\"
OPTIMIZE_OUTPUT_FOR_C = YES
JAVADOC_AUTOBRIEF = YES
EXTRACT_ALL = YES
EXTRACT_STATIC = YES
GENERATE_LATEX = NO
HAVE_DOT = NO
QUIET = YES
WARNINGS = NO
OUTPUT_DIRECTORY = ${CMAKE_BINARY_DIR}/doc
")
  add_custom_target(doc COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/doc
                        COMMAND ${DOXYGEN} ${CMAKE_BINARY_DIR}/generated/Doxyfile
                        COMMAND ${CMAKE_COMMAND} -E echo "${CMAKE_BINARY_DIR}/doc/html/index.html"
                    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
else()
  add_custom_target(doc COMMAND ${CMAKE_COMMAND} -E echo "doc: error: doxygen was not found (Debian: apt install doxygen)"
                        COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
endif()
