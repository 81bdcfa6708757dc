/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/crawl_runs.h"
#include <stdio.h>

struct crawling {
	const struct crawl_plan *plan;
	const GPtrArray *points;
	struct crawl_row *row; /* [point * replications + replication] */
	bool *known;	       /* whether that run gave a result */
	int next;	       /* the same index */
	int done, failed, stored;
};

static int total(void *self)
{
	const struct crawling *c = self;
	return (int)(c->points->len * c->plan->replications);
}

static enum runner_next next(void *self, struct run_request *request)
{
	struct crawling *c = self;
	if (c->next == total(c))
		return RUNNER_DONE;
	const struct crawl_point *point = g_ptr_array_index(c->points, c->next / c->plan->replications);
	*request = (struct run_request){
		.sets = (const char *const *)point->sets,
		.point = point->identity,
		.label = point->label,
		.replication = c->plan->first + c->next % c->plan->replications,
		.data = GINT_TO_POINTER(c->next),
	};
	c->next++;
	return RUNNER_RUN;
}

static void finished(void *self, const struct run_request *request, const struct run_outcome *outcome)
{
	struct crawling *c = self;
	int run = GPOINTER_TO_INT(request->data);
	c->known[run] = outcome->values;
	c->stored += outcome->stored;
	c->failed += !outcome->values;
	c->done += outcome->values != NULL;
	if (outcome->values)
		crawl_row_read(&c->row[run], outcome->values, c->plan->guest);
	else
		crawl_row_fail(&c->row[run]);
}

/* prepare: the rows of all runs, without figures. */
static void prepare(struct crawling *c)
{
	c->row = g_new0(struct crawl_row, total(c));
	c->known = g_new0(bool, total(c));
	for (int run = 0; run < total(c); run++) {
		const struct crawl_point *point = g_ptr_array_index(c->points, run / c->plan->replications);
		c->row[run].curve = point->curve;
		c->row[run].load = point->load;
	}
}

static void add_rows(GArray *rows, const struct crawling *c)
{
	int n = (int)c->plan->replications;
	for (int first = 0; first < total((void *)c); first += n) {
		bool any = false;
		for (int i = 0; i < n; i++)
			any |= c->known[first + i];
		if (!any)
			continue;
		struct crawl_row row = crawl_row_mean(&c->row[first], n);
		g_array_append_val(rows, row);
	}
}

void crawl_runs_make(struct crawl_runs *runs, const struct crawl_plan *plan, const GPtrArray *points,
		     struct store *store, struct runner *runner)
{
	struct crawling c = {.plan = plan, .points = points};
	const struct runner_hooks hooks = {next, finished, total, &c, false, plan->one_platform};
	prepare(&c);
	enum runner_end end = runner_run(runner, store, &hooks);
	if (c.stored > 0)
		fprintf(stderr, "%d of %d runs were there already\n", c.stored, total(&c));
	*runs = (struct crawl_runs){crawl_rows_new(), c.done, c.failed, end};
	add_rows(runs->rows, &c);
	g_free(c.row);
	g_free(c.known);
}

void crawl_runs_clear(struct crawl_runs *runs)
{
	g_array_unref(runs->rows);
}
