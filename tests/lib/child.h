/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A test body in a process of its own: what it wrote and how it ended. SimGrid allows one world in a process,
 * and a broken invariant ends it.
 */
#ifndef TESTS_LIB_CHILD_H
#define TESTS_LIB_CHILD_H

#include "sim/world_setup.h"
#include <glib.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	char *out, *err; /* owned: child_free */
	int status;	 /* exit status; -1: ended by a signal */
};

static inline char *child_read(FILE *file)
{
	GString *text = g_string_new(NULL);
	rewind(file);
	for (int c = fgetc(file); c != EOF; c = fgetc(file))
		g_string_append_c(text, (char)c);
	fclose(file);
	return g_string_free(text, FALSE);
}

/* child_run: runs body(arg) with its output going to files, and waits for it. */
static inline struct child child_run(void (*body)(const void *arg), const void *arg)
{
	FILE *out = tmpfile(), *err = tmpfile();
	struct child c = {.status = -1};
	int status;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		body(arg);
		fflush(NULL);
		_exit(0);
	}
	if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status))
		c.status = WEXITSTATUS(status);
	c.out = child_read(out);
	c.err = child_read(err);
	return c;
}

/* child_world: the same for a body that makes a world: SimGrid is set up once, and not in each child. */
static inline struct child child_world(void (*body)(const void *arg), const void *arg)
{
	world_prepare();
	return child_run(body, arg);
}

static inline void child_free(struct child *c)
{
	g_free(c->out);
	g_free(c->err);
}

#endif
