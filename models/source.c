/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/source.h"
#include "models/flow_hash.h"

static const char *const arrivals_names[] = {"constant", "poisson", "bursts", NULL};

static const struct option traffic_options[] = {
	TEXT_OPTION(traffic_settings, from, "",
		    "name of the guest that sends; empty: the tester at the far end of the wire"),
	TEXT_OPTION(traffic_settings, to, NULL,
		    "name of the guest the frames are for; wire: out to the tester, only from a guest"),
	VALUE_OPTION(traffic_settings, rate, UNIT_RATE, NULL, "0pps", "1Gpps",
		     "mean offered load of this source; 0pps: as fast as the guest can, only from a guest"),
	FRAMES_OPTION(traffic_settings, frame, "64B", "64B", "9000B",
		      "frame size with FCS, or sizes with weights: 64B:7,594B:4,1518B:1 (imix)"),
	VALUE_OPTION(traffic_settings, flows, UNIT_COUNT, "1", "1", "1000000",
		     "number of 5-tuples the frames belong to, drawn evenly"),
	CHOICE_OPTION(traffic_settings, arrivals, arrivals_names, "constant", "spacing of the frames"),
	VALUE_OPTION(traffic_settings, burst_on, UNIT_TIME, "1ms", "1us", "1s", "bursts: length of a burst"),
	VALUE_OPTION(traffic_settings, burst_off, UNIT_TIME, "1ms", "0us", "1s",
		     "bursts: silence between two"),
};

OPTION_TABLE(traffic_table, "traffic", traffic_settings, traffic_options, "sources of frames (a list)");

bool source_is_tester(const struct traffic_settings *set)
{
	return *set->from == '\0';
}

double frame_mix_mean(const struct frame_mix *mix)
{
	double sum = 0, weights = 0;
	for (int i = 0; i < mix->n; i++) {
		sum += (double)mix->size[i] * (double)mix->weight[i];
		weights += (double)mix->weight[i];
	}
	return sum / weights;
}

/* ---- a frame ---- */

static int32_t draw_size(struct source *s)
{
	const struct frame_mix *mix = &s->settings->frame;
	if (mix->n == 1)
		return (int32_t)mix->size[0];
	int64_t draw = (int64_t)rng_below(&s->sizes, (uint64_t)s->total_weight);
	int i = 0;
	while (draw >= mix->weight[i])
		draw -= mix->weight[i++];
	return (int32_t)mix->size[i];
}

static uint32_t draw_hash(struct source *s)
{
	uint64_t flows = (uint64_t)s->settings->flows;
	return flow_hash_of_number(s->next.source, flows > 1 ? rng_below(&s->flows, flows) : 0);
}

/* Moves the clock by 1/rate without ever losing a fraction. */
static void advance_constant(struct source *s)
{
	s->clock += VTIME_PER_S / s->rate;
	s->remainder += VTIME_PER_S % s->rate;
	if (s->remainder >= s->rate) {
		s->remainder -= s->rate;
		s->clock++;
	}
}

static vtime date_of_clock(const struct source *s)
{
	const struct traffic_settings *set = s->settings;
	if (set->arrivals != ARRIVALS_BURSTS)
		return s->clock;
	return s->clock / set->burst_on * (set->burst_on + set->burst_off) + s->clock % set->burst_on;
}

static vtime next_date(struct source *s)
{
	if (s->rate == 0)
		return 0;
	if (s->settings->arrivals == ARRIVALS_POISSON)
		s->clock += rng_exponential(&s->gaps, VTIME_PER_S / s->rate);
	else
		advance_constant(s);
	return date_of_clock(s);
}

static void generate(struct source *s)
{
	s->next.date = next_date(s);
	s->next.bytes = draw_size(s);
	s->next.hash = draw_hash(s);
}

struct frame_arrival source_next(struct source *s)
{
	struct frame_arrival next = s->next;
	generate(s);
	return next;
}

/* ---- set-up ---- */

/* The rate while sending: bursts squeeze the mean rate into their share of the time. */
static int64_t sending_rate(const struct traffic_settings *set, int64_t mean)
{
	if (set->arrivals != ARRIVALS_BURSTS)
		return MAX(mean, 1);
	return MAX((int64_t)((__int128)mean * (set->burst_on + set->burst_off) / set->burst_on), 1);
}

static void stream_init(struct rng *r, int64_t seed, int64_t replication, const char *what, int i)
{
	char *name = g_strdup_printf("traffic.%d.%s", i, what);
	rng_init(r, (uint64_t)seed, (uint64_t)replication, name);
	g_free(name);
}

/* Of the tester's sources: these share the load. */
static int64_t total_rate(const GArray *settings)
{
	int64_t total = 0;
	for (guint i = 0; i < settings->len; i++) {
		const struct traffic_settings *set = &g_array_index(settings, struct traffic_settings, i);
		if (source_is_tester(set))
			total += set->rate;
	}
	return total;
}

static int64_t scaled_rate(const struct traffic_settings *set, const GArray *settings, int64_t load)
{
	if (load == 0 || !source_is_tester(set))
		return set->rate;
	return (int64_t)((__int128)set->rate * load / total_rate(settings));
}

void source_init(struct source *s, const GArray *settings, int index, int64_t load, int64_t seed,
		 int64_t replication)
{
	const struct traffic_settings *set = &g_array_index(settings, struct traffic_settings, index);
	*s = (struct source){.settings = set, .next.source = index};
	for (int k = 0; k < set->frame.n; k++)
		s->total_weight += set->frame.weight[k];
	if (set->rate > 0)
		s->rate = sending_rate(set, scaled_rate(set, settings, load));
	if (set->rate > 0 && set->arrivals == ARRIVALS_CONSTANT)
		s->clock = VTIME_PER_S / s->rate * index / settings->len;
	stream_init(&s->gaps, seed, replication, "gaps", index);
	stream_init(&s->sizes, seed, replication, "sizes", index);
	stream_init(&s->flows, seed, replication, "flows", index);
	generate(s);
}

void source_fini(struct source *s)
{
	s->settings = NULL;
}
