import { portOfService, takeFlow } from './flow-of.ts';
import { createHostNames, type HostNames } from './host-names.ts';
import type { Item } from './items.ts';
import { readPlain } from './plain-text.ts';
import type { Check, Flow, Known, Reading } from './reading.ts';
import { recognize } from './recognize.ts';
import { isOrder, isSettled, looksLikeCommand } from './suspicion.ts';
import { type Mentioned, type Party, type Targets, targetsIn } from './targets.ts';
import { tokensOf } from './tokens.ts';

/** As many readings as can be told apart on buttons. */
const MOST = 4;

/**
 * What somebody asks for in their own words: names of the inventory and of interfaces are found wherever they stand. A
 * reading is `certain` only where nothing in the text speaks for another one.
 */
export function readSentence(text: string, known: Known, limit: number): Reading {
  const plain = readPlain(text, limit);
  if (plain.kind === 'unreadable') {
    const { kind: _kind, ...unreadable } = plain;
    return { kind: 'hopeless', unreadable };
  }
  if (text.trim() === '' || asksForHelp(plain.text)) return { kind: 'help' };
  const names = createHostNames(known);
  const { flow, rest, wrong } = takeFlow(recognize(tokensOf(plain.text), names));
  const targets = targetsIn(rest, names);
  const doubtful =
    wrong || looksLikeCommand(plain.text) || isOrder(targets.items) || hasOddity(targets.items);
  return decide(targets, withService(flow, targets), names, doubtful);
}

function asksForHelp(text: string): boolean {
  const words = text.trim();
  return (
    /^(?:(?:--)?(?:help|hilfe|usage)|-h|\?)[\s?!.]*$/i.test(words) ||
    /^(?:ヘルプ|使い方)|\bhow (?:do|can|to|does)\b.*\b(?:use|work with) (?:this|you|it|roundtrip)\b/iu.test(
      words,
    )
  );
}

function hasOddity(items: readonly Item[]): boolean {
  return items.some(({ kind }) => kind === 'odd');
}

type Taken = ReturnType<typeof takeFlow>['flow'];

/** "can't ssh to server-b eth1" is about port 22, unless that works. */
function withService(flow: Taken, { items, mentioned }: Targets): Taken {
  const port =
    flow.port === undefined && mentioned.every(({ state }) => state !== 'fine')
      ? portOfService(items)
      : undefined;
  return port === undefined ? flow : { ...flow, protocol: 'tcp', port };
}

function decide(targets: Targets, taken: Taken, names: HostNames, doubtful: boolean): Reading {
  const { parties } = targets;
  const senders = parties.filter(({ role }) => role === 'sender');
  const asked = askedAbout(targets, senders);
  const pairs = pairsOf(asked, names);
  const flows = flowsFor(targets, taken, senders, pairs, names);
  if (pairs.length === 0) return askFor(targets, asked, flows.list[0] ?? taken, names);
  const checks = distinct(
    pairs.flatMap(({ host, name, address }) =>
      flows.list
        .filter(({ from }) => from?.kind !== 'host' || from.host !== host)
        .map((flow) => ({
          host,
          interface: name,
          ...flow,
          ...(address === undefined ? {} : { to: address }),
        })),
    ),
  );
  const [only] = checks;
  const sure =
    !doubtful &&
    !flows.doubtful &&
    checks.length === 1 &&
    pairs.every((pair) => pair.sure) &&
    targets.stranger === undefined &&
    !parties.some(isStray) &&
    !saysAllIsWell(targets);
  if (!only) return { kind: 'hopeless' };
  if (sure) return { kind: 'certain', check: only };
  const unknown =
    targets.stranger ?? parties.find((party) => party.unknown !== undefined && !party.sure)?.unknown;
  return {
    kind: 'almost',
    checks: [only, ...checks.slice(1, MOST)],
    ...(unknown === undefined ? {} : { unknown }),
  };
}

/** A name of nobody that is neither asked about nor a sender: it may be the one that is meant. */
function isStray({ hosts, unknown }: Party): boolean {
  return unknown !== undefined && hosts.length === 0;
}

/** "eth1 works again": said, not asked. */
function saysAllIsWell({ mentioned, items }: Targets): boolean {
  const states = mentioned.map(({ state }) => state);
  if (states.includes('bad')) return false;
  return states.includes('fine') || states.includes('not-meant') || isSettled(items);
}

/** What is asked about: interfaces with the party that has them, and the parties that may be targets. */
type Asked = { mentions: readonly Mentioned[]; hosts: readonly Party[]; addresses: readonly Party[] };

function askedAbout({ parties, mentioned }: Targets, senders: readonly Party[]): Asked {
  const others = parties.filter((party) => !senders.includes(party));
  const named = others.filter(({ address }) => address === undefined);
  const ill = named.filter(({ state, role }) => state !== 'fine' || role === 'target');
  const meant = mentioned.filter(({ state }) => state === 'bad' || state === 'unsaid');
  const counted = meant.length > 0 ? meant : mentioned.filter(({ state }) => state === 'fine');
  const mentions = counted.filter(({ of, firm }) => !(firm && of && senders.includes(of)));
  return {
    mentions,
    hosts: ill.length > 0 ? ill : named,
    addresses: others.filter(({ address }) => address !== undefined),
  };
}

type Pair = { host: string; name: string; address?: string; sure: boolean };

/** Interfaces on hosts that may be meant, best first. */
function pairsOf({ mentions, hosts, addresses }: Asked, names: HostNames): Pair[] {
  const pairs: Pair[] = [];
  for (const { of, firm, namesOn, sure } of mentions) {
    const owners =
      firm && of
        ? [of, ...joinedWith(of, hosts, mentions)]
        : of &&
            hosts.includes(of) &&
            hosts.length > 1 &&
            !hosts.some((each) => each !== of && each.role === 'target')
          ? [of]
          : hosts;
    for (const owner of owners) {
      for (const host of owner.hosts) {
        for (const name of namesOn(host))
          pairs.push({ host, name, sure: sure && owner.sure && owner.hosts.length === 1 });
      }
    }
  }
  if (addresses.length === 0) return pairs;
  return withAddresses(pairs, hosts, addresses, names, mentions.length > 0);
}

/** "eth1 is broken on server-b and server-c": another host that has no interface of its own. */
function joinedWith(of: Party, hosts: readonly Party[], mentions: readonly Mentioned[]): Party[] {
  return hosts.filter((each) => of.joined.includes(each) && !mentions.some((mention) => mention.of === each));
}

/** An address says by itself whose it is, where that was seen; else it belongs to what is named beside it. */
function withAddresses(
  pairs: readonly Pair[],
  hosts: readonly Party[],
  addresses: readonly Party[],
  names: HostNames,
  named: boolean,
): Pair[] {
  const asked = addresses.flatMap(({ address }) => address ?? []);
  const held = asked.flatMap((address) =>
    names.holders(address).map(({ host, interface: name }) => ({ host, name, address, sure: true })),
  );
  const among = new Set(hosts.flatMap((party) => party.hosts));
  const fitting = held.filter(({ host }) => among.size === 0 || among.has(host));
  if (!named) {
    if (fitting.length > 0)
      return fitting.map((pair) => ({
        ...pair,
        sure: fitting.length === 1 && hosts.every(({ sure }) => sure),
      }));
    return [];
  }
  if (pairs.length === 0) return fitting;
  const [address] = asked;
  return pairs.map((pair) => {
    const own = held.find(({ host, name }) => host === pair.host && name === pair.name);
    const elsewhere = held.length > 0 && !own;
    return {
      ...pair,
      ...(address === undefined ? {} : { address: own?.address ?? address }),
      sure: pair.sure && !elsewhere && asked.length === 1,
    };
  });
}

type Flows = { list: readonly Flow[]; doubtful: boolean };

/** From whom: as the sentence says, or each that may be meant where it does not. */
function flowsFor(
  { parties, mentioned }: Targets,
  taken: Taken,
  senders: readonly Party[],
  pairs: readonly Pair[],
  names: HostNames,
): Flows {
  const asked = new Set(pairs.map(({ host }) => host));
  const owners = new Set(mentioned.filter(({ firm }) => firm).map(({ of }) => of));
  const [sender] = senders;
  if (sender) {
    const from = fromOf(sender);
    const doubtful = senders.length > 1 || !sender.sure || from.length !== 1;
    return { list: from.length === 0 ? [taken] : from.map((each) => ({ ...taken, from: each })), doubtful };
  }
  const between = betweenTwo(pairs, parties);
  if (between)
    return { list: between.map((host) => ({ ...taken, from: { kind: 'host', host } })), doubtful: true };
  const [, ...more] = parties.filter(({ address, role }) => address !== undefined && role === 'unsaid');
  if (pairs.length > 0 && more.length > 0)
    return { list: more.flatMap(fromOf).map((from) => ({ ...taken, from })), doubtful: true };
  const others = parties.filter(
    (party) =>
      !owners.has(party) &&
      party.hosts.length > 0 &&
      party.role === 'unsaid' &&
      party.state !== 'fine' &&
      !party.hosts.some((host) => asked.has(host)),
  );
  if (pairs.length === 0 || others.length === 0)
    return { list: [taken], doubtful: others.length > 0 && names !== undefined };
  return { list: [...others.flatMap(fromOf).map((from) => ({ ...taken, from })), taken], doubtful: true };
}

/** Two hosts, and nothing says which of them sends: each may. */
function betweenTwo(pairs: readonly Pair[], parties: readonly Party[]): string[] | undefined {
  const asked = [...new Set(pairs.map(({ host }) => host))];
  const named = parties.filter(({ hosts }) => hosts.length > 0);
  const joined = named.some((party) => party.joined.length > 0);
  return asked.length === 2 && named.length === 2 && !joined && named.every(({ sure }) => sure)
    ? asked
    : undefined;
}

function fromOf({ hosts, address }: Party): NonNullable<Flow['from']>[] {
  if (address !== undefined) return [{ kind: 'address', address }];
  return hosts.map((host) => ({ kind: 'host', host }));
}

/** What is missing: the host, the interface, or everything. */
function askFor(
  { parties, mentioned, stranger }: Targets,
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
    if (known.hosts.length > 1 || !known.sure)
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

function distinct(checks: readonly Check[]): Check[] {
  const seen = new Map(checks.map((check) => [JSON.stringify(check), check]));
  return [...seen.values()];
}
