import type { Flight } from './flight.ts';
import type { FilterPath } from './packet.ts';

/** One netfilter hook on the packet's way, and the families whose chains are called there (linux/netfilter.h). */
export interface Hook {
  name: string;
  families: readonly string[];
  /** For ingress and egress: the device whose chains see it; its name may not be known. */
  device?: { name: string | undefined };
  /** Whether connection tracking has seen the packet; it comes between chains of the first IP hooks. */
  tracked: boolean | 'by-priority';
  /** Whether it may not come by here at all: its device may be no bridge. */
  maybe?: true;
}

/** The hooks of a path in the packet's order. */
export function hooksOn(path: FilterPath, flight: Flight): Hook[] {
  const { iif, oif } = flight;
  const ip = flight.family === 4 ? ['ip', 'inet'] : ['ip6', 'inet'];
  switch (path) {
    case 'prerouting':
      return [...arriving(flight), { name: 'prerouting', families: ip, tracked: 'by-priority' }];
    case 'input':
    case 'forward':
      return [{ name: path, families: ip, tracked: true }];
    case 'output':
      return [{ name: 'output', families: ip, tracked: 'by-priority' }];
    case 'postrouting':
      return [{ name: 'postrouting', families: ip, tracked: true }, ...leaving(flight)];
    case 'arp-input':
      return [...arriving(flight), { name: 'input', families: ['arp'], tracked: false }];
    case 'arp-output':
      return [{ name: 'output', families: ['arp'], tracked: false }, ...leaving(flight)];
    case 'netdev-ingress':
      return [ingress(flight, iif)];
    case 'netdev-egress':
      return [egress(oif)];
    default:
      return bridged(flight, path.slice('bridge-'.length));
  }
}

/** From the wire up to the protocol: of a bridge, through its port and its own chains. */
function arriving(flight: Flight): Hook[] {
  const { port, iif } = flight;
  const own = ingress(flight, iif);
  if (port === '') return [own];
  const hooks = [
    ...(port === undefined ? [] : [ingress(flight, port)]),
    ...bridged(flight, 'prerouting', 'input'),
  ];
  return [...hooks, own];
}

/** Down to the wire; what left the IP layer is tracked. */
function leaving(flight: Flight): Hook[] {
  const { port, oif } = flight;
  if (port === '') return [egress(oif)];
  const hooks = bridged(flight, 'output', 'postrouting');
  return [egress(oif), ...hooks, ...(port === undefined ? [] : [egress(port)])];
}

function bridged({ port, iif, oif, host }: Flight, ...names: string[]): Hook[] {
  const device = iif || oif;
  const isBridge =
    (port !== undefined && port !== '') ||
    host.state?.links?.some(({ name, kind }) => name === device && kind === 'bridge');
  return names.map((name) => ({
    name,
    families: ['bridge'],
    tracked: name === 'output' || name === 'postrouting',
    ...(isBridge ? {} : { maybe: true as const }),
  }));
}

/** The inet family's ingress chains see IP packets alone. */
function ingress({ isArp }: Flight, name: string | undefined): Hook {
  const families = isArp ? ['netdev'] : ['netdev', 'inet'];
  return { name: 'ingress', families, device: { name }, tracked: false };
}

function egress(name: string | undefined): Hook {
  return { name: 'egress', families: ['netdev'], device: { name }, tracked: true };
}

/** The families whose rules decide on a path: what is missing of others does not matter there. */
export function namesOf(path: FilterPath, { family }: Flight): string[] {
  if (path.startsWith('arp')) return ['arp'];
  if (path.startsWith('netdev')) return ['netdev'];
  if (path.startsWith('bridge')) return ['bridge'];
  return [family === 4 ? 'ip' : 'ip6'];
}
