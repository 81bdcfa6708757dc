/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a pcapng file says about the FCS of its packets, which libpcap does not tell.
 *
 * Read from the blocks themselves, after draft-ietf-opsawg-pcapng: the option if_fcslen of an interface
 * (section 4.2), and bits 5 to 8 of the option epb_flags of a packet (section 4.3.1), which comes first. The reader
 * goes through the file in step with libpcap: one packet for each Enhanced, Simple or (obsolete) Packet Block. A
 * file is not trusted: what cannot be read ends what is told, and libpcap says what is wrong with it.
 */
#ifndef MODELS_TRAFFIC_PCAPNG_FCS_H
#define MODELS_TRAFFIC_PCAPNG_FCS_H

struct pcapng_fcs;

/* pcapng_fcs_open: a reader at the first packet of the file; NULL when it is no pcapng file. The caller owns it:
 * pcapng_fcs_close, which takes NULL. */
struct pcapng_fcs *pcapng_fcs_open(const char *path);
void pcapng_fcs_close(struct pcapng_fcs *r);

/* pcapng_fcs_next: how many bytes of FCS the next packet has at its end; 0 when the file does not say. */
int pcapng_fcs_next(struct pcapng_fcs *r);

#endif
