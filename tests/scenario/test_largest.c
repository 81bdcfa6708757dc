/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The largest files that are read, each full of one kind of thing, or a quarter full: time and memory stay in proportion to their size, and
 * at most 100 faults are printed. What grows with the square of the input would take minutes or gigabytes here.
 */
#define _GNU_SOURCE /* RUSAGE_CHILDREN */
#include "sim/input/text_file.h"
#include "sim/platform_read.h"
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/base/process_use.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/plan.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS 40	   /* of CPU time: 20 times what the slowest takes, for builds with sanitizers */
#define MEMORY (800 << 20) /* bytes: the same */

/* A file: head, then units until it is full, then tail. %d in a unit is its number. */
struct kind {
	const char *name, *head, *unit, *tail;
	const char *above; /* text between FILES and head; NULL: head begins the file */
	bool extended;	   /* a file that extends it as well */
};

#define X60 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct kind kinds[] = {
	{"keys", "", "k%d: 1\n", "", GUEST TRAFFIC, true},
	{"long keys", "", X60 "%d: 1\n", "", GUEST TRAFFIC, false},
	{"one key", "", "abc: 1\n", "", GUEST TRAFFIC, false},
	{"guests of one name", "guests:\n", "- {name: a, vhost_core: 0, vcpu_core: 1}\n", "", TRAFFIC, false},
	{"guests", "guests:\n", "- {name: g%d, vhost_core: 0, vcpu_core: 1}\n", "", TRAFFIC, true},
	{"guests with faults", "guests:\n", "- {name: g%d, vhost_core: x, vcpu_core: }\n", "", TRAFFIC,
	 false},
	{"a guest's name", "guests:\n- {vhost_core: 0, vcpu_core: 1, name: ", "n", "}\n", TRAFFIC, false},
	{"sources", "load: 1kpps\ntraffic:\n", "- {to: vm0, rate: 1pps, start: %dus}\n", "", GUEST, false},
	{"sources with shapes", "load: 1kpps\ntraffic:\n", "- {to: vm0, shape: \"0s:1pps\"}\n", "", GUEST,
	 false},
	{"sources to nobody", "traffic:\n", "- {to: " X60 ", rate: 1pps}\n", "", GUEST, false},
	{"captures", "traffic:\n", "- {to: vm0, pcap: none}\n", "", GUEST, false},
	{"captures that differ", "traffic:\n", "- {to: vm0, pcap: none%d}\n", "", GUEST, false},
	{"a mix of frames", "traffic: [{to: vm0, rate: 1pps, frame: \"", "64B:1,", "64B:1\"}]\n", GUEST,
	 false},
	{"a shape", "traffic: [{to: vm0, shape: \"0s:1pps", ", 1%06dus:1pps", "\"}]\n", GUEST, false},
	{"costs", "cost:\n", "  " X60 "%d: 1\n", "", GUEST TRAFFIC, true},
	{"values of an axis", "study: {axes: [{set: seed, values: [", "%d,", "]}]}\n", GUEST TRAFFIC, false},
	{"wrong values", "study: {axes: [{set: nic.rx_ring, values: [", "x%d,", "]}]}\n", GUEST TRAFFIC,
	 false},
	{"one value", "study: {axes: [{set: seed, values: [", "1,", "]}]}\n", GUEST TRAFFIC, false},
	{"named values", "study:\n  axes:\n  - name: a\n    values:\n",
	 "    - {name: n%d, set: {seed: %d}}\n", "", GUEST TRAFFIC, false},
	{"axes", "study:\n  axes:\n", "  - {set: seed, name: a%d, values: [1]}\n", "", GUEST TRAFFIC, false},
	{"exclusions", "study:\n  axes: [{set: seed, from: 0, to: 99, step: 1}]\n  exclude:\n",
	 "  - {seed: %d}\n", "", GUEST TRAFFIC, false},
	{"an exclusion", "study:\n  axes: [{set: seed, from: 0, to: 9999, step: 1}]\n  exclude: [{seed: [",
	 "1,", "]}]\n", GUEST TRAFFIC, false},
	{"curves", "crawl:\n  from: 1kpps\n  to: 2kpps\n  curves:\n", "  - {name: c%d, set: {seed: 1}}\n", "",
	 GUEST TRAFFIC, false},
	{"a curve", "crawl:\n  from: 1kpps\n  to: 2kpps\n  curves:\n  - name: c\n    set:\n",
	 "      guests.a%d.vcpu_core: 1\n", "", GUEST TRAFFIC, false},
	{"goals", "goals:\n", "- {}\n", "", GUEST TRAFFIC, false},
	{"a long line", "question: ", "q", "\n", GUEST TRAFFIC, true},
	{"escapes", "question: \"", "\\n", "\"\n", GUEST TRAFFIC, false},
	{"brackets", "x: ", "[", "", NULL, false},
	{"braces", "", "{a: ", "", NULL, false},
	{"dashes", "", "- ", "", NULL, false},
	{"question marks", "", "? ", "", NULL, false},
	{"anchors", "x: [", "&a%d 1,", "]\n", NULL, false},
	{"aliases", "x: [&a 1,", "*a,", "]\n", NULL, false},
	{"tags", "", "%%TAG !%d! x\n", "--- 1\n", NULL, false},
	{"documents", "", "--- 1\n", "", NULL, false},
	{"comments", "", "#\n", "", GUEST TRAFFIC, false},
	{"keys in braces", "x: {", "k%d,", "}\n", NULL, false},
};

#define XML                                                                                                  \
	"<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform version='4.1'>"             \
	"<zone id='z' routing='Full'>"
#define XML_END "</zone></platform>"

static const struct kind platforms[] = {
	{"hosts", XML, "<host id='h%d' speed='1Gf'/>", XML_END, NULL, false},
	{"hosts of one name", XML, "<host id='h' speed='1Gf'/>", XML_END, NULL, false},
	{"links", XML, "<link id='l%d' bandwidth='1Gbps' latency='1us'/>", XML_END, NULL, false},
	{"routes", XML "<host id='a' speed='1Gf'/>", "<route src='a%d' dst='" X60 "'/>", XML_END, NULL,
	 false},
	{"elements", XML, "<hots/>", XML_END, NULL, false},
	{"depth", XML, "<zone>", "", NULL, false},
	{"attributes", XML "<host", " a%d=''", "/>" XML_END, NULL, false},
	{"text", XML, "x <host/>", XML_END, NULL, false},
	{"entities", XML "<host id='", "&amp;", "'/>" XML_END, NULL, false},
	{"open tags", XML, "<", "", NULL, false},
	{"comments", XML, "<!---->", XML_END, NULL, false},
	{"digits", XML "<host id='a' speed='", "1", "'/>" XML_END, NULL, false},
	{"a fraction", XML "<host id='a' speed='1.", "0", "1Gf'/>" XML_END, NULL, false},
};

static void append_unit(GString *s, const char *unit, int i)
{
	for (; *unit; unit++)
		if (*unit == '%' && unit[1] == '%')
			g_string_append_c(s, *unit++);
		else if (g_str_has_prefix(unit, "%d"))
			g_string_append_printf(s, "%d", i), unit++;
		else if (g_str_has_prefix(unit, "%06d"))
			g_string_append_printf(s, "%06d", i), unit += 3;
		else
			g_string_append_c(s, *unit);
}

/* A quarter shows growth with the square as well, and takes a quarter of the time. */
static size_t size_of(const struct kind *k)
{
	return k->extended ? TEXT_FILE_MAX : TEXT_FILE_MAX / 4;
}

static GString *text_of(const struct kind *k)
{
	GString *s = g_string_new(k->above ? FILES : NULL);
	g_string_append(s, k->above ? k->above : "");
	g_string_append(s, k->head);
	size_t size = size_of(k);
	for (int i = 0; s->len + strlen(k->unit) + strlen(k->tail) + 16 < size; i++)
		append_unit(s, k->unit, i);
	g_string_append(s, k->tail);
	CU_ASSERT_TRUE(s->len > size - 200 && s->len <= size);
	return s;
}

static int printed_lines(struct diag *d)
{
	char **lines = faults_printed(d);
	int n = (int)g_strv_length(lines);
	bool more = n == DIAG_LINES + 1 && g_str_has_prefix(lines[DIAG_LINES], "and ") &&
		    strstr(lines[DIAG_LINES], " more error");
	g_strfreev(lines);
	return n <= DIAG_LINES || more ? n : -1;
}

static bool read_scenario(const char *path)
{
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(path, NULL, d);
	bool right = printed_lines(d) >= 0 && (s != NULL) == (diag_count(d) == 0);
	scenario_free(s);
	diag_free(d);
	return right;
}

static bool read_study(const char *path)
{
	struct diag *d = diag_new();
	struct study *study = study_read(path, NULL, d);
	bool right = printed_lines(d) >= 0 && (study != NULL) == (diag_count(d) == 0);
	study_free(study);
	diag_free(d);
	return right;
}

static bool read_platform(const char *path)
{
	struct diag *d = diag_new();
	struct platform *p = platform_read(path, (struct place){"here", 1, 1}, d);
	bool right = printed_lines(d) >= 0 && (p != NULL) == (diag_count(d) == 0);
	platform_free(p);
	diag_free(d);
	return right;
}

/* Reads the file in a process of its own. */
static void check_read(const char *what, const char *path, bool (*read_file)(const char *path))
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		setrlimit(RLIMIT_CPU, &(struct rlimit){SECONDS, SECONDS});
		int64_t before = peak_memory();
		bool right = read_file(path);
		_exit(!right ? 1 : peak_memory() - before > MEMORY ? 2 : 0);
	}
	int status = -1;
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	CU_ASSERT_EQUAL(status, 0);
	if (status)
		printf("\n  %s: status %d", what, status);
}

static void test_scenarios(void)
{
	EACH_CASE (i, kinds, name) {
		GString *text = text_of(&kinds[i]);
		char *folder = folder_new(), *path = file_write(folder, "s.yaml", text->str, text->len);
		check_read(kinds[i].name, path, read_scenario);
		check_read(kinds[i].name, path, read_study);
		if (kinds[i].extended) {
			g_string_erase(text, 0, kinds[i].above ? (gssize)strlen(FILES) : 0);
			g_string_prepend(text, "extends: s.yaml\n");
			char *upper = file_write(folder, "upper.yaml", text->str, text->len);
			check_read("extends it", upper, read_scenario);
			g_free(upper);
		}
		g_free(path);
		folder_remove(folder);
		g_string_free(text, TRUE);
	}
}

static void test_platforms(void)
{
	EACH_CASE (i, platforms, name) {
		GString *text = text_of(&platforms[i]);
		char *folder = folder_new(), *path = file_write(folder, "p.xml", text->str, text->len);
		check_read(platforms[i].name, path, read_platform);
		g_free(path);
		folder_remove(folder);
		g_string_free(text, TRUE);
	}
}

/* A hundred thousand settings of the command line, which a study tries one by one as well. */
static bool read_sets(const char *path)
{
	enum { SETS = 100000 };
	char **sets = g_new0(char *, SETS + 1);
	for (int i = 0; i < SETS; i++)
		sets[i] = g_strdup_printf(i % 2 ? "nic.rx_ring=%d" : "guests.g%d.vcpu_core=x", 64 + i % 1000);
	struct diag *d = diag_new();
	struct study *study = study_read(path, (const char *const *)sets, d);
	bool right = !study && printed_lines(d) == DIAG_LINES + 1;
	diag_free(d);
	g_strfreev(sets);
	return right;
}

static void test_sets(void)
{
	GString *text = text_of(
		&(struct kind){"guests", "guests:\n", "- {name: g%d, vhost_core: 0, vcpu_core: 1}\n", "",
			       TRAFFIC "study: {axes: [{set: load, values: [1kpps, 2kpps]}]}\n", false});
	char *folder = folder_new(), *path = file_write(folder, "s.yaml", text->str, text->len);
	check_read("settings", path, read_sets);
	g_free(path);
	folder_remove(folder);
	g_string_free(text, TRUE);
}

static const struct test_case cases[] = {
	{"scenarios and studies", test_scenarios},
	{"platforms", test_platforms},
	{"settings of the command line", test_sets},
};

SUITE("largest", cases)
