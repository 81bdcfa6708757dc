/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/traffic/source.h"
#include "models/traffic/flow_hash.h"
#include "sim/base/check.h"

/* ---- size and flow ---- */

static int32_t draw_size(struct source *s)
{
	if (s->bytes > 0)
		return s->bytes;
	const struct frame_mix *mix = &s->settings->frame;
	int64_t draw = (int64_t)rng_below(&s->sizes, (uint64_t)s->total_weight);
	int i = 0;
	while (draw >= mix->weight[i])
		draw -= mix->weight[i++];
	return (int32_t)mix->size[i];
}

static uint32_t draw_hash(struct source *s)
{
	uint64_t flows = (uint64_t)s->n_flows;
	return flow_hash_of_number(s->next.source, flows > 1 ? rng_below(&s->flows, flows) : 0);
}

/* ---- dates, from the start of the source ---- */

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

static vtime source_date_at_rate(struct source *s)
{
	if (s->arrivals == ARRIVALS_POISSON)
		s->clock += rng_exponential(&s->gaps, VTIME_PER_S / s->rate);
	else
		advance_constant(s);
	if (s->arrivals != ARRIVALS_BURSTS)
		return s->clock;
	const struct traffic_settings *set = s->settings;
	return s->clock / set->burst_on * (set->burst_on + set->burst_off) + s->clock % set->burst_on;
}

static vtime source_squeeze(const struct traffic_settings *set, vtime date)
{
	vtime period = set->burst_on + set->burst_off;
	return date - date % period + (vtime)((__int128)(date % period) * set->burst_on / period);
}

static vtime date_in_shape(struct source *s)
{
	const struct traffic_settings *set = s->settings;
	int64_t work = LOAD_SHAPE_FRAME;
	if (set->arrivals == ARRIVALS_POISSON)
		work = rng_exponential(&s->gaps, LOAD_SHAPE_FRAME);
	vtime date = load_clock_advance(&s->shape_clock, &s->shape, work);
	return set->arrivals == ARRIVALS_BURSTS && date != VTIME_NEVER ? source_squeeze(set, date) : date;
}

static vtime next_date(struct source *s)
{
	if (s->pace == PACE_SHAPE)
		return date_in_shape(s);
	return s->pace == PACE_RATE ? source_date_at_rate(s) : 0;
}

/* ---- frames ---- */

static void play(struct source *s)
{
	struct capture_frame frame = capture_clock_take(&s->capture_clock);
	s->next.date = frame.date;
	s->next.bytes = frame.bytes;
	s->next.hash = frame.hash;
}

static void source_draw(struct source *s)
{
	s->next.date = next_date(s);
	s->next.bytes = draw_size(s);
	s->next.hash = draw_hash(s);
}

static void generate(struct source *s)
{
	if (s->next.date == SOURCE_NEVER)
		return;
	if (s->pace == PACE_CAPTURE)
		play(s);
	else
		source_draw(s);
	vtime date = s->next.date;
	bool ended = date >= SOURCE_NEVER - s->start || (s->stop > 0 && date + s->start >= s->stop) ||
		     s->left-- == 0;
	s->next.date = ended ? SOURCE_NEVER : date + s->start;
}

struct frame_arrival source_next(struct source *s)
{
	struct frame_arrival next = s->next;
	generate(s);
	return next;
}

void source_skip(struct source *s, vtime date)
{
	bool paced = s->rate > 0 || s->shape.n > 0 || s->capture_clock.capture;
	while (paced && s->next.date < date)
		generate(s);
}

/* ---- set-up ---- */

struct source_load source_load_of(const GArray *settings, int64_t load)
{
	struct source_load l = {(__int128)load * TRAFFIC_SHARE_UNIT, 0};
	for (guint i = 0; load > 0 && i < settings->len; i++)
		l.of += traffic_share(&g_array_index(settings, struct traffic_settings, i));
	return l.of > 0 ? l : (struct source_load){1, 1};
}

static int64_t scaled(int64_t rate, struct source_load load)
{
	return MAX((int64_t)(rate * load.to / load.of), 1);
}

/* A capture's rate under a load, as its clock takes it. The unit would not fit into the product twice. */
static int64_t scaled_exactly(__int128 share, struct source_load load)
{
	__int128 product = share * (load.to / TRAFFIC_SHARE_UNIT);
	__int128 rate =
		product / load.of * CAPTURE_RATE_UNIT + product % load.of * CAPTURE_RATE_UNIT / load.of;
	return MAX((int64_t)rate, 1);
}

/* Bursts squeeze the mean rate into their share of the time. */
static int64_t sending_rate(const struct traffic_settings *set, int64_t mean)
{
	if (set->arrivals != ARRIVALS_BURSTS)
		return mean;
	return MAX((int64_t)((__int128)mean * (set->burst_on + set->burst_off) / set->burst_on), 1);
}

static void rate_init(struct source *s, struct source_load load, int index, int k)
{
	const struct traffic_settings *set = s->settings;
	s->rate = sending_rate(set, scaled(set->rate, load));
	if (set->arrivals == ARRIVALS_CONSTANT)
		s->clock = VTIME_PER_S / s->rate * index / k;
}

static void shape_init(struct source *s, struct source_load load, int index, int k)
{
	const struct traffic_settings *set = s->settings;
	char *why = NULL;
	bool parsed = load_shape_parse(&s->shape, set->shape, set->shape_kind, &why);
	CHECK(parsed, "source %d: %s", index, why);
	load_shape_scale(&s->shape, load.to, load.of);
	if (set->arrivals == ARRIVALS_CONSTANT)
		load_clock_advance(&s->shape_clock, &s->shape, LOAD_SHAPE_FRAME * index / k);
}

static void capture_init(struct source *s, struct source_load load)
{
	const struct traffic_settings *set = s->settings;
	s->capture_clock.capture = set->capture;
	if (load.to != load.of)
		s->capture_clock.rate = scaled_exactly(traffic_share(set), load);
	else if (set->pcap_speed == PCAP_RATE)
		s->capture_clock.rate = set->rate * CAPTURE_RATE_UNIT;
}

static void stream_init(struct rng *r, int64_t seed, int64_t replication, const char *what, int i)
{
	char *name = g_strdup_printf("traffic.%d.%s", i, what);
	rng_init(r, (uint64_t)seed, (uint64_t)replication, name);
	g_free(name);
}

static enum source_pace pace_of(const struct traffic_settings *set)
{
	if (set->capture)
		return PACE_CAPTURE;
	if (*set->shape)
		return PACE_SHAPE;
	return set->rate > 0 ? PACE_RATE : PACE_FULL;
}

void source_init(struct source *s, const GArray *settings, int index, struct source_load load, int64_t seed,
		 int64_t replication)
{
	const struct traffic_settings *set = &g_array_index(settings, struct traffic_settings, index);
	*s = (struct source){.settings = set,
			     .next.source = index,
			     .pace = pace_of(set),
			     .arrivals = (enum arrivals)set->arrivals,
			     .start = set->start,
			     .stop = set->stop,
			     .left = set->count > 0 ? set->count : INT64_MAX,
			     .n_flows = set->flows,
			     .bytes = set->frame.n == 1 ? (int32_t)set->frame.size[0] : 0};
	for (int k = 0; k < set->frame.n; k++)
		s->total_weight += set->frame.weight[k];
	if (s->pace == PACE_CAPTURE)
		capture_init(s, load);
	else if (s->pace == PACE_SHAPE)
		shape_init(s, load, index, (int)settings->len);
	else if (s->pace == PACE_RATE)
		rate_init(s, load, index, (int)settings->len);
	stream_init(&s->gaps, seed, replication, "gaps", index);
	stream_init(&s->sizes, seed, replication, "sizes", index);
	stream_init(&s->flows, seed, replication, "flows", index);
	generate(s);
}

void source_fini(struct source *s)
{
	load_shape_clear(&s->shape);
}
