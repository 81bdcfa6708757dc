/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic.h"

static const char *const arrivals_names[] = {"constant", "poisson", "bursts", NULL};

static const struct option traffic_options[] = {
	TEXT_OPTION(traffic_settings, to, NULL, "name of the guest the frames are for"),
	VALUE_OPTION(traffic_settings, rate, UNIT_RATE, NULL, "1pps", "1Gpps",
		     "mean offered load of this source"),
	FRAMES_OPTION(traffic_settings, frame, "64B", "64B", "9000B",
		      "frame size with FCS, or sizes with weights: 64B:7,594B:4,1518B:1 (imix)"),
	CHOICE_OPTION(traffic_settings, arrivals, arrivals_names, "constant", "spacing of the frames"),
	VALUE_OPTION(traffic_settings, burst_on, UNIT_TIME, "1ms", "1us", "1s", "bursts: length of a burst"),
	VALUE_OPTION(traffic_settings, burst_off, UNIT_TIME, "1ms", "0us", "1s",
		     "bursts: silence between two"),
};

OPTION_TABLE(traffic_table, "traffic", traffic_settings, traffic_options, "sources of frames (a list)");

struct source {
	const struct traffic_settings *settings;
	int guest;
	int64_t rate; /* frames per second while sending */
	int64_t total_weight;
	vtime clock;	   /* time spent sending */
	int64_t remainder; /* of clock, in 1/rate ps */
	struct rng gaps, sizes;
	struct frame_arrival next;
};

struct traffic {
	int n;
	struct source *sources;
};

double frame_mix_mean(const struct frame_mix *mix)
{
	double sum = 0, weights = 0;
	for (int i = 0; i < mix->n; i++) {
		sum += (double)mix->size[i] * (double)mix->weight[i];
		weights += (double)mix->weight[i];
	}
	return sum / weights;
}

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

static void generate(struct source *s)
{
	if (s->settings->arrivals == ARRIVALS_POISSON)
		s->clock += rng_exponential(&s->gaps, VTIME_PER_S / s->rate);
	else
		advance_constant(s);
	s->next = (struct frame_arrival){date_of_clock(s), draw_size(s), s->guest};
}

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

static int64_t total_rate(const GArray *settings)
{
	int64_t total = 0;
	for (guint i = 0; i < settings->len; i++)
		total += g_array_index(settings, struct traffic_settings, i).rate;
	return total;
}

static void source_init(struct source *s, const GArray *settings, int i, int64_t load)
{
	const struct traffic_settings *set = &g_array_index(settings, struct traffic_settings, i);
	int64_t mean = load ? (int64_t)((__int128)set->rate * load / total_rate(settings)) : set->rate;
	s->settings = set;
	s->rate = sending_rate(set, mean);
	for (int k = 0; k < set->frame.n; k++)
		s->total_weight += set->frame.weight[k];
	if (set->arrivals == ARRIVALS_CONSTANT)
		s->clock = VTIME_PER_S / s->rate * i / settings->len;
}

struct traffic *traffic_new(const GArray *settings, const int *guest_of, int64_t load, int64_t seed,
			    int64_t replication)
{
	struct traffic *t = g_new0(struct traffic, 1);
	t->n = (int)settings->len;
	t->sources = g_new0(struct source, t->n);
	for (int i = 0; i < t->n; i++) {
		struct source *s = &t->sources[i];
		source_init(s, settings, i, load);
		s->guest = guest_of[i];
		stream_init(&s->gaps, seed, replication, "gaps", i);
		stream_init(&s->sizes, seed, replication, "sizes", i);
		generate(s);
	}
	return t;
}

void traffic_free(struct traffic *t)
{
	g_free(t->sources);
	g_free(t);
}

struct frame_arrival traffic_next(struct traffic *t)
{
	struct source *first = &t->sources[0];
	for (int i = 1; i < t->n; i++)
		if (t->sources[i].next.date < first->next.date)
			first = &t->sources[i];
	struct frame_arrival next = first->next;
	generate(first);
	return next;
}
