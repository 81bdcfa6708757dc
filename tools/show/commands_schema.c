/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/show/commands_schema.h"
#include "tools/show/schema_parts.h"

#include <glib.h>

static const char *const cells[] = {"string", "number", "null", NULL}; /* of a row */

static void define_explanation(struct json_writer *w)
{
	static const char *const number[] = {"number", "null", NULL};
	static const struct schema_field finding[] = {
		{"rule", "string", false}, {"text", "string", false}, {"evidence", "#evidence", false}};
	static const struct schema_field explanation[] = {{"scenario", "string", false},
							  {"limit", "string", false},
							  {"core", "string?", false},
							  {"findings", "[]finding", false}};
	schema_define_map(w, "evidence", number);
	SCHEMA_DEFINE(w, "finding", finding);
	SCHEMA_DEFINE(w, "explanation", explanation);
}

static void define_comparison(struct json_writer *w)
{
	static const char *const text[] = {"string", NULL};
	static const struct schema_field side[] = {{"path", "string", false},
						   {"study", "string", false},
						   {"model", "string", false},
						   {"seed", "string", false}};
	static const struct schema_field difference[] = {
		{"point", "#point", false},   {"metric", "string", false}, {"unit", "string", false},
		{"a", "number?", false},      {"b", "number?", false},	   {"change", "number?", false},
		{"low", "number?", false},    {"high", "number?", false},  {"kind", "string", false},
		{"paired", "boolean", false}, {"n", "integer", false},	   {"verdict", "string", false},
		{"reason", "string", false},
	};
	static const struct schema_field comparison[] = {
		{"a", "#side", false},
		{"b", "#side", false},
		{"tolerance", "number", false},
		{"confidence", "number", false},
		{"points", "integer", false},
		{"pass", "integer", false},
		{"fail", "integer", false},
		{"no_difference_shown", "integer", false},
		{"figures", "[]difference", false},
		{"only_in_a", "[]point", false},
		{"only_in_b", "[]point", false},
	};
	schema_define_map(w, "point", text);
	schema_define_map(w, "row", cells);
	SCHEMA_DEFINE(w, "side", side);
	SCHEMA_DEFINE(w, "difference", difference);
	SCHEMA_DEFINE(w, "comparison", comparison);
}

static void define_advice(struct json_writer *w)
{
	static const struct schema_field worse[] = {{"metric", "string", false},
						    {"guest", "string", false},
						    {"before", "number?", false},
						    {"after", "number?", false}};
	static const struct schema_field change[] = {
		{"rank", "integer", false},
		{"change", "string", false},
		{"set", "[]setting", false},
		{"how", "string", false},
		{"value", "number?", false},
		{"difference", "number?", false},
		{"difference_half", "number?", false},
		{"goal_met", "boolean", false},
		{"verdict", "string", false},
		{"cores", "integer", false},
		{"worse", "[]worse", false},
	};
	static const struct schema_field advice[] = {
		{"scenario", "string", false},	  {"goal", "string", false},
		{"metric", "string", false},	  {"guest", "string", false},
		{"value", "number?", false},	  {"confidence", "number", false},
		{"goal_met", "boolean", false},	  {"left_out", "integer", false},
		{"free_cores", "integer", false}, {"advice", "[]change", false},
	};
	schema_define_text(w, "setting");
	SCHEMA_DEFINE(w, "worse", worse);
	SCHEMA_DEFINE(w, "change", change);
	SCHEMA_DEFINE(w, "advice", advice);
}

/* ---- rows of search: each axis of the study is a further member ---- */

#define SEARCH_ROW_BEGIN                                                                                     \
	{"study", "string", false},                                                                          \
	{                                                                                                    \
		"point", "integer", false                                                                    \
	}
#define SEARCH_ROW_END                                                                                       \
	{"frame_size", "string", false}, {"frame_mean_bytes", "number", false},                              \
		{"trial_s", "number", false}, {"duration_sum_s", "number", false},                           \
		{"exceed_ratio", "number", false}, {"width", "number", false},                               \
		{"warmup_s", "number", false}, {"method", "string", false}, {"seed", "integer", false},      \
		{"version", "string", false},                                                                \
	{                                                                                                    \
		"model", "string", false                                                                     \
	}

static void define_search(struct json_writer *w)
{
	static const struct schema_field goal[] = {
		{"study", "string", false},
		{"goal", "string", false},
		{"goal_loss_ratio", "number", false},
		{"goal_latency", "string", false},
		{"verdict", "string", false},
		{"throughput_pps", "number?", false},
		{"throughput_wire_bps", "number?", false},
		{"lower_bound_pps", "number?", false},
		{"upper_bound_pps", "number?", false},
		{"lower_bound_loss_ratio", "number?", false},
		{"upper_bound_loss_ratio", "number?", false},
		{"lower_bound_trials", "integer", false},
		{"upper_bound_trials", "integer", false},
		{"trials", "integer", false},
		SEARCH_ROW_END,
	};
	static const struct schema_field burst[] = {
		{"study", "string", false},
		{"verdict", "string", false},
		{"burst_mean_frames", "number?", false},
		{"burst_min_frames", "number?", false},
		{"burst_max_frames", "number?", false},
		{"burst_deviation_frames", "number?", false},
		{"tests", "integer", false},
		{"bursts", "integer", false},
		{"implied_buffer_s", "number?", false},
		{"corrected_buffer_s", "number?", false},
		{"line_rate_pps", "number", false},
		{"throughput_pps", "number?", false},
		SEARCH_ROW_END,
	};
	schema_define_open(w, "search_row", goal, G_N_ELEMENTS(goal), cells);
	schema_define_open(w, "burst_row", burst, G_N_ELEMENTS(burst), cells);
}

static void define_calibration(struct json_writer *w)
{
	static const struct schema_field figure[] = {
		{"measurement", "string", false}, {"figure", "string", false},	 {"unit", "string", false},
		{"holdout", "boolean", false},	  {"measured", "number", false}, {"error", "number", false},
		{"before", "number?", false},	  {"after", "number?", false},
	};
	static const struct schema_field cost[] = {
		{"cost", "#cost_name", false}, {"before", "number", false}, {"cycles", "number", false},
		{"low", "number?", false},     {"high", "number?", false},  {"learned", "number?", false},
	};
	static const struct schema_field sum[] = {
		{"costs", "[]cost_name", false}, {"cycles", "number", false},	{"low", "number?", false},
		{"high", "number?", false},	 {"learned", "number?", false}, {"known", "boolean", false},
	};
	static const struct schema_field calibration[] = {
		{"scenario", "string", false},	   {"runs", "integer", false},
		{"directions", "integer", false},  {"figures", "[]fitted_figure", false},
		{"costs", "[]fitted_cost", false}, {"sums", "[]fitted_sum", false},
	};
	SCHEMA_DEFINE(w, "fitted_figure", figure);
	SCHEMA_DEFINE(w, "fitted_cost", cost);
	SCHEMA_DEFINE(w, "fitted_sum", sum);
	SCHEMA_DEFINE(w, "calibration", calibration);
}

/* define_origins: what provenance.json says of a plan, of settings and of costs. */
static void define_origins(struct json_writer *w)
{
	static const struct schema_field axis[] = {{"name", "string", false}, {"values", "[]text", false}};
	static const struct schema_field plan[] = {
		{"conditions", "string", false},    {"points", "integer", false},
		{"replications", "integer", false}, {"confidence", "number", false},
		{"guest", "string", false},	    {"source", "string", false},
		{"axes", "[]axis", false},
	};
	static const struct schema_field setting[] = {
		{"key", "string", false}, {"value", "string?", false}, {"origin", "string", false}};
	static const struct schema_field cost[] = {
		{"cost", "#cost_name", false},	 {"field", "string", false},  {"value", "string", false},
		{"confidence", "string", false}, {"origin", "string", false},
	};
	schema_define_text(w, "text");
	SCHEMA_DEFINE(w, "axis", axis);
	SCHEMA_DEFINE(w, "plan", plan);
	SCHEMA_DEFINE(w, "setting_in_force", setting);
	SCHEMA_DEFINE(w, "cost_in_force", cost);
}

static void define_provenance(struct json_writer *w)
{
	static const struct schema_field host[] = {
		{"name", "string", false}, {"cores", "integer", false}, {"clock", "string", false}};
	static const struct schema_field link[] = {
		{"name", "string", false}, {"bandwidth", "string", false}, {"latency", "string", false}};
	static const struct schema_field machines[] = {{"hosts", "[]host", false},
						       {"links", "[]link", false}};
	static const struct schema_field provenance[] = {
		{"format", "#format", false},
		{"command", "string", false},
		{"repeat", "string", false},
		{"scenario", "string", false},
		{"question", "string", false},
		{"version", "string", false},
		{"model", "string", false},
		{"seed", "integer", false},
		{"plan", "#plan", true},
		{"settings", "[]setting_in_force", false},
		{"costs", "[]cost_in_force", false},
		{"machines", "#machines", false},
	};
	define_origins(w);
	SCHEMA_DEFINE(w, "host", host);
	SCHEMA_DEFINE(w, "link", link);
	SCHEMA_DEFINE(w, "machines", machines);
	SCHEMA_DEFINE(w, "provenance", provenance);
}

void commands_schema_define(struct json_writer *w)
{
	define_explanation(w);
	define_comparison(w);
	define_advice(w);
	define_search(w);
	define_calibration(w);
	define_provenance(w);
}
