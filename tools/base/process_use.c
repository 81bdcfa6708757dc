/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/base/process_use.h"

#include <glib.h>
#include <string.h>
#include <time.h>

int64_t peak_memory(void)
{
	static const char key[] = "\nVmHWM:";
	char *status = NULL;
	if (!g_file_get_contents("/proc/self/status", &status, NULL, NULL))
		return 0;
	const char *found = strstr(status, key);
	guint64 kib = found ? g_ascii_strtoull(found + strlen(key), NULL, 10) : 0;
	g_free(status);
	return (int64_t)kib * 1024;
}

double cpu_seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
