/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a scenario says of the mitigations of the host that it is made from.
 */
#include "tests/lib/input/host_tree.h"
#include "tests/lib/suite.h"
#include "tools/host/new_mitigations.h"

/* What kernels have printed: Skylake of 6.1, Ice Lake, and one that was started with mitigations=off. */
static const struct {
	const char *meltdown, *spectre_v2, *mds, *l1tf, *section;
} vulnerabilities[] = {
	{"Mitigation: PTI", "Mitigation: IBRS, IBPB: conditional, STIBP: conditional, RSB filling",
	 "Mitigation: Clear CPU buffers; SMT vulnerable",
	 "Mitigation: PTE Inversion; VMX: conditional cache flushes, SMT vulnerable",
	 "mitigations: {state: on, system_call: 2650, indirect_branch: 60, vm_exit: 2120, "
	 "context_switch: 130, kernel_code: 1.21}"},
	{"Not affected", "Mitigation: Enhanced IBRS, IBPB: conditional, RSB filling", "Not affected",
	 "Not affected",
	 "mitigations: {state: on, system_call: 0, indirect_branch: 0, vm_exit: 130, context_switch: 130, "
	 "kernel_code: 1.00}"},
	{"Vulnerable", "Vulnerable, IBPB: disabled, STIBP: disabled", "Vulnerable; SMT vulnerable",
	 "Mitigation: PTE Inversion; VMX: cache flushes disabled, SMT vulnerable", NULL},
};

#define VULNERABILITIES "sys/devices/system/cpu/vulnerabilities/"

static void test_mitigations(void)
{
	EACH_CASE (i, vulnerabilities, spectre_v2) {
		const struct host_file files[] = {
			{VULNERABILITIES "meltdown", vulnerabilities[i].meltdown},
			{VULNERABILITIES "spectre_v2", vulnerabilities[i].spectre_v2},
			{VULNERABILITIES "mds", vulnerabilities[i].mds},
			{VULNERABILITIES "l1tf", vulnerabilities[i].l1tf},
		};
		char *root = host_tree_new(files, G_N_ELEMENTS(files));
		struct host_facts *f = host_facts_read(root);
		char *section = new_mitigations(&f->kernel);
		CU_ASSERT_EQUAL(g_strcmp0(section, vulnerabilities[i].section), 0);
		g_free(section);
		host_facts_free(f);
		host_tree_free(root);
	}
}

static const struct test_case cases[] = {
	{"mitigations", test_mitigations},
};

SUITE("mitigations of a host", cases)
