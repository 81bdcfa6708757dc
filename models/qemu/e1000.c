/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/qemu/e1000.h"
#include "models/costs.h"
#include "models/counters.h"
#include "sim/base/container_of.h"
#include "sim/core/machine.h"

#define ICR_TXDW 0x01
#define ICR_TXQE 0x02
#define ICR_RXT0 0x80
#define DRIVER_IMS (ICR_RXT0 | ICR_TXDW) /* IMS_ENABLE_MASK, as far as these causes go */
#define ITR_START 195			 /* 20,000 interrupts/s */
#define TADV_DELAY (32 * 4)		 /* DEFAULT_TADV, in units of ITR */
#define DELAY_UNIT (256 * VTIME_PER_NS)

static int e1000_next(int descriptor)
{
	return (descriptor + 1) % E1000_RING;
}

static struct e1000 *device_of(void *hw)
{
	return container_of(hw, struct e1000, hw);
}

/* ---- interrupt ---- */

static uint32_t pending(const struct e1000 *d)
{
	return d->icr & d->ims;
}

static void least(uint32_t *delay, uint32_t value)
{
	if (value && (*delay == 0 || value < *delay))
		*delay = value;
}

static uint32_t mitigation_delay(const struct e1000 *d)
{
	uint32_t delay = 0;
	if (d->mit_ide && (pending(d) & (ICR_TXDW | ICR_TXQE)))
		least(&delay, TADV_DELAY);
	least(&delay, d->itr);
	return MAX(delay, d->min_delay);
}

static void start_mitigation(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	uint32_t delay = mitigation_delay(d);
	ROUTINE(f);
	d->mit_ide = false;
	if (delay == 0)
		return;
	d->mit_timer_on = true;
	d->mit_timer.date = t->core->cal->now + delay * DELAY_UNIT;
	TAIL_CALL(t, f, qemu_timer_mod, &d->mit_timer, NULL);
}

/* set_interrupt_cause(), the causes being set */
static void set_interrupt_cause(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	if (d->pin.high == (pending(d) != 0))
		return;
	if (!d->pin.high) {
		if (d->mit_timer_on)
			return;
		if (d->mitigation)
			CALL(t, f, start_mitigation, d, NULL);
	}
	TAIL_CALL(t, f, ioapic_toggle, &d->pin, NULL);
}

/* e1000_mit_timer() */
static void mit_timer(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	d->mit_timer_on = false;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

/* struct e1000_hw's eoi */
static void end_interrupt(struct task *t, struct frame *f)
{
	struct e1000 *d = device_of(f->self);
	ROUTINE(f);
	CALL(t, f, guest_exit, d->guest, NULL);
	CALL(t, f, ioapic_eoi, &d->pin, NULL);
	guest_entered(d->guest);
}

/* ---- receive ---- */

static bool e1000_can_receive(const void *self)
{
	const struct e1000 *d = self;
	return d->hw.rdh != d->hw.rdt;
}

/* e1000_receive() of one packet; f->arg: the packet */
static void e1000_receive(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	d->nc.taken = true;
	PAY_FOR(t, f, COST_e1000_receive, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	CHECK(d->hw.rdh != d->hw.rdt && !d->hw.rx[d->hw.rdh], "e1000: no descriptor for a packet");
	d->hw.rx[d->hw.rdh] = p;
	d->hw.rdh = e1000_next(d->hw.rdh);
	depth_change(&d->hw.rx_depth, t->core->cal->now, 1);
	d->icr |= ICR_RXT0;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

/* ---- transmit ---- */

/* process_tx_desc(), txdesc_writeback() of one descriptor; f->arg: its packet */
static void process_tx_desc(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	struct packet *p = f->arg;
	ROUTINE(f);
	PAY_FOR(t, f, COST_e1000_transmit, p);
	COUNT(t, copies);
	TRACE(t->core->machine, copy, p->id, p->bytes);
	d->mit_ide = true;
	d->hw.tx[d->hw.tdh] = NULL;
	CALL(t, f, tun_fd_write, &d->nc.tun, p);
	d->hw.tx_done[d->hw.tdh] = true;
	d->hw.tdh = e1000_next(d->hw.tdh);
}

/* start_xmit() */
static void start_xmit(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	while (d->hw.tdh != d->hw.tdt)
		CALL(t, f, process_tx_desc, d, d->hw.tx[d->hw.tdh]);
	d->icr |= ICR_TXDW | ICR_TXQE;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

/* ---- registers ---- */

/* What a register does when it is read or written. f->arg: the access */
static void read_icr(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	struct e1000_access *access = f->arg;
	ROUTINE(f);
	access->value = d->icr;
	d->icr = 0;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

static void write_imc(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	d->ims = 0;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

static void write_ims(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	d->ims = DRIVER_IMS;
	TAIL_CALL(t, f, set_interrupt_cause, d, NULL);
}

static void read_status(struct task *t, struct frame *f)
{
	(void)t, (void)f;
}

static void write_itr(struct task *t, struct frame *f)
{
	(void)t;
	((struct e1000 *)f->self)->itr = ((struct e1000_access *)f->arg)->value;
}

static void write_rdt(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	d->hw.rdt = (int)((struct e1000_access *)f->arg)->value;
	if (e1000_can_receive(d))
		CALL(t, f, qemu_flush_queued_packets, &d->nc, NULL);
}

static void write_tdt(struct task *t, struct frame *f)
{
	struct e1000 *d = f->self;
	ROUTINE(f);
	d->hw.tdt = (int)((struct e1000_access *)f->arg)->value;
	TAIL_CALL(t, f, start_xmit, d, NULL);
}

static const routine registers[E1000_REGS] = {
	[E1000_ICR] = read_icr,	      [E1000_IMC] = write_imc, [E1000_IMS] = write_ims,
	[E1000_STATUS] = read_status, [E1000_ITR] = write_itr, [E1000_RDT] = write_rdt,
	[E1000_TDT] = write_tdt,
};

/* struct e1000_hw's access */
static void access_register(struct task *t, struct frame *f)
{
	struct e1000 *d = device_of(f->self);
	struct e1000_access *access = f->arg;
	ROUTINE(f);
	COUNT(t, register_accesses);
	TRACE(t->core->machine, e1000, access->reg, access->value);
	CALL(t, f, guest_exit, d->guest, NULL);
	PAY(t, f, COST_user_exit, 0);
	CALL(t, f, bql_lock, &d->qemu->bql, NULL);
	PAY(t, f, COST_e1000_mmio, 0);
	CALL(t, f, registers[access->reg], d, access);
	CALL(t, f, bql_unlock, &d->qemu->bql, NULL);
	guest_entered(d->guest);
}

void e1000_init(struct e1000 *d, struct guest *guest, struct qemu *q, const struct qemu_settings *settings,
		struct tap *tap, struct vector *vector)
{
	*d = (struct e1000){.hw = {.access = access_register, .eoi = end_interrupt},
			    .guest = guest,
			    .qemu = q,
			    .pin = {.vector = vector},
			    .mitigation = settings->mitigation,
			    .min_delay = era_rules.e1000_min_itr[q->era],
			    .itr = ITR_START,
			    .ims = DRIVER_IMS};
	qemu_timer_init(&d->mit_timer, q, mit_timer, d);
	qemu_tap_init(&d->nc, q, tap, &(struct qemu_client){e1000_can_receive, e1000_receive, d});
}
