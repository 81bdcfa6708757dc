/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * NIC: the hardware at the end of the wire - classifier, receive queues, interrupts.
 *
 * Frames are taken off the wire lazily: whoever looks at a queue first lets the NIC catch up with everything
 * that has arrived by now, in order of arrival, so a queue whose interrupt is masked costs no event per
 * packet. Descriptors and buffers are only given back by software, which catches up first, so what is dropped
 * does not depend on when one looks.
 *
 * A queue needs a free descriptor for a frame, and, in the callback flow, a buffer of its pool;
 * else the frame is lost here, at no CPU cost. Its interrupt is raised when it is unmasked and
 * packets wait, at least `gap` after the one before (interrupt moderation, EITR of the 82599).
 * Raising it masks it (EIAM auto-mask), and software unmasks it. A transmit ring may share it
 * (nic_tx.h). A packet that arrives between the last look of the poll and the unmasking raises the
 * interrupt at the unmasking: none is lost. The cause is taken as served when the poll has emptied
 * the queue. Frames come from the wire, and from the NIC's own transmit rings when its embedded
 * switch sends them to a port of this machine (nic_tx.h). Of two that are in memory at one date the
 * wire's is first. Left out: descriptor write-back batching and PCIe contention; DMA is the
 * constant delay dma_latency.
 */
#ifndef MODELS_NIC_NIC_H
#define MODELS_NIC_NIC_H

#include "models/depth.h"
#include "models/nic/buffer_pool.h"
#include "models/nic/classifier.h"
#include "models/nic/line.h"
#include "models/nic/wire.h"

struct nic_settings {
	int64_t queues;		 /* receive queues of the host, each with a core: RSS */
	int64_t rx_ring;	 /* descriptors per receive queue */
	int64_t tx_ring;	 /* descriptors per transmit queue */
	int64_t refill_batch;	 /* descriptors the driver gives back at once */
	int64_t core;		 /* that serves the interrupt of the host's first queue */
	int moderation;		 /* enum moderation_mode */
	vtime interrupt_gap;	 /* least time between two interrupts, moderation "fixed" */
	vtime interrupt_latency; /* from a cause to the interrupt */
	vtime unmask_latency;	 /* from an unmasking to the interrupt, at least */
	vtime dma_latency;	 /* from the last bit to the packet in memory */
	vtime tx_delay;		 /* silence after the last completion before it interrupts */
	bool napi;		 /* the host's driver polls */
	char *further_cores;	 /* of the interrupts of further queues (nic_cores.h); "": those after core */
	char *rps_cpus;		 /* lists of cores (nic_cores.h); "": none */
};

enum moderation_mode { MODERATION_DYNAMIC, MODERATION_FIXED, MODERATION_OFF };

extern const struct option_table nic_table;

struct nic;

/* The outgoing direction of the wire at a NIC. */
struct wire_out {
	int64_t bits_per_s; /* 0: takes no time */
	vtime latency;
	vtime idle_at;
	struct nic **
		peer; /* by port: NIC of the machine that has it; NULL: there is only the tester; not owned */
	struct frame_queue sent; /* to other machines in this window, by the date of arrival at the far end */
};

/* What a transmit ring (nic_tx.h) tells the NIC: of its frames that have left. */
struct nic_completions {
	struct nic_completions *next;		     /* of the same NIC */
	void (*catch_up)(struct nic_completions *c); /* completes everything that has left by now */
	bool (*cause)(struct nic_completions *c);  /* whether a completion is to raise the interrupt by now */
	void (*listen)(struct nic_completions *c); /* the next one is to raise it */
};

/* A receive queue. nic.c alone writes it; drivers go through the functions below. */
struct nic_queue {
	struct nic *nic;
	int index;
	struct line line;	     /* of its interrupt, to its driver */
	struct packet_queue waiting; /* received, not yet taken by the driver */
	uint16_t *buffer;	     /* of each waiting packet, with a pool: ring of slots entries; owned */
	int buffer_first;
	struct buffer_pool *pool;     /* NULL: buffers come with the descriptors */
	void (*depleted)(void *self); /* the pool was found empty; goes with a pool */
	void *depleted_self;
	int slots;	/* descriptors in all */
	int free_slots; /* descriptors the hardware may fill */
	enum drop full; /* reason when there is none */
	bool closed;	/* the classifier has no rule for it: frames are lost */
	bool masked;
	bool watched; /* listening for software that polls: the line is raised at once, which is no interrupt */
	bool listening; /* unmasked, and nothing has come since: an arrival or a completion raises the interrupt */
	struct nic_completions *tx; /* of the ring that shares the interrupt; NULL: none; not owned */
	vtime gap;		    /* moderation: least time between two interrupts */
	vtime last_interrupt;
	vtime unmasked;	    /* when it last was */
	struct depth depth; /* of waiting */
	struct event timer; /* the interrupt that moderation delays */
};

/* A NIC. nic.c alone writes it, but for what is wired; the sending direction belongs to nic_tx.c as well. */
struct nic {
	struct machine *machine;
	struct ledger *ledger;		     /* not owned */
	struct wire *wire;		     /* not owned */
	const struct classifier *classifier; /* not owned */
	const struct topology *topology;     /* not owned */
	struct wire_out out;		     /* the sending direction */
	struct nic_completions *tx;	     /* of its transmit rings, a list; not owned */
	vtime dma_latency;
	vtime interrupt_latency; /* wired; from a cause to the interrupt */
	vtime unmask_latency;	 /* wired; from an unmasking to the interrupt, at least */
	vtime tx_delay;		 /* wired; 0: each completion is a cause at once */
	int64_t *interrupts;	 /* counter */
	int n_queues;
	struct nic_queue *queue;
	int listening;		  /* queues that listen: the next arrival may matter */
	struct event arrival;	  /* armed while a queue listens */
	int wire_number;	  /* of its wire on the machine's calendar */
	struct packet_queue loop; /* frames that the switch sends to one of its own queues, by date */
	struct event looped;	  /* armed, for the first of them, while a queue listens */
};

/**
 * nic_init() - a NIC whose queues are all masked
 * @nic: the NIC
 * @ledger: of its machine; not owned
 * @wire: what comes in; not owned
 * @out: what goes out; copied
 * @topo: ports and their machines; not owned
 * @classifier: which queue a frame is for; not owned
 * @n_queues: receive queues
 * @dma_latency: ps from the last bit to the packet in memory
 * @interrupts: counter of its interrupts; not owned
 */
void nic_init(struct nic *nic, struct ledger *ledger, struct wire *wire, const struct wire_out *out,
	      const struct topology *topo, const struct classifier *classifier, int n_queues,
	      vtime dma_latency, int64_t *interrupts);

/**
 * nic_fini() - frees what a NIC holds
 * @nic: the NIC
 */
void nic_fini(struct nic *nic);

/**
 * nic_queue_setup() - gives a queue its descriptors, all free
 * @q: the queue
 * @slots: descriptors
 * @full: reason of a drop when there is none
 * @line: its interrupt, to its driver
 */
void nic_queue_setup(struct nic_queue *q, int slots, enum drop full, struct line line);

/**
 * nic_queue_set_pool() - packets of the queue lie in buffers of a pool from now on
 * @q: the queue, before time starts
 * @pool: the pool; not owned
 * @depleted: called when the pool was found empty
 * @self: argument of it
 */
void nic_queue_set_pool(struct nic_queue *q, struct buffer_pool *pool, void (*depleted)(void *self),
			void *self);

/**
 * nic_queue_set_gap() - moderation of the interrupt from now on
 * @q: the queue
 * @gap: ps, least time between two interrupts
 */
void nic_queue_set_gap(struct nic_queue *q, vtime gap);

/**
 * nic_queue_close() - the classifier's rule for the queue goes
 * @q: the queue
 *
 * What waits and what comes from now on is lost (nic/closed), and nothing interrupts.
 */
void nic_queue_close(struct nic_queue *q);

/**
 * nic_queue_open() - the classifier's rule for the queue comes (back)
 * @q: the queue, masked from now on; queues are open at first
 */
void nic_queue_open(struct nic_queue *q);

/**
 * nic_catch_up() - receives everything that has arrived by now
 * @nic: the NIC
 */
void nic_catch_up(struct nic *nic);

/**
 * nic_settle() - as nic_catch_up(), and completes everything that has been sent by now
 * @nic: the NIC
 */
void nic_settle(struct nic *nic);

/**
 * nic_check() - aborts unless depths and descriptors of all queues are sound
 * @nic: the NIC
 *
 * The depth of a queue is what waits in it, and its descriptors are in range.
 */
void nic_check(const struct nic *nic);

/**
 * nic_put() - the NIC of another machine has sent a frame to this one
 * @nic: this one
 * @frame: the frame, with the date of its arrival; copied
 */
void nic_put(struct nic *nic, const struct wire_frame *frame);

/**
 * nic_deliver() - puts all that a NIC has sent into the NICs at the far end of its wire
 * @self: the NIC that has sent; called when a window has ended (world_add_post())
 */
void nic_deliver(void *self);

/**
 * nic_switches() - whether the embedded switch sends a packet to one of the NIC's own queues
 * @nic: the NIC
 * @p: the packet
 *
 * It does if the classifier has a queue for each port, and the packet's port is on this machine.
 *
 * Return: true if it does.
 */
bool nic_switches(struct nic *nic, const struct packet *p);

/**
 * nic_loop() - the embedded switch takes over a frame for one of the NIC's own queues
 * @nic: the NIC
 * @p: the frame; the NIC's from now on
 * @date: when it is in memory; dates never fall
 */
void nic_loop(struct nic *nic, struct packet *p, vtime date);

/**
 * nic_add_completions() - a transmit ring shares the interrupt of a queue
 * @q: the queue
 * @c: of the ring; not owned
 */
void nic_add_completions(struct nic_queue *q, struct nic_completions *c);

/**
 * nic_tx_completed() - a transmit ring that shares the interrupt of a queue has completed a frame
 * @q: the queue
 */
void nic_tx_completed(struct nic_queue *q);

/**
 * nic_queue_take() - takes the packet that has waited longest
 * @q: the queue; the descriptor of the packet stays used
 * @buffer: gets the buffer of the pool that the packet lies in; NULL: not wanted
 *
 * Return: the packet, which is the caller's; NULL when none waits.
 */
struct packet *nic_queue_take(struct nic_queue *q, uint16_t *buffer);

/**
 * nic_queue_give() - software gives descriptors back
 * @q: the queue
 * @n: so many
 */
void nic_queue_give(struct nic_queue *q, int n);

/**
 * nic_queue_release() - software releases a buffer to the queue's pool
 * @q: the queue
 * @buffer: as nic_queue_take() gave it
 */
void nic_queue_release(struct nic_queue *q, uint16_t buffer);

/**
 * nic_queue_unmask() - software enables the interrupt of the queue
 * @q: the queue
 */
void nic_queue_unmask(struct nic_queue *q);

/**
 * nic_queue_watch() - software that polls a masked queue wants to be told when something comes
 * @q: the queue, in which it found nothing
 *
 * It is told once, through the queue's line. This is for models that leap over empty polls.
 */
void nic_queue_watch(struct nic_queue *q);

/**
 * nic_queue_unwatch() - software that polls a queue no longer wants to be told
 * @q: the queue
 */
void nic_queue_unwatch(struct nic_queue *q);

#endif
