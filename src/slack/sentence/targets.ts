import { type Attachment, attachmentsOf } from './attachments.ts';
import type { HostNames } from './host-names.ts';
import { type Endpoint, type Item, isEndpoint, isOneOf } from './items.ts';
import { type Role, rolesOf } from './roles.ts';
import { type State, statesOf } from './states.ts';
import { isNoWord, withStrangers } from './strangers.ts';
import { DETERMINERS } from './vocabulary.ts';
import { settleWordHosts } from './word-hosts.ts';

/** A host or an address of the sentence, however often it is named. */
export type Party = {
  /** Whom it may stand for; none for an address, or for a name that is none of the inventory. */
  hosts: readonly string[];
  address?: string;
  unknown?: string;
  sure: boolean;
  role: Role;
  state: State;
  /** Named with it in one breath: "server-b and server-c". */
  joined: Party[];
};

/** An interface that the sentence is about. `of`: the party that it is written beside. */
export type Mentioned = {
  /** Names that it may stand for, on a host. */
  namesOn(host: string): readonly string[];
  /** How it was typed, where that is the name of an interface. */
  name?: string;
  sure: boolean;
  state: State;
  of?: Party;
  firm: boolean;
};

export type Targets = {
  items: readonly Item[];
  parties: readonly Party[];
  mentioned: readonly Mentioned[];
  /** A word where the name of a host is expected: "eth1 on foo". */
  stranger?: string;
};

/** Who and what a sentence is about, each with what is said of it. */
export function targetsIn(recognized: readonly Item[], names: HostNames): Targets {
  const found = withStrangers(recognized, names);
  const items = settleWordHosts(found, attachmentsOf(found));
  const attachments = attachmentsOf(items);
  const [roles, states] = [rolesOf(items), statesOf(items)];
  const parties: Party[] = [];
  const partyAt = new Map<number, Party>();
  for (const [at, item] of items.entries()) {
    if (!isEndpoint(item)) continue;
    const party = partyOf(item, roles[at] ?? 'unsaid', states[at] ?? 'unsaid');
    const same = parties.find((each) => isSame(each, party));
    if (same) merge(same, party);
    else parties.push(party);
    partyAt.set(at, same ?? party);
  }
  joinNeighbours(items, partyAt);
  const mentioned: Mentioned[] = [];
  for (const [at, item] of items.entries()) {
    const mention = mentionOf(item, states[at] ?? 'unsaid', names);
    if (mention) mentioned.push({ ...mention, ...ownerOf(attachments.get(at), partyAt) });
  }
  const stranger = strangerIn(items, attachments);
  return { items, parties, mentioned, ...(stranger === undefined ? {} : { stranger }) };
}

function partyOf(item: Endpoint, role: Role, state: State): Party {
  if (item.kind === 'host') {
    const unknown = item.typed === undefined ? {} : { unknown: item.typed };
    return { hosts: item.hosts, sure: item.sure, role, state, joined: [], ...unknown };
  }
  if (item.kind === 'address')
    return { hosts: [], address: item.address, sure: true, role, state, joined: [] };
  return { hosts: [], unknown: item.text, sure: false, role, state, joined: [] };
}

function joinNeighbours(items: readonly Item[], partyAt: ReadonlyMap<number, Party>): void {
  const places = [...partyAt];
  for (const [index, [at, party]] of places.entries()) {
    const [next, other] = places[index + 1] ?? [];
    if (next === undefined || !other || other === party || next - at > 3 || isOneOf(items[at - 1], BETWEEN))
      continue;
    const joins = items
      .slice(at + 1, next)
      .every((item) => isOneOf(item, JOINS) || (item.kind === 'stop' && !item.strong));
    const isPair = items.slice(next + 1, next + 4).some((item) => isOneOf(item, BETWEEN));
    if (!joins || isPair || next === at + 1) continue;
    party.joined = [...party.joined, other];
    other.joined = [...other.joined, party];
    // "server-a and server-c can't reach …": what is said of one as a sender is said of both.
    const firmly = items.slice(at + 1, next).some((item) => item.kind === 'word');
    const roles = [party.role, other.role];
    if (
      firmly &&
      roles.includes('sender') &&
      roles.includes('unsaid') &&
      items[next + 1]?.kind !== 'interface'
    ) {
      party.role = 'sender';
      other.role = 'sender';
    }
  }
}

const JOINS = new Set('and or & + both ja:and und et y plus'.split(' '));
const BETWEEN = new Set(['between', 'ja:between']);

function isSame(one: Party, other: Party): boolean {
  if (one.address !== undefined || other.address !== undefined) return one.address === other.address;
  return one.hosts[0] === other.hosts[0] && (one.hosts.length > 0 || one.unknown === other.unknown);
}

/** What is said once holds for the name wherever it stands; named once without doubt is enough. */
function merge(into: Party, { role, state, sure, hosts }: Party): void {
  if (sure && !into.sure) {
    into.hosts = hosts;
    into.sure = true;
  }
  // Sender here and target there: neither is known.
  if (into.role === 'unsaid') into.role = role;
  else if (role !== 'unsaid' && role !== into.role) into.role = 'unsaid';
  if (state === 'bad' || into.state === 'unsaid') into.state = state;
}

function mentionOf(item: Item, state: State, names: HostNames): Omit<Mentioned, 'of' | 'firm'> | undefined {
  if (item.kind === 'interface') {
    return { name: item.name, namesOn: () => [item.name], sure: item.sure, state };
  }
  const listed = (host: string) => names.interfacesOf(host).map(({ name }) => name);
  if (item.kind === 'vlan')
    return { namesOn: (host) => listed(host).filter((name) => isVlan(name, item.id)), sure: false, state };
  if (item.kind === 'nth') {
    const cards = (host: string) => listed(host).filter((name) => name !== 'lo');
    const number = item.number;
    return {
      namesOn: (host) => (number === 0 ? cards(host).slice(1) : cards(host).slice(number - 1, number)),
      sure: false,
      state,
    };
  }
  return undefined;
}

function isVlan(name: string, id: string): boolean {
  return name.endsWith(`.${id}`) || name === `vlan${id}`;
}

function ownerOf(
  attachment: Attachment | undefined,
  partyAt: ReadonlyMap<number, Party>,
): Pick<Mentioned, 'of' | 'firm'> {
  const of = attachment && partyAt.get(attachment.to);
  return of ? { of, firm: attachment.firm } : { firm: false };
}

/** "eth1 on foo": a name of nobody, where no host is named beside the interface. */
function strangerIn(
  items: readonly Item[],
  attachments: ReadonlyMap<number, Attachment>,
): string | undefined {
  for (const [at, item] of items.entries()) {
    if (item.kind !== 'interface' || attachments.get(at)?.firm) continue;
    if (!isOneOf(items[at + 1], new Set(['on', 'of', 'at', '@']))) continue;
    let next = at + 2;
    while (isOneOf(items[next], DETERMINERS)) next += 1;
    const word = items[next];
    if (word?.kind === 'word' && isNoWord(word.text)) return word.text;
  }
  return undefined;
}

/** A name of nobody that is neither asked about nor a sender: it may be the one that is meant. */
export function isStray({ hosts, unknown }: Party): boolean {
  return unknown !== undefined && hosts.length === 0;
}
