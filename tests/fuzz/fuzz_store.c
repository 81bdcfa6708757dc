/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Result stores (tools/study/store/store.h): opened for reading and exported, as `vhostsim export` does, then for writing.
 */
#include "tests/fuzz/fuzz.h"
#include "tools/study/store/store.h"
#include "tools/study/summary/export.h"

#include <glib/gstdio.h>
#include <string.h>

static bool ignore(void *self, const char *text)
{
	(void)self;
	return strlen(text) < G_MAXINT;
}

static void read_it(const char *path)
{
	const struct export_order order = {.format = EXPORT_CSV, .all = true};
	GError *error = NULL;
	struct store *s = store_open(path, &error);
	if (s && !error)
		export_store(s, &order, ignore, NULL, &error);
	store_close(s);
	g_clear_error(&error);
}

static void write_it(const char *path)
{
	GError *error = NULL;
	struct store *s = store_create(path, &error);
	store_close(s);
	g_clear_error(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *path = fuzz_file("study.db", data, size);
	char *journal = g_strconcat(path, "-journal", NULL);
	g_remove(journal);
	read_it(path);
	write_it(path);
	g_free(journal);
	return 0;
}
