import type { Packet } from '../analyzer/model/index.ts';
import { parsePacketLine } from '../transcript/index.ts';

/** The packets that are looked for: of these exchanges (ICMP ids, or the ports that they are sent from), or of this sender. */
export type Ours = { readonly exchanges: ReadonlySet<number> } | { readonly source: string | undefined };

type Seen = { source: string; exchange: number; key: string };

/** Counts requests and answers of a flow in tcpdump's lines as they come, to know when a look is over. */
export class Sighting {
  readonly #protocol: 'icmp' | 'tcp' | 'udp';
  readonly #port: number | undefined;
  readonly #requests = new Map<string, Seen>();
  readonly #answers = new Map<string, Seen>();

  constructor(protocol: 'icmp' | 'tcp' | 'udp', port: number | undefined) {
    this.#protocol = protocol;
    this.#port = port;
  }

  /** Who asked first. */
  get requester(): string | undefined {
    return [...this.#requests.values()][0]?.source;
  }

  /** `request` or `reply` where the line is the first of its kind; undefined for everything else. */
  look(line: string, to: string): 'request' | 'reply' | undefined {
    const packet = parsePacketLine(line);
    if (packet === undefined) return undefined;
    if (this.#isRequest(packet, to))
      return note(this.#requests, packet.source, packet.sourcePort, packet) ? 'request' : undefined;
    if (this.#isAnswer(packet, to))
      return note(this.#answers, packet.destination, packet.destinationPort, packet) ? 'reply' : undefined;
    return undefined;
  }

  /** How many different requests of ours were seen, and how many of them were answered. */
  count(ours: Ours): { asked: number; answered: number } {
    const isOurs = ({ source, exchange }: Seen) =>
      'exchanges' in ours ? ours.exchanges.has(exchange) : source === ours.source;
    const asked = [...this.#requests.values()].filter(isOurs);
    return { asked: asked.length, answered: asked.filter(({ key }) => this.#answers.has(key)).length };
  }

  #isRequest({ protocol, kind = '', destination, destinationPort }: Packet, to: string): boolean {
    if (destination !== to) return false;
    if (this.#protocol === 'icmp') return isIcmp(protocol) && kind === 'echo-request';
    if (protocol !== this.#protocol || destinationPort !== this.#port) return false;
    return protocol === 'udp' || /^S(?!\.)/.test(kind);
  }

  #isAnswer({ protocol, kind = '', source, sourcePort }: Packet, to: string): boolean {
    if (source !== to) return false;
    if (this.#protocol === 'icmp') return isIcmp(protocol) && kind === 'echo-reply';
    if (protocol !== this.#protocol || sourcePort !== this.#port) return false;
    return protocol === 'udp' || /^(?:S\.|R)/.test(kind);
  }
}

function isIcmp(protocol: Packet['protocol']): boolean {
  return protocol === 'icmp' || protocol === 'icmp6';
}

/** @returns whether it is the first of its kind */
function note(
  seen: Map<string, Seen>,
  client: string | undefined,
  port: number | undefined,
  { icmpId, icmpSequence }: Packet,
): boolean {
  const exchange = icmpId ?? port;
  if (client === undefined || exchange === undefined) return false;
  const key = `${client} ${exchange} ${icmpSequence ?? ''}`;
  const first = seen.size === 0;
  if (!seen.has(key)) seen.set(key, { source: client, exchange, key });
  return first;
}
