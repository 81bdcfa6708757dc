/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where outputs go: what a link in a folder of results leads to is never written, what is no file is never replaced, and
 * what the user named - a pipe, a device, /dev/stdout - gets the text.
 */
#include "tests/lib/input/faults.h"
#include "tests/lib/study/study_store.h"
#include "tests/lib/suite.h"
#include "tools/base/output_file.h"
#include "tools/chart/chart.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define PRECIOUS "precious"

struct ground {
	char *folder, *path, *victim;
};

static struct ground place_made(void)
{
	struct ground p = {.folder = folder_new()};
	p.path = g_build_filename(p.folder, "summary.md", NULL);
	p.victim = file_write(p.folder, "victim", PRECIOUS, strlen(PRECIOUS));
	return p;
}

static void place_gone(struct ground *p)
{
	g_free(p->path);
	g_free(p->victim);
	folder_remove(p->folder);
}

static bool holds_text(const char *path, const char *text)
{
	char *there = NULL;
	bool same = g_file_get_contents(path, &there, NULL, NULL) && !strcmp(there, text);
	g_free(there);
	return same;
}

static mode_t kind(const char *path)
{
	struct stat status = {0};
	lstat(path, &status);
	return status.st_mode & S_IFMT;
}

static void test_link_replaced(void)
{
	struct ground p = place_made();
	CU_ASSERT_EQUAL(symlink(p.victim, p.path), 0);
	CU_ASSERT_TRUE(output_file_write(p.path, "new", 3, NULL));
	CU_ASSERT_TRUE(holds_text(p.victim, PRECIOUS));
	CU_ASSERT_TRUE(holds_text(p.path, "new"));
	CU_ASSERT_EQUAL(kind(p.path), S_IFREG);
	place_gone(&p);
}

static void test_no_file(void)
{
	struct ground p = place_made();
	for (int i = 0; i < 3; i++) {
		GError *error = NULL;
		int made = i == 0   ? mkfifo(p.path, 0600)
			   : i == 1 ? g_mkdir(p.path, 0700)
				    : mknod(p.path, S_IFCHR | 0600, makedev(1, 3));
		if (made != 0)
			continue; /* devices are for root */
		mode_t before = kind(p.path);
		CU_ASSERT_FALSE(output_file_write(p.path, "new", 3, &error));
		CU_ASSERT_PTR_NOT_NULL_FATAL(error);
		CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "not a file"));
		CU_ASSERT_EQUAL(kind(p.path), before);
		g_clear_error(&error);
		CU_ASSERT_EQUAL(g_remove(p.path), 0);
	}
	CU_ASSERT_EQUAL(folder_files(p.folder), 1);
	place_gone(&p);
}

/* What the user named. */
static void test_delivered(void)
{
	struct ground p = place_made();
	char text[8] = {0};
	CU_ASSERT_TRUE(output_file_deliver(p.path, "one", 3, NULL));
	CU_ASSERT_TRUE(output_file_deliver(p.path, "other", 5, NULL));
	CU_ASSERT_TRUE(holds_text(p.path, "other"));
	g_remove(p.path);
	CU_ASSERT_EQUAL(symlink(p.victim, p.path), 0); /* named by the user, so meant */
	CU_ASSERT_TRUE(output_file_deliver(p.path, "new", 3, NULL));
	CU_ASSERT_TRUE(holds_text(p.victim, "new"));
	CU_ASSERT_EQUAL(kind(p.path), S_IFLNK);
	g_remove(p.path);
	CU_ASSERT_EQUAL(mkfifo(p.path, 0600), 0);
	int fd = open(p.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CU_ASSERT_TRUE(output_file_deliver(p.path, "piped", 5, NULL));
	CU_ASSERT_EQUAL(read(fd, text, sizeof(text)), 5);
	CU_ASSERT_STRING_EQUAL(text, "piped");
	close(fd);
	CU_ASSERT_EQUAL(kind(p.path), S_IFIFO);
	place_gone(&p);
}

static void test_device(void)
{
	struct ground p = place_made();
	if (mknod(p.path, S_IFCHR | 0600, makedev(1, 3)) == 0) {
		CU_ASSERT_TRUE(output_file_deliver(p.path, "gone", 4, NULL));
		CU_ASSERT_EQUAL(kind(p.path), S_IFCHR);
	}
	place_gone(&p);
}

/* /dev/stdout that goes to a file: the text comes after what was printed. */
static void test_standard_output(void)
{
	struct ground p = place_made();
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		int fd = open(p.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		dup2(fd, STDOUT_FILENO);
		printf("printed ");
		bool good = output_file_deliver("/dev/stdout", "delivered ", 10, NULL);
		printf("end");
		fflush(stdout);
		_exit(good ? 7 : 1);
	}
	int status;
	waitpid(child, &status, 0);
	CU_ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CU_ASSERT_TRUE(holds_text(p.path, "printed delivered end"));
	place_gone(&p);
}

static void test_holds(void)
{
	struct ground p = place_made();
	CU_ASSERT_TRUE(output_file_holds(p.victim, PRECIOUS));
	CU_ASSERT_FALSE(output_file_holds(p.victim, "Precious"));
	CU_ASSERT_FALSE(output_file_holds(p.victim, "precious more"));
	CU_ASSERT_FALSE(output_file_holds(p.path, ""));
	CU_ASSERT_EQUAL(symlink(p.victim, p.path), 0);
	CU_ASSERT_FALSE(output_file_holds(p.path, PRECIOUS));
	g_remove(p.path);
	CU_ASSERT_EQUAL(mkfifo(p.path, 0600), 0);
	CU_ASSERT_FALSE(output_file_holds(p.path, PRECIOUS));
	place_gone(&p);
}

/* gnuplot writes through no link, and reads no init file beside the results. */
static void test_pictures(void)
{
	static const char script[] =
		"if (!exists('INTO')) { INTO = '' }\n"
		"set terminal svg\nset output INTO . 'a.svg'\nplot x\n"
		"set terminal pngcairo\nset output INTO . 'a.png'\nplot x\nunset output\n";
	struct ground p = place_made();
	const struct chart_file file = {p.folder, "a", "", "A", "", false};
	char *svg = g_build_filename(p.folder, "a.svg", NULL),
	     *png = g_build_filename(p.folder, "a.png", NULL);
	g_free(file_write(p.folder, ".gnuplot", "exit status 9\n", 14));
	CU_ASSERT_EQUAL(symlink(p.victim, svg), 0);
	CU_ASSERT_EQUAL(symlink(p.victim, png), 0);
	GError *error = NULL;
	CU_ASSERT_TRUE(chart_write(&file, g_strdup(script), &error));
	if (error)
		fprintf(stderr, "%s\n", error->message);
	CU_ASSERT_TRUE(holds_text(p.victim, PRECIOUS));
	CU_ASSERT_TRUE(kind(svg) == S_IFREG && kind(png) == S_IFREG);
	CU_ASSERT_EQUAL(folder_files(p.folder), 5); /* and no private folder */
	g_free(svg);
	g_free(png);
	place_gone(&p);
}

static const struct test_case cases[] = {
	{"a link is replaced", test_link_replaced},
	{"what is no file stays", test_no_file},
	{"what the user named", test_delivered},
	{"a device", test_device},
	{"standard output", test_standard_output},
	{"whether it is written already", test_holds},
	{"pictures", test_pictures},
};

SUITE("output_place", cases)
