/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For suites that read scenarios: the parts of a small sound one, and files of a folder of their own.
 */
#ifndef TESTS_LIB_INPUT_SCENARIO_TEXT_H
#define TESTS_LIB_INPUT_SCENARIO_TEXT_H

#include "tests/lib/input/faults.h"
#include "tools/show/settings_json.h"
#include "tools/text/json_writer.h"

#define PLATFORM SOURCE_DIR "/tests/corpus/good.xml" /* host server: 2 cores; a wire of 10 Gbps */
#define PROFILE SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml"
#define FILES "platform: " PLATFORM "\ncosts: " PROFILE "\n"
#define GUEST "guests:\n  - {name: vm0, vhost_core: 0, vcpu_core: 1}\n"
#define TRAFFIC "traffic:\n  - {to: vm0, rate: 500kpps}\n"
#define SOUND FILES GUEST TRAFFIC /* 6 lines */

/* A file of a folder: its name ("s.yaml", "below/b.yaml") and text. */
struct text_part {
	const char *name, *text;
};

/* text_files: a new folder with these n files. Its name is the caller's: text_files_remove. */
char *text_files(const struct text_part *parts, size_t n);

/* Frees the folder's name as well. */
void text_files_remove(char *folder);

/* text_faults: asserts that the faults of d, without the folder in front of their file, are the n expected ones; each need
 * only begin so. FOLDER inside one stands for the folder. Frees d. */
void text_faults(const char *what, const char *folder, struct diag *d, const char *const *expected, int n);

/* text_sound: the scenario of a text with sets ("key=value", NULL-terminated; NULL: none), which are free of faults. The caller
 * owns it. */
struct scenario *text_sound(const char *text, const char *const *sets);

/* settings_of: everything that a scenario holds, as JSON. The caller frees it (g_free). */
char *settings_of(const struct scenario *s);

#endif
