# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the version of the model into a header: the SHA-256 over names and bytes of the sources of sim/ and models/.
#
#     cmake -D SOURCE_DIR=... -D LIST=sources.txt -D HEADER=model_version.h -P model_version.cmake
#
# LIST names the sources, one a line, relative to SOURCE_DIR. The order of the lines makes no difference.
file(STRINGS ${LIST} sources)
list(SORT sources)
set(text "")
foreach(source ${sources})
  file(SHA256 ${SOURCE_DIR}/${source} hash)
  string(APPEND text "${hash}  ${source}\n")
endforeach()
string(SHA256 version "${text}")
file(WRITE ${HEADER} "#define MODEL_VERSION \"${version}\"\n")
