# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is installed: the command, its man page and completion, which it prints itself, the schema and the scenarios.
include(GNUInstallDirs)

add_custom_command(
  OUTPUT ${CMAKE_BINARY_DIR}/vhostsim.1 ${CMAKE_BINARY_DIR}/vhostsim.bash ${CMAKE_BINARY_DIR}/vhostsim.zsh ${CMAKE_BINARY_DIR}/vhostsim.fish
  COMMAND vhostsim man > ${CMAKE_BINARY_DIR}/vhostsim.1
  COMMAND vhostsim completion bash > ${CMAKE_BINARY_DIR}/vhostsim.bash
  COMMAND vhostsim completion zsh > ${CMAKE_BINARY_DIR}/vhostsim.zsh
  COMMAND vhostsim completion fish > ${CMAKE_BINARY_DIR}/vhostsim.fish
  DEPENDS vhostsim
  VERBATIM)
add_custom_target(manual ALL DEPENDS ${CMAKE_BINARY_DIR}/vhostsim.1 ${CMAKE_BINARY_DIR}/vhostsim.bash)

install(TARGETS vhostsim RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/vhostsim.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_BINARY_DIR}/vhostsim.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME vhostsim)
install(FILES ${CMAKE_BINARY_DIR}/vhostsim.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions RENAME _vhostsim)
install(FILES ${CMAKE_BINARY_DIR}/vhostsim.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES docs/scenario.schema.json docs/result.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/vhostsim)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/vhostsim)
