/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For fuzz harnesses: one for each reader of input that comes from elsewhere.
 *
 * A harness is a program of its own, tests/fuzz/fuzz_NAME.c, that gives the bytes it is handed to one reader. Built with
 * VHOSTSIM_FUZZ and clang, libFuzzer makes up the bytes (tools/dev/fuzz). In every other build, replay.c hands it the files
 * of its corpus, so that what was found once is a test for ever.
 *
 * What must hold: the reader neither crashes, leaks nor hangs, and takes the input exactly if it names no fault.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "sim/input/diag.h"
#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* LLVMFuzzerTestOneInput: what libFuzzer and replay.c call; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* fuzz_file: writes the bytes to the file of this name in a folder of the process' own, in memory where the system has
 * such a folder. Returns its path, which is the same at each call with that name, and an interned string. The folder goes
 * when the process ends. */
const char *fuzz_file(const char *name, const void *data, size_t size);

/* fuzz_folder: that folder; owned. */
const char *fuzz_folder(void);

/* fuzz_fail: says what does not hold, and aborts. */
void fuzz_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

/* fuzz_judge: ends the process when the reader took an input with faults, or refused one without. Prints the faults into
 * nothing, so that printing is tried as well. Frees d. */
void fuzz_judge(bool taken, struct diag *d);

#endif
