# SPDX-License-Identifier: GPL-3.0-or-later
#
# SimGrid is opened when something is simulated (sim/simgrid.h). SIMGRID_LIBRARY is the name by which the loader knows it.
find_library(SIMGRID_SHARED simgrid HINTS ${SIMGRID_LIBRARY_DIRS} REQUIRED NO_CACHE)
execute_process(COMMAND ${CMAKE_READELF} -d ${SIMGRID_SHARED} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
if(NOT dynamic MATCHES "SONAME\\)[^[]*\\[([^]]+)\\]")
  message(FATAL_ERROR "${SIMGRID_SHARED} is no shared library: SimGrid is needed as one")
endif()
set(SIMGRID_LIBRARY ${CMAKE_MATCH_1})
target_include_directories(sim PRIVATE ${SIMGRID_INCLUDE_DIRS})
target_compile_definitions(sim PRIVATE SIMGRID_LIBRARY="${SIMGRID_LIBRARY}")
target_link_libraries(sim PRIVATE ${CMAKE_DL_LIBS})
get_filename_component(folder ${SIMGRID_SHARED} DIRECTORY)
if(NOT folder IN_LIST CMAKE_C_IMPLICIT_LINK_DIRECTORIES)
  list(APPEND CMAKE_INSTALL_RPATH ${folder})
endif()

# Debian's SimGrid can hand its network to ns-3, whose libraries take two thirds of a run's start. No message of this program
# goes through SimGrid's network. So the loader finds libraries without ns-3 under these names, beside the program: the
# functions that SimGrid calls at its own start and end do nothing there. The world refuses the model.
include(GNUInstallDirs)
string(REGEX MATCHALL "libns3-[^]]+" NS3_LIBRARIES "${dynamic}")
if(NS3_LIBRARIES)
  set(folder ${CMAKE_INSTALL_LIBDIR}/vhostsim)
  execute_process(COMMAND ${CMAKE_NM} -D --undefined-only ${SIMGRID_SHARED} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCHALL "_Z[A-Za-z0-9_]*3ns3[A-Za-z0-9_]*" symbols "${symbols}")
  list(JOIN symbols ")\nNOTHING(" symbols)
  file(CONFIGURE OUTPUT generated/ns3.c @ONLY
       CONTENT "#define NOTHING(name) void *name(void) { return 0; }\nNOTHING(@symbols@)\n")
  foreach(name ${NS3_LIBRARIES})
    add_library(${name} MODULE ${CMAKE_BINARY_DIR}/generated/ns3.c)
    target_compile_options(${name} PRIVATE -w)
    set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX "" INTERPROCEDURAL_OPTIMIZATION OFF
                                             LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
  endforeach()
  add_dependencies(sim ${NS3_LIBRARIES})
  install(TARGETS ${NS3_LIBRARIES} LIBRARY DESTINATION ${folder})
  # The older kind of path holds for the libraries of a library, too. One for the program as it is installed and for the
  # suites, one for the program as it is built; cmake would fill up others with the current folder.
  add_link_options(-Wl,--disable-new-dtags)
  list(APPEND CMAKE_INSTALL_RPATH "$ORIGIN/../${folder}" "$ORIGIN/${folder}")
endif()
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
