import type { Outcome, Protocol, Showing } from '../model/index.ts';
import { canonical, isAddress } from './addresses.ts';
import type { Console } from './console.ts';

/** One attempt to reach an address, as one console of a paste shows it. Addresses are canonical. */
export type Attempt = {
  console: Console;
  showing: Showing;
  /** Whether that console is the sender's or the one that is asked; `unknown` where a capture prints no direction. */
  side: 'sender' | 'asked' | 'unknown';
  outcome: Outcome;
  from?: string;
  /** Absent where the output hides it. */
  to?: string;
  /** Names or masks in place of addresses that are not shown. */
  fromName?: string;
  toName?: string;
  protocol: Protocol;
  port?: number;
  /** The interface of the asked host that it came in on. */
  device?: string;
  /** Seconds between a request and its answer, at the shortest: next to nothing on the host that answers. */
  span?: number;
  /** Whether answers were seen. */
  answers?: boolean;
  /** The packet went on to another interface: this host forwards it. */
  forwarded?: boolean;
  /** A ping of the host's own that was bound to no address or interface. */
  unbound?: true;
  /** How often it was tried, at the least. */
  count: number;
  /** The line of the paste that shows it. */
  line: string;
};

/** An attempt's parts without those that are not known, its addresses in canonical form; what is no address is a name. */
export function attempt(
  parts: Omit<Attempt, 'from' | 'to' | 'fromName' | 'toName' | 'port' | 'device'> & {
    from: string | undefined;
    to: string | undefined;
    port?: number | undefined;
    device?: string | undefined;
  },
): Attempt {
  const { from, to, port, device, ...rest } = parts;
  return {
    ...rest,
    ...(from === undefined ? {} : isAddress(from) ? { from: canonical(from) } : { fromName: from }),
    ...(to === undefined ? {} : isAddress(to) ? { to: canonical(to) } : { toName: to }),
    ...(port === undefined ? {} : { port }),
    ...(device === undefined ? {} : { device }),
  };
}
