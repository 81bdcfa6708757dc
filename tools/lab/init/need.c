/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "need.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

void switch_off(void)
{
	fflush(stdout);
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}

long need(long result, const char *what)
{
	if (result < 0) {
		printf("lab: %s: %s\n", what, strerror(errno));
		switch_off();
	}
	return result;
}

int numbers(const char *path, u64 *values, int max)
{
	char text[512];
	int fd = open(path, O_RDONLY), n = 0;
	ssize_t length = fd >= 0 ? read(fd, text, sizeof(text) - 1) : -1;
	need(length, path);
	close(fd);
	text[length] = '\0';
	for (char *p = text, *end; n < max; p = end + 1) {
		unsigned long long value = strtoull(p, &end, 10);
		if (end == p)
			break;
		values[n++] = value;
	}
	return n;
}

void settle(void)
{
	struct timespec t = {0, 50000000};
	nanosleep(&t, NULL);
}
