import {
  type Address,
  formatPrefix,
  type Link,
  parsePrefix,
  type Route,
  TABLE,
  tableNumber,
} from '../../analyzer/model/index.ts';
import { familyOf, prefixOf } from '../forms/addresses.ts';
import { decimal } from '../forms/text.ts';
import type { IpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { doubtful, type Effect, type TypedChange } from './typed-change.ts';

/** `ip addr add|replace|del|flush`. */
export function addressChange({ verb, args }: IpCommand): TypedChange {
  const at = args.indexOf('dev');
  const dev = at < 0 ? undefined : args[at + 1];
  const parts = ['addresses', 'routes'] as const;
  const word = args.find((one) => prefixOf(one) !== undefined);
  if (dev !== undefined && verb === 'flush')
    return { parts, make: (draft) => withoutAddresses(draft, dev, () => true) };
  const prefix = word === undefined ? undefined : prefixOf(word);
  if (dev === undefined || word === undefined || prefix === undefined || args.includes('peer'))
    return doubtful([
      { part: 'addresses', ...(dev === undefined ? {} : { device: dev }) },
      { part: 'routes' },
    ]);
  const [local = '', length = ''] = prefix.cidr.split('/');
  const scope = args.includes('scope') ? (args[args.indexOf('scope') + 1] ?? 'global') : 'global';
  const flags = args.includes('noprefixroute') ? ['noprefixroute'] : [];
  const address: Address = { dev, family: prefix.family, local, prefixLength: Number(length), scope, flags };
  if (verb === 'delete' || verb === 'del')
    return { parts, make: (draft) => withoutAddresses(draft, dev, (one) => one.local === local) };
  if (verb === 'flush') return doubtful([{ part: 'addresses', device: dev }, { part: 'routes' }]);
  return { parts, make: (draft) => withAddress(draft, address) };
}

function withAddress(draft: ObservationDraft, address: Address): Effect {
  const { dev, local } = address;
  const listed = draft.addresses.items;
  if (listed.some((one) => one.dev === dev && one.local === local)) return 'nothing';
  draft.addAddresses([address], []);
  if (isUp(draft.links.get(dev))) addConnected(draft, address);
  return 'made';
}

/** Where nothing tells of an interface, an address on it is of use only while it is up. */
function isUp(link: Link | undefined): boolean {
  return link === undefined || link.flags.length === 0 || link.flags.includes('UP');
}

/** The route of an address's network, which the kernel makes with it (fib_add_ifaddr), where main was listed. */
function addConnected(draft: ObservationDraft, { dev, family, local, prefixLength, flags }: Address): void {
  const network = parsePrefix(`${local}/${prefixLength}`, family);
  if (!network || flags.includes('noprefixroute') || draft.state.routes[family] === undefined) return;
  const destination = formatPrefix(network);
  const isThere = draft.routes[family].items.some(
    (route) => route.destination === destination && route.nextHops[0]?.dev === dev && isMain(route),
  );
  const isHost = prefixLength === (family === 4 ? 32 : 128);
  if (isThere || isHost) return;
  const source = family === 4 ? { scope: 'link', prefsrc: local } : { metric: 256 };
  const nextHops = [{ dev, flags: [] }];
  draft.addRoutes(
    family,
    [{ family, type: 'unicast', destination, table: 'main', protocol: 'kernel', ...source, nextHops }],
    undefined,
  );
}

function isMain({ table }: Route): boolean {
  return tableNumber(table) === TABLE.main;
}

/**
 * Addresses are taken away, and with them the routes that they made, and those that name them as their source; with an
 * interface's last IPv4 address all of its routes go (fib_disable_ip).
 */
function withoutAddresses(
  draft: ObservationDraft,
  dev: string,
  isOne: (address: Address) => boolean,
): Effect {
  const going = draft.addresses.items.filter((address) => address.dev === dev && isOne(address));
  if (going.length === 0)
    return {
      doubts: [
        { part: 'addresses', device: dev },
        { part: 'routes', device: dev },
      ],
    };
  draft.addresses.keep((address) => !going.includes(address));
  const left = draft.addresses.items.filter((address) => address.dev === dev && address.family === 4);
  for (const family of [4, 6] as const) {
    const gone = new Set(going.filter((one) => one.family === family).map(({ local }) => local));
    if (gone.size === 0) continue;
    const kept = left.map(({ local, prefixLength }) => networkOf(local, prefixLength, 4));
    const networks = new Set(
      going
        .map(({ local, prefixLength }) => networkOf(local, prefixLength, family))
        .filter((network) => !kept.includes(network)),
    );
    draft.routes[family].keep(({ prefsrc, destination, protocol, nextHops, type }) => {
      const isHere = nextHops.some((hop) => hop.dev === dev);
      if (isHere && family === 4 && left.length === 0) return false;
      const isOwn = isHere && protocol === 'kernel' && networks.has(destination);
      const isLocal = type === 'local' && gone.has(destination.split('/')[0] ?? '');
      return !(isOwn || isLocal || (prefsrc !== undefined && gone.has(prefsrc)));
    });
  }
  return 'made';
}

function networkOf(local: string, length: number, family: 4 | 6): string {
  const network = parsePrefix(`${local}/${length}`, family);
  return network ? formatPrefix(network) : '';
}

/** `ip link set [dev] NAME up|down|mtu …`, `ip link del NAME`. */
export function linkChange({ verb, args }: IpCommand): TypedChange | undefined {
  const words = args.filter((word) => word !== 'dev');
  const [name = '', ...settings] = words;
  const parts = ['links', 'addresses', 'routes', 'neighbours'] as const;
  if (verb === 'delete' || verb === 'del') return { parts, make: (draft) => withoutLink(draft, name) };
  if (verb !== 'set') {
    const named = args[args.indexOf('name') + 1] ?? args.find((word) => !KEYWORDS.has(word)) ?? '';
    return { parts: ['links'], make: () => ({ doubts: [{ part: 'links', device: named }] }) };
  }
  const changes = settings.flatMap((word, at) => settingOf(word, settings[at + 1]) ?? []);
  const understood = settings.every((word, at) => isUnderstood(word, settings[at - 1]));
  if (name === '' || !understood)
    return doubtful([
      { part: 'links', device: name },
      ...(settings.some((word) => /^(?:no)?master$|^vrf$/.test(word)) ? [{ part: 'routes' } as const] : []),
    ]);
  return {
    parts,
    make: (draft) => {
      const effects = changes.map((change) => change(draft, name));
      return (
        effects.find((effect) => typeof effect === 'object') ??
        (effects.includes('made') ? 'made' : 'nothing')
      );
    },
  };
}

const KEYWORDS: ReadonlySet<string> = new Set(['name', 'type', 'link']);

type Setting = (draft: ObservationDraft, name: string) => Effect;

function settingOf(word: string, value: string | undefined): Setting | undefined {
  if (word === 'up') return (draft, name) => up(draft, name);
  if (word === 'down') return (draft, name) => down(draft, name);
  const mtu = word === 'mtu' ? decimal(value) : undefined;
  if (mtu !== undefined) return (draft, name) => withLink(draft, { name, flags: [], mtu });
  return undefined;
}

function isUnderstood(word: string, before: string | undefined): boolean {
  if (/^(?:up|down|mtu)$/.test(word) || before === 'mtu') return true;
  // What changes nothing of where a packet goes.
  return (
    /^(?:alias|txqlen|txqueuelen|qlen|promisc|multicast|allmulticast)$/.test(word) ||
    WITH_VALUE.test(before ?? '')
  );
}

const WITH_VALUE = /^(?:alias|txqlen|txqueuelen|qlen|promisc|multicast|allmulticast)$/;

function withLink(draft: ObservationDraft, link: Link): Effect {
  const known = draft.links.get(link.name);
  if (
    known &&
    Object.entries(link).every(([name, value]) => name === 'flags' || known[name as keyof Link] === value)
  )
    return 'nothing';
  draft.addLinks([link]);
  draft.cover('links', []);
  return 'made';
}

/** An interface goes down: its routes go with it, its IPv6 addresses too (keep_addr_on_down is 0). */
export function down(draft: ObservationDraft, name: string): Effect {
  const known = draft.links.get(name);
  if (known && known.flags.length > 0 && !known.flags.includes('UP')) return 'nothing';
  const flags = (known?.flags ?? ['BROADCAST', 'MULTICAST']).filter(
    (flag) => !/^(?:UP|LOWER_UP|RUNNING|NO-CARRIER)$/.test(flag),
  );
  draft.addLinks([{ name, flags: flags.length > 0 ? flags : ['BROADCAST'], operstate: 'DOWN' }]);
  draft.cover('links', []);
  for (const family of [4, 6] as const)
    draft.routes[family].keep(({ nextHops }) => !nextHops.some(({ dev }) => dev === name));
  draft.addresses.keep(({ dev, family }) => dev !== name || family === 4);
  draft.neighbours.keep(({ dev }) => dev !== name);
  return 'made';
}

/** An interface comes up: the routes of its addresses come back, and those that somebody had added do not. */
export function up(draft: ObservationDraft, name: string): Effect {
  const known = draft.links.get(name);
  if (known?.flags.includes('UP') || (known?.flags.length === 0 && known.operstate === 'UP'))
    return 'nothing';
  const flags = [...(known?.flags ?? ['BROADCAST', 'MULTICAST']), 'UP', 'LOWER_UP'];
  // Whether it has a carrier then, nothing tells.
  if (known === undefined) return { doubts: [{ part: 'links', device: name }] };
  draft.addLinks([{ name, flags, operstate: 'UP' }]);
  for (const address of draft.addresses.items) if (address.dev === name) addConnected(draft, address);
  return 'made';
}

function withoutLink(draft: ObservationDraft, name: string): Effect {
  draft.links.keep((link) => link.name !== name);
  draft.addresses.keep(({ dev }) => dev !== name);
  for (const family of [4, 6] as const)
    draft.routes[family].keep(({ nextHops }) => !nextHops.some(({ dev }) => dev === name));
  return 'made';
}

/** `ip neigh add|replace|change|del|flush`. */
export function neighbourChange({ verb, args }: IpCommand): TypedChange {
  const parts = ['neighbours'] as const;
  const value = (word: string) => (args.includes(word) ? args[args.indexOf(word) + 1] : undefined);
  const address = args.find((word) => familyOf(word) !== undefined);
  const [dev, mac] = [value('dev'), value('lladdr')];
  if (verb === 'flush') {
    return {
      parts,
      make: (draft) => {
        draft.neighbours.keep(
          (entry) => entry.state === 'PERMANENT' || (dev !== undefined && entry.dev !== dev),
        );
        return { doubts: [] };
      },
    };
  }
  if (address === undefined || dev === undefined) return doubtful([{ part: 'neighbours' }]);
  if (verb === 'delete' || verb === 'del') {
    return {
      parts,
      make: (draft) => {
        draft.neighbours.keep((entry) => entry.address !== address || entry.dev !== dev);
        return 'made';
      },
    };
  }
  if (mac === undefined) return doubtful([{ part: 'neighbours', device: dev }]);
  const state = (value('nud') ?? 'permanent').toUpperCase();
  return {
    parts,
    make: (draft) => {
      draft.addNeighbours([{ address, dev, mac: mac.toLowerCase(), state }]);
      draft.cover('neighbours', []);
      return 'made';
    },
  };
}
