/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Warnings before a run: each at the place of its setting, and none of what is usual.
 */
#include "tests/lib/suite.h"
#include "tools/scenario/scenario_base.h"
#include <stdio.h>

#define SCENARIOS SOURCE_DIR "/scenarios/"

static const struct warned {
	const char *scenario;
	const char *sets[8];
	const char *lines[4]; /* how each begins; NULL: no more */
} warned[] = {
	{"shared-core.yaml", {NULL}, {NULL}},
	{"isolation.yaml", {NULL}, {NULL}},
	{"multiqueue.yaml", {NULL}, {NULL}},
	{"vhost-user.yaml", {NULL}, {NULL}},
	{"shared-core.yaml", {"traffic.start=549ms"}, {NULL}},
	{"shared-core.yaml",
	 {"traffic.start=550ms"},
	 {"--set traffic.start=550ms: warning: this source never sends: it starts at 550ms, and the run ends "
	  "at 550ms"}},
	{"shared-core.yaml",
	 {"nic.core=1"},
	 {SCENARIOS "shared-core.yaml:12:43: warning: core 1 has the NIC's interrupts and a vCPU of vm0;"}},
	{"shared-core.yaml", {"nic.core=1", "flow=callback"}, {NULL}},
	{"shared-core.yaml", {"nic.core=1", "guests.vhost_core=1"}, {NULL}}, /* all on one core: meant */
	{"multiqueue.yaml",
	 {"nic.core=31"},
	 {SCENARIOS "multiqueue.yaml:19:68: warning: core 32 has the NIC's interrupts and a vCPU of vm0;",
	  SCENARIOS "multiqueue.yaml:19:68: warning: core 33 has the NIC's interrupts and a vCPU of vm0;",
	  SCENARIOS "multiqueue.yaml:19:68: warning: core 34 has the NIC's interrupts and a vCPU of vm0;"}},
	{"rps.yaml", {"nic.rps_cpus=0-4"}, {NULL}}, /* beside interrupts and a worker: it may be meant */
	{"rps.yaml",
	 {"nic.rps_cpus=3,5"},
	 {SCENARIOS "rps.yaml:20:43: warning: core 5 has what RPS spreads and a vCPU of vm0;"}},
	{"rps.yaml",
	 {"nic.rps_cpus=", "nic.queues=3", "nic.further_cores=7,1"},
	 {SCENARIOS "rps.yaml:21:43: warning: core 7 has the NIC's interrupts and a vCPU of vm1;"}},
	{"ovs.yaml", {NULL}, {NULL}},
	{"ovs.yaml",
	 {"switch.handler_core=4"},
	 {SCENARIOS
	  "ovs.yaml:23:47: warning: core 4 has a handler thread of ovs-vswitchd and a vCPU of flooded;"}},
	{"separate-cores.yaml",
	 {"guests.vhost_core=1"},
	 {"--set guests.vhost_core=1: warning: core 1 has a vCPU of vm0 and the backend of vm0;"}},
	{"passthrough.yaml", {"guests.vhost_core=1"}, {NULL}},
	{"isolation.yaml",
	 {"guests.quiet.vcpu_core=1"},
	 {"--set guests.quiet.vcpu_core=1: warning: core 1 has a vCPU of flooded and a vCPU of quiet;"}},
	{"isolation.yaml", {"guests.quiet.vcpu_core=1", "traffic.quiet.to=flooded"}, {NULL}},
	{"vhost-user.yaml",
	 {"pmd.core=1"},
	 {"--set pmd.core=1: warning: core 1 has a vCPU of vm0 and the switch, which polls all the time;"}},
	{"two-servers.yaml",
	 {"guests.far.vcpu_core=0", "guests.far.vhost_core=1"},
	 {"--set guests.far.vcpu_core=0: warning: core 0 has the NIC's interrupts and a vCPU of far;"}},
	{"separate-cores.yaml",
	 {"platform=", "host.cores=4", "host.clock=3.3GHz", "wire.bandwidth=1kbps", "wire.latency=1us",
	  "traffic.rate=1pps"},
	 {SCENARIOS
	  "separate-cores.yaml: warning: no frame crosses the link wire before the run ends at 550ms"}},
};

static char *printed(const struct warned *w)
{
	char *text, *path = g_strconcat(SCENARIOS, w->scenario, NULL);
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct diag *d = diag_new();
	struct scenario_base *b = scenario_base_read(path, d);
	struct scenario *s = b ? scenario_base_make(b, w->sets, d) : NULL;
	diag_print(d, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(s);
	scenario_free(s);
	scenario_base_free(b);
	diag_free(d);
	g_free(path);
	return text;
}

static void test_warnings(void)
{
	EACH_CASE (i, warned, scenario) {
		char *text = printed(&warned[i]), **lines = g_strsplit(text, "\n", -1);
		guint n = 0;
		for (; n < 4 && warned[i].lines[n]; n++) {
			bool same = lines[n] && g_str_has_prefix(lines[n], warned[i].lines[n]);
			if (!same)
				printf("\n    %s %s: %s", warned[i].scenario, warned[i].lines[n], text);
			CU_ASSERT(same);
		}
		guint there = *text ? g_strv_length(lines) - 1 : 0;
		if (there != n)
			printf("\n    %s: more than %u: %s", warned[i].scenario, n, text);
		CU_ASSERT_EQUAL(there, n);
		g_strfreev(lines);
		free(text);
	}
}

static const struct test_case cases[] = {{"warnings of a scenario without faults", test_warnings}};

SUITE("warn", cases)
