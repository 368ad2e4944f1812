import { isIP } from 'node:net';

/** Tells requests and answers of a flow in tcpdump's lines as they come, to know when to end a capture. */
export class Sighting {
  readonly #protocol: 'icmp' | 'tcp' | 'udp';
  readonly #port: number | undefined;
  /** Who asked first. */
  requester: string | undefined;
  #replied = false;
  /** By sender: the sequence numbers of its echo requests. */
  readonly #asked = new Map<string, Set<string>>();
  readonly #answered = new Set<string>();

  constructor(protocol: 'icmp' | 'tcp' | 'udp', port: number | undefined) {
    this.#protocol = protocol;
    this.#port = port;
  }

  /** `request` or `reply` where the line is the first of its kind; undefined for everything else. */
  look(line: string, to: string): 'request' | 'reply' | undefined {
    const packet = /(\S+) > (\S+): (.*)$/.exec(line.replace(/^.*?\bIP6? /, ''));
    if (!packet) return undefined;
    const [, source = '', destination = '', rest = ''] = packet;
    const own = this.#protocol === 'icmp' ? to : `${to}.${this.#port}`;
    this.#count(source, destination, rest, to);
    if (destination === own && this.#asks(rest) && this.requester === undefined) {
      const address = this.#protocol === 'icmp' ? source : source.replace(/\.\d+$/, '');
      if (isIP(address) === 0) return undefined;
      this.requester = address;
      return 'request';
    }
    if (source === own && this.#answers(rest) && !this.#replied) {
      this.#replied = true;
      return 'reply';
    }
    return undefined;
  }

  /** How many different echo requests of this sender came, where none was answered; 0 once one was. */
  unanswered(sender: string): number {
    return this.#answered.has(sender) ? 0 : (this.#asked.get(sender)?.size ?? 0);
  }

  #count(source: string, destination: string, rest: string, to: string): void {
    const sequence = /^ICMP6?,? echo (request|reply),.* seq (\d+)/.exec(rest);
    if (sequence?.[1] === 'reply' && source === to) this.#answered.add(destination);
    if (sequence?.[1] !== 'request' || sequence[2] === undefined || destination !== to) return;
    this.#asked.set(source, (this.#asked.get(source) ?? new Set()).add(sequence[2]));
  }

  #asks(rest: string): boolean {
    if (this.#protocol === 'icmp') return /^ICMP6?,? echo request/.test(rest);
    return this.#protocol === 'udp' || /^Flags \[S\]/.test(rest);
  }

  #answers(rest: string): boolean {
    if (this.#protocol === 'icmp') return /^ICMP6?,? echo reply/.test(rest);
    return this.#protocol === 'udp' || /^Flags \[(S\.|R)/.test(rest);
  }
}
