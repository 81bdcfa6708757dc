# SPDX-License-Identifier: GPL-3.0-or-later
#
# The Debian package: `cpack --config build/CPackConfig.cmake -B build` makes build/vhostsim_VERSION_amd64.deb. The
# libraries that the command is linked with are found by dpkg-shlibdeps (package dpkg-dev); SimGrid's is opened when something
# is simulated; charts need gnuplot and its font.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME vhostsim)
set(CPACK_PACKAGE_CONTACT "vhostsim maintainers <maintainers@vhostsim.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/docs/COPYING)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "gnuplot-nox, fonts-dejavu-core")
find_program(dpkg_query dpkg-query)
if(dpkg_query)
  file(REAL_PATH ${SIMGRID_SHARED} library)
  execute_process(COMMAND ${dpkg_query} -S ${library} OUTPUT_VARIABLE owner ERROR_QUIET)
  if(owner MATCHES "^([^:]+):")
    string(PREPEND CPACK_DEBIAN_PACKAGE_DEPENDS "${CMAKE_MATCH_1}, ")
  endif()
endif()
# The package is installed below /usr, wherever `cmake --install` would put a tree of its own.
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
