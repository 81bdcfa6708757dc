/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/study/run/run_process.h"
#include "sim/world.h"
#include "sim/world_setup.h"
#include "tools/base/cli.h"
#include "tools/base/exit_codes.h"
#include "tools/base/process_use.h"
#include "tools/study/plan/identity.h"
#include "tools/study/run/pool_outcome.h"
#include "tools/study/run/run_bytes.h"
#include "tools/study/run/warmup.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the request: a byte, whether there is one platform; the point's identity and the sets, each ended by zero ---- */

GByteArray *run_process_request(const char *point, const char *const *sets, bool one_platform)
{
	GByteArray *bytes = g_byte_array_new();
	g_byte_array_append(bytes, (const guint8[]){one_platform}, 1);
	byte_text_append(bytes, point);
	for (; *sets; sets++)
		byte_text_append(bytes, *sets);
	return bytes;
}

static bool is_on_one_platform(const GByteArray *request)
{
	return request->data[0];
}

static const char *run_process_point_of(const GByteArray *request)
{
	return (const char *)request->data + 1;
}

/* run_process_sets_of: NULL-terminated; the texts are the request's. */
static const char **run_process_sets_of(const GByteArray *request)
{
	GPtrArray *sets = g_ptr_array_new();
	const guint8 *at = (const guint8 *)run_process_point_of(request), *end = request->data + request->len;
	byte_text_take(&at, end);
	for (const char *set; (set = byte_text_take(&at, end));)
		g_ptr_array_add(sets, (char *)set);
	g_ptr_array_add(sets, NULL);
	return (const char **)g_ptr_array_free(sets, FALSE);
}

/* ---- in the server ---- */

struct prepared {
	struct scenario *scenario; /* NULL: it has faults */
	struct diag *faults;
};

static void *run_process_prepare(void *self, const GByteArray *request)
{
	struct prepared *p = g_new(struct prepared, 1);
	const char **sets = run_process_sets_of(request);
	p->faults = diag_new();
	p->scenario = scenario_base_make(self, sets, p->faults);
	g_free(sets);
	if (p->scenario && is_on_one_platform(request))
		world_load(platform_source(p->scenario->platform));
	return p;
}

static void run_process_discard(void *self, void *prepared)
{
	struct prepared *p = prepared;
	(void)self;
	scenario_free(p->scenario);
	diag_free(p->faults);
	g_free(p);
}

/* ---- in the process of the run, which frees nothing ---- */

static void check_scenario(const struct prepared *p, const char *point)
{
	if (!p->scenario)
		diag_print(p->faults, stderr);
	else if (!strcmp(identity_of_point(p->scenario), point))
		return;
	else
		cli_error("a file that the scenario names has changed since the runs were planned");
	fflush(stderr);
	_exit(EXIT_INPUT);
}

static void run_process_make_run(void *self, void *prepared, const GByteArray *request, GByteArray *out)
{
	const struct prepared *p = prepared;
	(void)self;
	check_scenario(p, run_process_point_of(request));
	double start = cpu_seconds();
	struct result *r = warmup_run(p->scenario, &(struct run_settings){.sync = SYNC_WINDOW});
	struct run_report report = {p->scenario->general.seed, cpu_seconds() - start,
				    run_values_new(p->scenario, r)};
	run_report_pack(&report, out);
}

struct pool_work run_process_work(struct scenario_base *base)
{
	return (struct pool_work){run_process_prepare, run_process_discard, run_process_make_run, base};
}
