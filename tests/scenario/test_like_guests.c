/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Like guests: a list with a count reads as the same guests written one by one, and its faults have their places.
 */
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/study/crawl/scenario_file.h"
#include "tools/study/plan/identity.h"
#include "tools/study/plan/plan.h"

#define HEAD "host: {cores: 8}\ncosts: " PROFILE "\n"

static struct scenario *read_text(const char *text, const char *const *sets, struct diag *d, char **folder)
{
	const struct text_part part = {"s.yaml", text};
	*folder = text_files(&part, 1);
	char *path = g_build_filename(*folder, "s.yaml", NULL);
	struct scenario *s = scenario_read(path, sets, d);
	g_free(path);
	return s;
}

/* ---- the same, written one by one ---- */

static const struct {
	const char *list, *one_by_one;
} equal[] = {
	{"guests: [{name: vm, count: 3, vhost_core: 1, vcpu_core: 4}]\ntraffic: [{to: vm, rate: 1kpps}]\n",
	 "guests: [{name: vm0, vhost_core: 1, vcpu_core: 4}, {name: vm1, vhost_core: 2, vcpu_core: 5},"
	 "{name: vm2, vhost_core: 3, vcpu_core: 6}]\n"
	 "traffic: [{to: vm0, rate: 1kpps}, {to: vm1, rate: 1kpps}, {to: vm2, rate: 1kpps}]\n"},
	{"guests: [{name: vm, count: 1, vhost_core: 1, vcpu_core: 4}]\ntraffic: [{to: vm, rate: 1kpps}]\n",
	 "guests: [{name: vm0, vhost_core: 1, vcpu_core: 4}]\ntraffic: [{to: vm0, rate: 1kpps}]\n"},
	/* workers in turn on 6 and 7, vCPUs on 4 and 5 */
	{"guests: [{name: vm, count: 3, vhost_core: 6, vcpu_core: 4}]\ntraffic: [{to: vm1, rate: 1kpps}]\n",
	 "guests: [{name: vm0, vhost_core: 6, vcpu_core: 4}, {name: vm1, vhost_core: 7, vcpu_core: 5},"
	 "{name: vm2, vhost_core: 6, vcpu_core: 4}]\ntraffic: [{to: vm1, rate: 1kpps}]\n"},
	/* two vCPUs and two workers each */
	{"guests: [{name: vm, count: 3, vhost_core: 0, vcpu_core: 4, queues: 2, spread: yes}]\n"
	 "traffic: [{to: vm0, rate: 1kpps}]\n",
	 "guests: [{name: vm0, vhost_core: 0, vcpu_core: 4, queues: 2, spread: yes},"
	 "{name: vm1, vhost_core: 2, vcpu_core: 6, queues: 2, spread: yes},"
	 "{name: vm2, vhost_core: 0, vcpu_core: 4, queues: 2, spread: yes}]\ntraffic: [{to: vm0, rate: "
	 "1kpps}]\n"},
	/* sources from list to list, and a next hop in a list, by number */
	{"guests: [{name: a, count: 2, vhost_core: 0, vcpu_core: 1, app: forward, to: c},"
	 "{name: b, vhost_core: 3, vcpu_core: 7}, {name: c, count: 2, vhost_core: 4, vcpu_core: 5}]\n"
	 "traffic: [{from: c, to: a, rate: 1kpps}, {to: b, rate: 2kpps}]\n",
	 "guests: [{name: a0, vhost_core: 0, vcpu_core: 1, app: forward, to: c0},"
	 "{name: a1, vhost_core: 0, vcpu_core: 2, app: forward, to: c1}, {name: b, vhost_core: 3, vcpu_core: "
	 "7},"
	 "{name: c0, vhost_core: 4, vcpu_core: 5}, {name: c1, vhost_core: 4, vcpu_core: 6}]\n"
	 "traffic: [{from: c0, to: a0, rate: 1kpps}, {from: c1, to: a1, rate: 1kpps}, {to: b, rate: "
	 "2kpps}]\n"},
};

static char *settings_in(const char *text)
{
	char *folder, *full = g_strconcat(HEAD, text, NULL);
	struct diag *d = diag_new();
	struct scenario *s = read_text(full, NULL, d, &folder);
	faults_expect(text, d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	char *settings = settings_of(s);
	scenario_free(s);
	g_free(full);
	text_files_remove(folder);
	return settings;
}

static void test_equal(void)
{
	EACH_CASE (i, equal, list) {
		char *list = settings_in(equal[i].list), *one_by_one = settings_in(equal[i].one_by_one);
		CU_ASSERT_STRING_EQUAL(list, one_by_one);
		g_free(list);
		g_free(one_by_one);
	}
}

/* ---- faults ---- */

#define TWO "guests:\n  - {name: a, vhost_core: 0, vcpu_core: 1}\n"
#define LIST HEAD TWO "  - {name: vm, count: 3, vhost_core: 1, vcpu_core: 4}\n" /* lines 3 to 5 */

static const struct {
	const char *text, *const sets[3];
	const char *faults[3];
	int n;
} bad[] = {
	{HEAD
	 "guests: [{name: vm, count: 20, vhost_core: 8, vcpu_core: 1}]\ntraffic: [{to: vm, rate: 1kpps}]\n",
	 {NULL},
	 {"s.yaml:3:44: error: vhost_core 8 does not exist: host server has 8 cores, 0 to 7"},
	 1},
	{LIST "traffic: [{to: vm3, rate: 1kpps}]\n",
	 {NULL},
	 {"s.yaml:6:16: error: there is no guest vm3"},
	 1},
	{LIST "traffic: [{to: a, rate: 1kpps}, {to: vm, rate: 0pps}]\n",
	 {NULL},
	 {"s.yaml:6:", "s.yaml:6:", "s.yaml:6:"},
	 3},
	{LIST "traffic: [{to: vm, rate: 1kpps}]\n",
	 {"guests.vm.count=4097"},
	 {"--set guests.vm.count=4097: error: count 4097 is above the largest, 4096"},
	 1},
	{LIST "traffic: [{to: vm, rate: 1kpps}]\n",
	 {"guests.vm1.vcpu_core=3"},
	 {"--set guests.vm1.vcpu_core=3: error: there is no guests.vm1"},
	 1},
	{LIST "traffic: [{to: vm, rate: 1kpps}]\n",
	 {"guests.a.name=vm2"},
	 {"s.yaml:5:12: error: there is another guest named vm2; names must differ"},
	 1},
};

static void test_faults(void)
{
	EACH_CASE (i, bad, text) {
		char *folder;
		struct diag *d = diag_new();
		CU_ASSERT_PTR_NULL(read_text(bad[i].text, bad[i].sets, d, &folder));
		text_faults(bad[i].faults[0], folder, d, bad[i].faults, bad[i].n);
		text_files_remove(folder);
	}
}

/* As many lists as it takes; the first that is too much is named. */
static void test_too_many(void)
{
	GString *text = g_string_new(HEAD "guests:\n");
	for (int i = 0; i < 25; i++)
		g_string_append_printf(text, "  - {name: l%c, count: 4096, vhost_core: 1, vcpu_core: 4}\n",
				       'a' + i);
	g_string_append(text, "traffic: [{to: la, rate: 1pps}]\n");
	const char *expected = "s.yaml:28:23: error: there are more than 100000 guests";
	char *folder;
	struct diag *d = diag_new();
	CU_ASSERT_PTR_NULL(read_text(text->str, NULL, d, &folder));
	char **lines = faults_printed(d);
	CU_ASSERT_PTR_NOT_NULL(strstr(lines[0], expected));
	g_strfreev(lines);
	diag_free(d);
	text_files_remove(folder);
	g_string_free(text, TRUE);
}

/* ---- their number as an axis ---- */

static void test_axis(void)
{
	const char *text = LIST "traffic: [{to: vm, rate: 1kpps}]\n"
				"study: {axes: [{set: guests.vm.count, from: 1, to: 4, step: 1}]}\n";
	const struct text_part part = {"s.yaml", text};
	char *folder = text_files(&part, 1), *path = g_build_filename(folder, "s.yaml", NULL);
	struct diag *d = diag_new();
	struct study *s = study_read(path, NULL, d);
	faults_expect("axis", d, NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s);
	CU_ASSERT_EQUAL(s->points->len, 4);
	for (guint i = 0; i < s->points->len; i++) {
		const struct study_point *p = g_ptr_array_index(s->points, i);
		CU_ASSERT_DOUBLE_EQUAL(p->cost, (i + 1) * 550.0,
				       1); /* packets of half a second and a warm-up */
	}
	study_free(s);
	g_free(path);
	text_files_remove(folder);
}

static const struct test_case cases[] = {
	{"one by one", test_equal},
	{"faults", test_faults},
	{"too many", test_too_many},
	{"an axis", test_axis},
};

SUITE("like guests", cases)
