/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/base/check.h"
#include "sim/input/option.h"
#include "tests/lib/suite.h"
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct settings {
	bool busy_poll;
	int64_t rx_ring;
	int64_t coalesce;
	int64_t budget; /* no default, no bounds */
	int kernel;
	char *name;
	char *note; /* no default */
	struct frame_mix frames;
};

static const char *const kernels[] = {"3.13", "5.10", "6.6", NULL};

enum { BUSY_POLL, RX_RING, COALESCE, BUDGET, KERNEL, NAME, NOTE, FRAMES };

#define AT(field) .offset = offsetof(struct settings, field)

static const struct option options[] = {
	[BUSY_POLL] = {.key = "busy_poll", .type = OPTION_BOOL, AT(busy_poll), .def = "yes"},
	[RX_RING] = {.key = "rx_ring",
		     .type = OPTION_VALUE,
		     .unit = UNIT_COUNT,
		     AT(rx_ring),
		     .def = "512",
		     .min = "64",
		     .max = "4096"},
	[COALESCE] = {.key = "coalesce",
		      .type = OPTION_VALUE,
		      .unit = UNIT_TIME,
		      AT(coalesce),
		      .def = "50us",
		      .min = "0ps",
		      .max = "1ms"},
	[BUDGET] = {.key = "budget", .type = OPTION_VALUE, .unit = UNIT_COUNT, AT(budget)},
	[KERNEL] = {.key = "kernel", .type = OPTION_CHOICE, AT(kernel), .def = "5.10", .choices = kernels},
	[NAME] = {.key = "name", .type = OPTION_TEXT, AT(name), .def = "eth0"},
	[NOTE] = {.key = "note", .type = OPTION_TEXT, AT(note)},
	[FRAMES] = {.key = "frames",
		    .type = OPTION_FRAMES,
		    AT(frames),
		    .def = "imix",
		    .min = "64B",
		    .max = "9018B"},
};

static const struct option_table table = {
	"nic", "A network card.", options, G_N_ELEMENTS(options), sizeof(struct settings),
};

static struct settings defaults(void)
{
	struct settings s = {0};
	option_defaults(&table, &s);
	return s;
}

static bool same_mix(const struct frame_mix *a, const struct frame_mix *b)
{
	bool same = a->n == b->n;
	for (int i = 0; same && i < a->n; i++)
		same = a->size[i] == b->size[i] && a->weight[i] == b->weight[i];
	return same;
}

static const struct frame_mix imix = {3, {64, 594, 1518}, {7, 4, 1}};

static void test_find(void)
{
	CU_ASSERT_PTR_EQUAL(option_find(&table, "rx_ring"), &options[RX_RING]);
	CU_ASSERT_PTR_EQUAL(option_find(&table, "frames"), &options[FRAMES]);
	CU_ASSERT_PTR_NULL(option_find(&table, "rx_rin"));
	CU_ASSERT_PTR_NULL(option_find(&table, "rx_rings"));
	CU_ASSERT_PTR_NULL(option_find(&table, ""));
}

static void test_defaults(void)
{
	struct settings s = defaults();
	CU_ASSERT_TRUE(s.busy_poll);
	CU_ASSERT_EQUAL(s.rx_ring, 512);
	CU_ASSERT_EQUAL(s.coalesce, 50000000);
	CU_ASSERT_EQUAL(s.budget, 0);
	CU_ASSERT_EQUAL(s.kernel, 1);
	CU_ASSERT_STRING_EQUAL(s.name, "eth0");
	CU_ASSERT_STRING_EQUAL(s.note, "");
	CU_ASSERT_TRUE(same_mix(&s.frames, &imix));
	option_clear(&table, &s);
	CU_ASSERT_PTR_NULL(s.name);
	CU_ASSERT_PTR_NULL(s.note);
}

/* What is accepted, and how it is written back. */
static void test_accepted(void)
{
	static const struct {
		int option;
		const char *text, *written;
	} cases[] = {
		{BUSY_POLL, "yes", "yes"},
		{BUSY_POLL, "true", "yes"},
		{BUSY_POLL, "no", "no"},
		{BUSY_POLL, "false", "no"},
		{RX_RING, "64", "64"},
		{RX_RING, "4096", "4096"},
		{COALESCE, "0ns", "0ps"},
		{COALESCE, "1000us", "1ms"},
		{BUDGET, "9223372036854775807", "9223372036854775807"},
		{KERNEL, "3.13", "3.13"},
		{KERNEL, "6.6", "6.6"},
		{NAME, "", ""},
		{NAME, "a b, c: \"d\"", "a b, c: \"d\""},
		{FRAMES, "64B", "64B"},
		{FRAMES, "64B:1", "64B"},
		{FRAMES, "64B:5", "64B:5"},
		{FRAMES, "9018B", "9018B"},
		{FRAMES, "imix", "64B:7,594B:4,1518B:1"},
		{FRAMES, "64B:7,594B:4,1518B:1", "64B:7,594B:4,1518B:1"},
		{FRAMES, "64B:7, 594B:4,  1518B:1000000", "64B:7,594B:4,1518B:1000000"},
		{FRAMES, "64B,1 KiB", "64B:1,1024B:1"},
		{FRAMES, "64B,65B,66B,67B,68B,69B,70B,71B:2",
		 "64B:1,65B:1,66B:1,67B:1,68B:1,69B:1,70B:1,71B:2"},
	};
	EACH_CASE (i, cases, option) {
		const struct option *opt = &options[cases[i].option];
		struct settings s = defaults();
		char *why = NULL;
		CU_ASSERT_TRUE(option_parse(opt, cases[i].text, &s, &why));
		CU_ASSERT_PTR_NULL(why);
		char *written = option_format(opt, &s);
		CU_ASSERT_STRING_EQUAL(written, cases[i].written);
		g_free(written);
		g_free(why);
		option_clear(&table, &s);
	}
}

static void test_storage(void)
{
	struct settings s = defaults();
	char *why = NULL;
	CU_ASSERT_TRUE(option_parse(&options[BUSY_POLL], "no", &s, &why));
	CU_ASSERT_TRUE(option_parse(&options[COALESCE], "20us", &s, &why));
	CU_ASSERT_TRUE(option_parse(&options[KERNEL], "6.6", &s, &why));
	CU_ASSERT_TRUE(option_parse(&options[NAME], s.name, &s, &why)); /* its own former value */
	CU_ASSERT_TRUE(option_parse(&options[FRAMES], "1024B:3,128B", &s, &why));
	static const struct frame_mix two = {2, {1024, 128}, {3, 1}};
	CU_ASSERT_FALSE(s.busy_poll);
	CU_ASSERT_EQUAL(s.coalesce, 20000000);
	CU_ASSERT_EQUAL(s.kernel, 2);
	CU_ASSERT_STRING_EQUAL(s.name, "eth0");
	CU_ASSERT_TRUE(same_mix(&s.frames, &two));
	CU_ASSERT_EQUAL(s.rx_ring, 512);
	option_clear(&table, &s);
}

#define TIMES "a time is written like 50us (ps, ns, us, ms, s)"
#define SIZES "a size is written like 64B (B, KiB, MiB, GiB, kB, MB, GB)"
#define MIXES "frames are written like 64B, imix or 64B:7,594B:4,1518B:1, up to 8 sizes"
#define NINE "64B,65B,66B,67B,68B,69B,70B,71B,72B"

/* What is refused, and what is said; the settings stay as they were. */
static void test_refused(void)
{
	static const struct {
		int option;
		const char *text, *why;
	} cases[] = {
		{BUSY_POLL, "on", "busy_poll \"on\" is neither yes nor no"},
		{BUSY_POLL, "Yes", "busy_poll \"Yes\" is neither yes nor no"},
		{BUSY_POLL, "", "busy_poll \"\" is neither yes nor no"},
		{RX_RING, "8", "rx_ring 8 is below the smallest, 64"},
		{RX_RING, "63", "rx_ring 63 is below the smallest, 64"},
		{RX_RING, "4097", "rx_ring 4097 is above the largest, 4096"},
		{RX_RING, "512B", "rx_ring \"512B\" is a size; a whole number is written like 512"},
		{COALESCE, "50", "coalesce \"50\" has no unit; " TIMES},
		{COALESCE, "1.001ms", "coalesce 1.001ms is above the largest, 1ms"},
		{KERNEL, "5.01", "kernel \"5.01\" is not one of 3.13, 5.10, 6.6; did you mean 5.10?"},
		{KERNEL, "latest", "kernel \"latest\" is not one of 3.13, 5.10, 6.6"},
		{NOTE, "", "note is empty"},
		{FRAMES, "", "frames \"\" has no size; " MIXES},
		{FRAMES, "imix,64B", "frames \"imix\" does not begin with a digit; " SIZES},
		{FRAMES, "63B", "frames 63B is below the smallest, 64B"},
		{FRAMES, "64B:1,9019B:2", "frames 9019B is above the largest, 9018B"},
		{FRAMES, "64B,", "frames \"\" is empty; " SIZES},
		{FRAMES, " 64B", "frames \" 64B\" has a blank too many; " SIZES},
		{FRAMES, "64:7", "frames \"64\" has no unit; " SIZES},
		{FRAMES, "64B:0", "frame weight 0 is below the smallest, 1"},
		{FRAMES, "64B:1000001", "frame weight 1000001 is above the largest, 1000000"},
		{FRAMES, "64B:", "frame weight \"\" is empty; a whole number is written like 512"},
		{FRAMES, "64B:1:2",
		 "frame weight \"1:2\" goes on after its number; a whole number is written like 512"},
		{FRAMES, NINE, "frames \"" NINE "\" has too many sizes; " MIXES},
	};
	struct settings s = defaults();
	struct settings before = s;
	EACH_CASE (i, cases, option) {
		char *why = NULL;
		CU_ASSERT_FALSE(option_parse(&options[cases[i].option], cases[i].text, &s, &why));
		CU_ASSERT_PTR_NOT_NULL_FATAL(why);
		CU_ASSERT_STRING_EQUAL(why, cases[i].why);
		if (strcmp(why, cases[i].why) != 0)
			fprintf(stderr, "case %zu: %s\n     not: %s\n", i, why, cases[i].why);
		/* The padding was copied, too. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
		CU_ASSERT_EQUAL(memcmp(&s, &before, sizeof(s)), 0);
		g_free(why);
	}
	option_clear(&table, &s);
}

/* The exit status of a process of its own that does nothing but option_defaults with one option. */
static int status_of_defaults(struct option opt)
{
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		struct option_table one = {"nic", "A network card.", &opt, 1, sizeof(struct settings)};
		struct settings s = {0};
		if (!freopen("/dev/null", "w", stderr))
			_exit(EXIT_FAILURE);
		option_defaults(&one, &s);
		_exit(EXIT_SUCCESS);
	}
	int status = 0;
	CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_broken_tables(void)
{
	struct option good = options[RX_RING];
	struct option bad_default = good, bad_bound = good, out_of_range = good;
	bad_default.def = "512B";
	bad_bound.min = "64B";
	out_of_range.def = "8";
	CU_ASSERT_EQUAL(status_of_defaults(good), EXIT_SUCCESS);
	CU_ASSERT_EQUAL(status_of_defaults(bad_default), EXIT_INTERNAL);
	CU_ASSERT_EQUAL(status_of_defaults(bad_bound), EXIT_INTERNAL);
	CU_ASSERT_EQUAL(status_of_defaults(out_of_range), EXIT_INTERNAL);
}

static const struct test_case tests[] = {
	{"finding an option", test_find},
	{"defaults", test_defaults},
	{"values that are accepted, as written back", test_accepted},
	{"where values are stored", test_storage},
	{"values that are refused, and what is said", test_refused},
	{"tables that are themselves wrong", test_broken_tables},
};

SUITE("option", tests)
