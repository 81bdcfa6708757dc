/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * More than two hosts: a platform's routes that a switch can stand for, those that it cannot, and the same rack as a file and as
 * the scenario's own hardware.
 */
#include "models/run/run.h"
#include "tests/lib/child.h"
#include "tests/lib/faults.h"
#include "tests/lib/scenario_text.h"
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

struct rack_run {
	const char *path;
	enum sync sync;
};

static void print_run(const void *arg)
{
	const struct rack_run *r = arg;
	struct diag *d = diag_new();
	struct scenario *s = scenario_read(r->path, NULL, d);
	if (!s)
		_exit(1);
	s->general.platform = g_strdup(""); /* what differs on purpose */
	fputs(output_json(s, run_scenario(s, &(struct run_settings){.sync = r->sync}), false), stdout);
}

/* From "settings" on it says where the hardware comes from. */
static char *figures_of(const char *path, enum sync sync)
{
	struct child c = child_run(print_run, &(struct rack_run){path, sync});
	CU_ASSERT_EQUAL(c.status, 0);
	char *settings = strstr(c.out, "\"settings\"");
	CU_ASSERT_PTR_NOT_NULL_FATAL(settings);
	CU_ASSERT_PTR_NOT_NULL(strstr(c.out, "\"delivered\""));
	char *figures = g_strndup(c.out, (gsize)(settings - c.out));
	child_free(&c);
	return figures;
}

/* The rack of a file, by window and by event, and the scenario's own. */
static void test_alike(void)
{
	static const struct text_part parts[] = {
		{"p.xml", PARTS SERVER_B SERVER_C VIA("b", "c", "wire-b", "wire-c") END},
		{"s.yaml", "platform: p.xml\n" SCENARIO},
		{"own/s.yaml",
		 "host: {cores: 2, clock: 3GHz}\nwire: {bandwidth: 1Gbps, latency: 1us}\n" SCENARIO}};
	char *folder = text_files(parts, G_N_ELEMENTS(parts)),
	     *file = g_build_filename(folder, "s.yaml", NULL),
	     *own = g_build_filename(folder, "own", "s.yaml", NULL);
	char *window = figures_of(file, SYNC_WINDOW), *event = figures_of(file, SYNC_EVENT),
	     *other = figures_of(own, SYNC_WINDOW);
	CU_ASSERT(strlen(window) > 5000);
	CU_ASSERT_STRING_EQUAL(window, event);
	CU_ASSERT_STRING_EQUAL(window, other);
	g_free(window);
	g_free(event);
	g_free(other);
	g_free(file);
	g_free(own);
	text_files_remove(folder);
}

static const struct test_case cases[] = {
	{"routes that a switch can stand for, and others", test_platforms},
	{"a rack of a file, by window and by event, and the scenario's own", test_alike},
};
SUITE("rack", cases)
