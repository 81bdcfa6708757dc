/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/host/new_mitigations.h"
#include <string.h>

/* What each adds, in cycles; docs/costs.md does the sums. */
static const struct mitigation {
	const char *text;   /* as arch/x86/kernel/cpu/bugs.c prints it */
	const char *not_if; /* it is another one with this text; NULL: any */
	int system_call, indirect_branch, vm_exit, context_switch;
	int kernel_code; /* hundredths of the factor beyond 1 */
} mitigations[] = {
	{"Mitigation: PTI", NULL, 430, 0, 0, 0, 0}, {"Clear CPU buffers", NULL, 740, 0, 0, 0, 0},
	{"Retpolines", NULL, 0, 60, 0, 0, 0},	    {"Mitigation: IBRS", NULL, 1480, 60, 1480, 0, 21},
	{"RSB filling", NULL, 0, 0, 130, 130, 0},   {"cache flushes", "flushes disabled", 0, 0, 510, 0, 0},
};

static bool new_mitigations_is_listed(const struct host_kernel *k, const struct mitigation *m)
{
	for (guint i = 0; i < k->mitigations->len; i++) {
		const char *line = g_ptr_array_index(k->mitigations, i);
		if (strstr(line, m->text) && !(m->not_if && strstr(line, m->not_if)))
			return true;
	}
	return false;
}

char *new_mitigations(const struct host_kernel *k)
{
	struct mitigation sum = {0};
	for (size_t i = 0; i < G_N_ELEMENTS(mitigations); i++) {
		const struct mitigation *m = &mitigations[i];
		if (!new_mitigations_is_listed(k, m))
			continue;
		sum.system_call += m->system_call;
		sum.indirect_branch = MAX(sum.indirect_branch, m->indirect_branch);
		sum.vm_exit += m->vm_exit;
		sum.context_switch += m->context_switch;
		sum.kernel_code = MAX(sum.kernel_code, m->kernel_code);
	}
	if (sum.system_call + sum.indirect_branch + sum.vm_exit + sum.context_switch == 0)
		return NULL;
	return g_strdup_printf("mitigations: {state: on, system_call: %d, indirect_branch: %d, vm_exit: %d, "
			       "context_switch: %d, kernel_code: 1.%02d}",
			       sum.system_call, sum.indirect_branch, sum.vm_exit, sum.context_switch,
			       sum.kernel_code);
}
