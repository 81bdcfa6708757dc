/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The text of a whole file that may be anybody's.
 */
#ifndef TOOLS_TEXT_INPUT_FILE_TEXT_H
#define TOOLS_TEXT_INPUT_FILE_TEXT_H

#define INPUT_FILE_TEXT_MAX (64 << 20) /* bytes */

/* input_file_text: newly allocated (g_free). NULL: the file is not there, is no plain file, or is longer than
 * INPUT_FILE_TEXT_MAX. */
char *input_file_text(const char *path);

#endif
