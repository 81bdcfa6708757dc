/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the NIC, the guests and tools/lab/run agree on: the file of frames, and what a frame carries.
 */
#ifndef LAB_FRAME_H
#define LAB_FRAME_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdint.h>
typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;
#endif

#define LAB_GUESTS 8
#define LAB_WIRE 0xfe	     /* as a guest: the station at the other end of the wire */
#define LAB_ETHERTYPE 0x88b5 /* IEEE 802, local experiments */

/* An entry of the file of frames, by rising dates. */
struct lab_frame {
	u64 date; /* at which its last bit has arrived, in ns from the start of the traffic */
	u16 size; /* bytes without frame check sequence */
	u8 guest; /* whom it is for, from 0 */
	u8 spare;
	u32 flow; /* which of the source's 5-tuples */
};

/* Bytes before the addresses of a frame with IP and UDP headers, and before the stamp. */
#define LAB_ADDRESSES 26
#define LAB_UDP_STAMP 42

/* What follows the Ethernet header of a frame, or its UDP header. */
struct lab_stamp {
	u64 date; /* time stamp counter at its arrival */
	u32 number;
	u32 spare;
};

/* Where a frame's stamp is; 0: the frame is none of the laboratory's. */
static inline unsigned lab_stamp_at(const u8 *frame)
{
	if (frame[12] == LAB_ETHERTYPE >> 8 && frame[13] == (LAB_ETHERTYPE & 0xff))
		return 14;
	return frame[12] == 0x08 && frame[13] == 0 ? LAB_UDP_STAMP : 0;
}

/* The address of a guest: 02:de:ad:00:00:01 is the first one's. */
static inline void lab_address(u8 *mac, int guest)
{
	static const u8 first[6] = {0x02, 0xde, 0xad, 0, 0, 1};
	int i;

	for (i = 0; i < 6; i++)
		mac[i] = first[i];
	mac[5] = (u8)(1 + guest);
}

#endif
