import type { Asked } from './asked-about.ts';
import type { HostNames } from './host-names.ts';
import type { Check, Flow, Reading } from './reading.ts';
import { saysSomething } from './suspicion.ts';
import { isStray, type Targets } from './targets.ts';

/** As many readings as can be told apart on buttons. */
export const MOST = 4;

/** What is missing: the host, the interface, or everything. */
export function askFor(
  { items, parties, mentioned, stranger }: Targets,
  { mentions, hosts, addresses }: Asked,
  flow: Flow,
  names: HostNames,
): Reading {
  const to = addresses[0]?.address;
  const withTo: Flow = to === undefined ? flow : { ...flow, to };
  const [name] = mentions.flatMap((mention) => mention.name ?? []);
  const known = hosts.find((party) => party.hosts.length > 0);
  if (known && name === undefined) {
    const host = known.hosts[0] ?? '';
    // A word that may be the name of a host: only what is said of it makes it one.
    const weak = !known.sure && known.unknown === undefined && known.hosts.length === 1;
    if (weak && parties.length === 1 && !saysSomething(items)) return { kind: 'hopeless' };
    if (!weak && !known.sure)
      return {
        kind: 'host-needed',
        target: '',
        flow: withTo,
        ...(known.unknown === undefined ? {} : { unknown: known.unknown }),
        checks: interfacesAsChecks(known.hosts, withTo, names),
      };
    return {
      kind: 'interface-needed',
      host,
      flow: withTo,
      checks: interfacesAsChecks([host], withTo, names),
    };
  }
  const unknown = stranger ?? parties.find(isStray)?.unknown;
  const target = name ?? to ?? mentioned[0]?.name;
  if (target === undefined && unknown === undefined) return { kind: 'hopeless' };
  const carriers = name === undefined ? [] : names.withInterface(name);
  const near = unknown === undefined ? carriers : names.near(unknown);
  const checks =
    name === undefined ? [] : near.slice(0, MOST).map((host) => ({ host, interface: name, ...withTo }));
  return {
    kind: 'host-needed',
    target: target ?? '',
    flow: withTo,
    ...(unknown === undefined ? {} : { unknown }),
    checks,
  };
}

function interfacesAsChecks(hosts: readonly string[], flow: Flow, names: HostNames): Check[] {
  return hosts
    .flatMap((host) => names.interfacesOf(host).map(({ name }) => ({ host, interface: name, ...flow })))
    .filter((check) => check.interface !== 'lo')
    .slice(0, MOST);
}
