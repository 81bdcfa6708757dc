/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/guest/e1000_itr.h"

#include <glib.h>

/* ---- the class of one direction ---- */

static enum e1000_latency from_lowest(const struct e1000_sample *s)
{
	if (s->bytes / s->packets > 8000)
		return E1000_BULK;
	return s->packets < 5 && s->bytes > 512 ? E1000_LOW : E1000_LOWEST;
}

static enum e1000_latency from_low(const struct e1000_sample *s)
{
	int mean = s->bytes / s->packets;
	if (s->bytes > 10000) {
		if (s->packets < 10 || mean > 1200)
			return E1000_BULK;
		return s->packets > 35 ? E1000_LOWEST : E1000_LOW;
	}
	if (mean > 2000)
		return E1000_BULK;
	return s->packets <= 2 && s->bytes < 512 ? E1000_LOWEST : E1000_LOW;
}

static enum e1000_latency from_bulk(const struct e1000_sample *s)
{
	bool less = s->bytes > 25000 ? s->packets > 35 : s->bytes < 6000;
	return less ? E1000_LOW : E1000_BULK;
}

/* e1000_update_itr(); the conservative mode has no lowest class. */
static void e1000_itr_update_class(struct e1000_sample *s)
{
	static enum e1000_latency (*const from[])(const struct e1000_sample *s) = {from_lowest, from_low,
										   from_bulk};
	if (s->packets > 0)
		s->class = from[s->class](s);
	if (s->class == E1000_LOWEST)
		s->class = E1000_LOW;
}

/* ---- the rate ---- */

void e1000_itr_init(struct e1000_itr *itr)
{
	*itr = (struct e1000_itr){.rate = 20000};
}

void e1000_itr_clear(struct e1000_itr *itr)
{
	itr->rx.packets = itr->rx.bytes = itr->tx.packets = itr->tx.bytes = 0;
}

bool e1000_itr_update(struct e1000_itr *itr, uint32_t *value)
{
	e1000_itr_update_class(&itr->rx);
	e1000_itr_update_class(&itr->tx);
	int aim = MAX(itr->rx.class, itr->tx.class) == E1000_BULK ? 4000 : 20000;
	if (aim == itr->rate)
		return false;
	itr->rate = aim > itr->rate ? MIN(itr->rate + aim / 4, aim) : aim;
	*value = (uint32_t)(1000000000 / (itr->rate * 256));
	return true;
}
