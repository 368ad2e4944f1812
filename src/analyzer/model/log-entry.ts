import { z } from 'zod';
import { Protocol } from './flow.ts';

const Mac = z.string();

/** A line of the kernel log that says what became of a packet, or that a link changed. `line` is as printed. */
export const LogEntry = z.discriminatedUnion('kind', [
  /** Source validation refused it (`log_martians`). */
  z.object({
    kind: z.literal('martian'),
    source: z.string(),
    destination: z.string().optional(),
    device: z.string(),
    /** From the link-layer header that the kernel prints behind it. */
    sourceMac: Mac.optional(),
    destinationMac: Mac.optional(),
    line: z.string(),
  }),
  /** A rule of the packet filter logged it. */
  z.object({
    kind: z.literal('filter'),
    /** What the rule writes before its line, without blanks around it. */
    prefix: z.string(),
    in: z.string().optional(),
    out: z.string().optional(),
    source: z.string().optional(),
    destination: z.string().optional(),
    protocol: Protocol.optional(),
    /** Destination port. */
    port: z.number().optional(),
    sourcePort: z.number().optional(),
    sourceMac: Mac.optional(),
    destinationMac: Mac.optional(),
    icmpType: z.number().optional(),
    icmpId: z.number().optional(),
    icmpSequence: z.number().optional(),
    /** SYN, ACK, RST … */
    tcpFlags: z.array(z.string()).optional(),
    mark: z.number().optional(),
    line: z.string(),
  }),
  z.object({ kind: z.literal('conntrack-full'), line: z.string() }),
  z.object({
    kind: z.literal('link'),
    device: z.string().optional(),
    /** Whether the carrier came or went; absent where the line says something else of the link. */
    state: z.enum(['up', 'down']).optional(),
    renamedFrom: z.string().optional(),
    line: z.string(),
  }),
  /** The neighbour table is full (`gc_thresh3`): no new next hop can be resolved. */
  z.object({ kind: z.literal('neighbour-table-full'), line: z.string() }),
  /** Two machines use one address: this host's own detection says so, or a router that sees its neighbour change. */
  z.object({
    kind: z.literal('duplicate-address'),
    device: z.string().optional(),
    address: z.string(),
    /** Every hardware address that the line names. */
    macs: z.array(Mac),
    line: z.string(),
  }),
  /** keepalived changed the state of a virtual router. */
  z.object({
    kind: z.literal('vrrp'),
    instance: z.string(),
    state: z.enum(['master', 'backup', 'fault']),
    line: z.string(),
  }),
  /** A listener's queue of half-open connections is full. */
  z.object({ kind: z.literal('syn-flood'), port: z.number().optional(), line: z.string() }),
  z.object({ kind: z.literal('other'), line: z.string() }),
]);
export type LogEntry = z.infer<typeof LogEntry>;
