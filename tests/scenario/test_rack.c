/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * More than two hosts: a platform's routes that a switch can stand for, those that it cannot, and the same rack as a file and as
 * the scenario's own hardware.
 */
#include "models/run/run.h"
#include "tests/lib/child.h"
#include "tests/lib/input/faults.h"
#include "tests/lib/input/scenario_text.h"
#include "tests/lib/suite.h"
#include "tools/show/output_json.h"
#include "tools/study/crawl/scenario_file.h"

#define PROFILE SOURCE_DIR "/scenarios/costs/x86-3.3GHz.yaml"
#define HEAD                                                                                                 \
	"<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\"><platform version='4.1'><zone "       \
	"id='z' routing='Full'>"
#define HOST(id) "<host id='" id "' speed='3Gf' core='2'/>"
#define LINK(id) "<link id='" id "' bandwidth='1Gbps' latency='1us'/>"
#define PARTS                                                                                                \
	HEAD HOST("server") HOST("b") HOST("c") LINK("wire") LINK("wire-b")                                  \
		LINK("wire-c") "<link id='flat' bandwidth='1Gbps' latency='0s'/>"
#define VIA(a, b, x, y) "<route src='" a "' dst='" b "'><link_ctn id='" x "'/><link_ctn id='" y "'/></route>"
#define END "</zone></platform>"
#define SERVER_B VIA("server", "b", "wire", "wire-b")
#define SERVER_C VIA("server", "c", "wire", "wire-c")
#define SCENARIO                                                                                             \
	"warmup: 1ms\nduration: 9ms\ncosts: " PROFILE "\nguests:\n"                                          \
	"  - {name: x, vhost_core: 0, vcpu_core: 1}\n"                                                       \
	"  - {name: y, host: b, vhost_core: 0, vcpu_core: 1}\n"                                              \
	"  - {name: z, host: c, vhost_core: 0, vcpu_core: 1}\n"                                              \
	"traffic:\n  - {from: x, to: y, rate: 20kpps}\n  - {from: z, to: y, rate: 20kpps}\n"                 \
	"  - {from: y, to: z, rate: 20kpps, arrivals: poisson}\n"

static const struct {
	const char *platform, *fault;
} platforms[] = {
	{PARTS SERVER_B SERVER_C VIA("b", "c", "wire-b", "wire-c") END, NULL},
	{PARTS SERVER_B SERVER_C VIA("c", "b", "wire-c", "wire-b") END, NULL},
	{PARTS SERVER_B SERVER_C END, "s.yaml:8:21: error: hosts c and b need a route of two links or more"},
	{PARTS SERVER_B VIA("b", "c", "wire-b", "wire-c") END,
	 "s.yaml:8:21: error: hosts c and server need a route of two links or more"},
	{PARTS SERVER_B SERVER_C "<route src='b' dst='c'><link_ctn id='wire-b'/></route>" END,
	 "s.yaml:8:21: error: hosts c and b need a route of two links or more"},
	{PARTS SERVER_B SERVER_C "<route src='b' dst='c'><link_ctn id='wire-b'/><link_ctn "
				 "id='wire'/><link_ctn id='wire-c'/></route>" END,
	 "s.yaml:8:21: error: link wire stands between two others on the route between hosts c and b"},
	{PARTS SERVER_B SERVER_C VIA("b", "c", "wire-b", "wire") END,
	 "s.yaml:8:21: error: the route between hosts c and b leaves one of them over another link"},
	{PARTS SERVER_B SERVER_C VIA("b", "c", "wire", "wire-c") END,
	 "s.yaml:8:21: error: the route between hosts c and b leaves one of them over another link"},
	{PARTS VIA("server", "b", "wire", "flat") SERVER_C VIA("b", "c", "flat", "wire-c") END,
	 "s.yaml:7:21: error: link flat joins machines and needs a latency, of 1ns at least"},
	{HEAD HOST("server") HOST("b") LINK("wire") LINK("wire-b") SERVER_B END,
	 "s.yaml:8:21: error: platform FOLDER/p.xml has no host named c"},
};

static void test_platforms(void)
{
	EACH_CASE (i, platforms, platform) {
		const struct text_part parts[] = {{"p.xml", platforms[i].platform},
						  {"s.yaml", "platform: p.xml\n" SCENARIO}};
		char *folder = text_files(parts, G_N_ELEMENTS(parts)),
		     *path = g_build_filename(folder, "s.yaml", NULL);
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(path, NULL, d);
		CU_ASSERT_EQUAL(s != NULL, !platforms[i].fault);
		scenario_free(s);
		text_faults(platforms[i].platform, folder, d, &platforms[i].fault,
			    platforms[i].fault ? 1 : 0);
		g_free(path);
		text_files_remove(folder);
	}
}

/* Two tiers: hosts server and b on one switch, c on another. */
#define TRUNK(id) "<link id='" id "' bandwidth='500Mbps' latency='2us' sharing_policy='SPLITDUPLEX'/>"
#define OVER(a, b, x, y)                                                                                     \
	"<route src='" a "' dst='" b "'><link_ctn id='" x "'/><link_ctn id='up' direction='UP'/>"            \
	"<link_ctn id='over' direction='DOWN'/><link_ctn id='" y "'/></route>"
#define TIERS                                                                                                \
	PARTS TRUNK("up") TRUNK("over") SERVER_B OVER("server", "c", "wire", "wire-c")                       \
		OVER("b", "c", "wire-b", "wire-c") END

struct rack_run {
	const char *path;
	enum sync sync;
	int threads;
};

static void print_run(const void *arg)
{
	const struct rack_run *r = arg;
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(r->path, NULL, d);
	if (!s)
		_exit(1);
	s->general.platform = g_strdup(""); /* what differs on purpose */
	const struct run_settings settings = {.sync = r->sync, .threads = r->threads};
	fputs(output_json(s, run_scenario(s, &settings), false), stdout);
}

/* From "settings" on it says where the hardware comes from. */
static char *figures_of(const char *path, enum sync sync, int threads)
{
	struct child c = child_world(print_run, &(struct rack_run){path, sync, threads});
	CU_ASSERT_EQUAL(c.status, 0);
	char *settings = strstr(c.out, "\"settings\"");
	CU_ASSERT_PTR_NOT_NULL_FATAL(settings);
	CU_ASSERT_PTR_NOT_NULL(strstr(c.out, "\"delivered\""));
	char *figures = g_strndup(c.out, (gsize)(settings - c.out));
	child_free(&c);
	return figures;
}

#define OWN "host: {cores: 2, clock: 3GHz}\nwire: {bandwidth: 1Gbps, latency: 1us}\n"
#define OWN_TIERS "fabric: {hosts: 2, uplink: 500Mbps, uplink_latency: 2us"

static const struct {
	struct text_part part[3]; /* the last two: scenarios with the same figures */
	bool loses;		  /* at a switch */
} racks[] = {
	{{{"p.xml", PARTS SERVER_B SERVER_C VIA("b", "c", "wire-b", "wire-c") END},
	  {"s.yaml", "platform: p.xml\n" SCENARIO},
	  {"own/s.yaml", OWN SCENARIO}},
	 false},
	{{{"p.xml", TIERS},
	  {"s.yaml", "platform: p.xml\n" SCENARIO},
	  {"own/s.yaml", OWN OWN_TIERS "}\n" SCENARIO}},
	 false},
	{{{"p.xml", TIERS},
	  {"s.yaml", "seed: 1\n" OWN OWN_TIERS ", queue: 9100B}\n" SCENARIO
		     "  - {from: x, to: z, rate: 60kpps, frame: 1518B}\n"},
	  {"own/s.yaml",
	   OWN OWN_TIERS ", queue: 9100B}\n" SCENARIO "  - {from: x, to: z, rate: 60kpps, frame: 1518B}\n"}},
	 true},
};

#define LOST "\"switch/queue_full\": " /* of all packets: it comes first */

/* The rack of a file, by window and by event, with one thread and with several, and the scenario's own. */
static void test_alike(void)
{
	EACH_CASE (i, racks) {
		char *folder = text_files(racks[i].part, 3), *file = g_build_filename(folder, "s.yaml", NULL),
		     *own = g_build_filename(folder, "own", "s.yaml", NULL);
		char *figures[] = {figures_of(file, SYNC_WINDOW, 1), figures_of(file, SYNC_EVENT, 1),
				   figures_of(file, SYNC_WINDOW, 2), figures_of(file, SYNC_EVENT, 3),
				   figures_of(own, SYNC_WINDOW, 1)};
		CU_ASSERT(strlen(figures[0]) > 5000);
		const char *lost = strstr(figures[0], LOST);
		CU_ASSERT_EQUAL(lost && atoi(lost + strlen(LOST)) > 0, racks[i].loses);
		for (size_t k = 0; k < G_N_ELEMENTS(figures); k++) {
			CU_ASSERT_STRING_EQUAL(figures[k], figures[0]);
		}
		for (size_t k = 0; k < G_N_ELEMENTS(figures); k++)
			g_free(figures[k]);
		g_free(file);
		g_free(own);
		text_files_remove(folder);
	}
}

/* ---- settings of switches ---- */

static const struct {
	const char *text, *fault;
} settings[] = {
	{"platform: p.xml\nfabric: {queue: 20kB}\n" SCENARIO, NULL},
	{"platform: p.xml\nfabric: {hosts: 2}\n" SCENARIO,
	 "s.yaml:2:17: error: fabric.hosts is given beside a platform file"},
	{OWN "fabric: {queue: 9000B}\n" SCENARIO, "s.yaml:3:17: error: fabric.queue has no room"},
	{OWN "fabric: {queue: 20kB}\ncosts: " PROFILE
	     "\nguests:\n  - {name: x, vhost_core: 0, vcpu_core: 1}\n"
	     "traffic:\n  - {to: x, rate: 20kpps}\n",
	 "s.yaml:3:17: error: fabric.queue has no switch to be of: there are 1 hosts"},
};

static void test_settings(void)
{
	EACH_CASE (i, settings, text) {
		const struct text_part parts[] = {{"p.xml", TIERS}, {"s.yaml", settings[i].text}};
		char *folder = text_files(parts, G_N_ELEMENTS(parts)),
		     *path = g_build_filename(folder, "s.yaml", NULL);
		struct diag *d = diag_new();
		struct scenario *s = scenario_read(path, NULL, d);
		CU_ASSERT_EQUAL(s != NULL, !settings[i].fault);
		scenario_free(s);
		text_faults(settings[i].text, folder, d, &settings[i].fault, settings[i].fault ? 1 : 0);
		g_free(path);
		text_files_remove(folder);
	}
}

static const struct test_case cases[] = {
	{"routes that a switch can stand for, and others", test_platforms},
	{"a rack of a file, by window and by event, with threads, and the scenario's own", test_alike},
	{"settings of switches", test_settings},
};
SUITE("rack", cases)
