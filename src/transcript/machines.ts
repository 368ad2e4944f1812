import { ObservationDraft } from './observation-draft.ts';
import type { Block } from './output.ts';
import type { Entry } from './read-sections.ts';

/** What a listing shows of each interface that identifies its machine. */
type Interfaces = ReadonlyMap<string, { mac?: string; addresses: ReadonlySet<string> }>;

/** Machines of one prompt, in the order in which they first show. */
type Prompt = { machines: Map<string, { mac?: string; addresses: ReadonlySet<string> }>[]; current: number };

/** The entries, with a name of its own for each machine; `shared`: the names that were given, by the one that they share. */
export type Apart = { paste: readonly Entry[]; shared: ReadonlyMap<string, readonly string[]> };

/**
 * Several machines can have one name in their prompts (`localhost`, `debian`), or none. Two listings of one interface that
 * cannot be of one machine, with no change of it typed between them, tell them apart: what stands behind a listing belongs to
 * its machine, up to a listing of another one. The first keeps the name, the second is `NAME-2`.
 */
export function machinesApart(entries: readonly Entry[]): Apart {
  const prompts = new Map<string, Prompt>();
  const machineOf = new Map<Entry, number>();
  for (const entry of entries) {
    const name = entry.section.host?.toLowerCase() ?? '';
    const prompt = prompts.get(name) ?? { machines: [new Map()], current: 0 };
    prompts.set(name, prompt);
    const changes = entry.changes.some(({ change: { parts } }) =>
      parts.some((part) => part === 'addresses' || part === 'links'),
    );
    if (changes) prompt.machines[prompt.current]?.clear();
    for (const block of entry.blocks) if (LISTINGS.has(block.output.kind)) place(prompt, interfacesOf(block));
    machineOf.set(entry, prompt.current);
  }
  const shared = new Map<string, string[]>();
  for (const [name, { machines }] of prompts)
    if (machines.length > 1)
      shared.set(
        name,
        machines.map((_, at) => nameOf(name, at)),
      );
  if (shared.size === 0) return { paste: entries, shared };
  const paste = entries.map((entry): Entry => {
    const { host } = entry.section;
    const at = machineOf.get(entry) ?? 0;
    const isShared = shared.has(host?.toLowerCase() ?? '');
    return isShared && (at > 0 || host === undefined)
      ? { ...entry, section: { ...entry.section, host: nameOf(host ?? '', at) } }
      : entry;
  });
  return { paste, shared };
}

function nameOf(name: string, at: number): string {
  if (name === '') return `console-${at + 1}`;
  return at === 0 ? name : `${name}-${at + 1}`;
}

const LISTINGS: ReadonlySet<string> = new Set(['interfaces', 'brief', 'ifconfig']);

/** Devices that come and go, or are alike on every machine. */
const TRANSIENT =
  /^(?:lo|docker|veth|br-|virbr|cni|flannel|cali|tun|tap|wg|vnet|lxc|dummy|sit|ip6tnl|tailscale)/;

function interfacesOf(block: Block): Interfaces {
  const draft = new ObservationDraft(undefined);
  block.output.read(draft, block);
  const found = new Map<string, { mac?: string; addresses: Set<string> }>();
  const entryOf = (name: string) => {
    const known = found.get(name) ?? { addresses: new Set<string>() };
    found.set(name, known);
    return known;
  };
  for (const { name, mac } of draft.state.links ?? [])
    if (!TRANSIENT.test(name) && mac !== undefined) entryOf(name).mac = mac.toLowerCase();
  for (const { dev, local, family } of draft.state.addresses ?? [])
    if (!TRANSIENT.test(dev) && family === 4) entryOf(dev).addresses.add(local);
  return found;
}

/** Takes the listing for the machine that it can be of: the current one, another one that it agrees with, a new one. */
function place(prompt: Prompt, listed: Interfaces): void {
  const { machines, current } = prompt;
  const own = machines[current];
  if (own && contradicts(own, listed)) {
    const known = machines.findIndex((machine) => !contradicts(machine, listed) && agrees(machine, listed));
    prompt.current = known < 0 ? machines.push(new Map()) - 1 : known;
  }
  const machine = machines[prompt.current];
  for (const [name, shown] of listed) {
    const known = machine?.get(name);
    const addresses = new Set([...(known?.addresses ?? []), ...shown.addresses]);
    const mac = shown.mac ?? known?.mac;
    machine?.set(name, mac === undefined ? { addresses } : { mac, addresses });
  }
}

/** One interface with other addresses, and no hardware address that says that it is the same; or with another one of these. */
function contradicts(machine: Interfaces, listed: Interfaces): boolean {
  return [...listed].some(([name, { mac, addresses }]) => {
    const known = machine.get(name);
    if (known === undefined) return false;
    const isOneCard = mac !== undefined && mac === known.mac;
    const isOtherCard = mac !== undefined && known.mac !== undefined && mac !== known.mac;
    const share = [...addresses].some((address) => known.addresses.has(address));
    const areOthers = addresses.size > 0 && known.addresses.size > 0 && !share;
    return (areOthers && !isOneCard) || (isOtherCard && !share);
  });
}

function agrees(machine: Interfaces, listed: Interfaces): boolean {
  return [...listed].some(([name, { mac, addresses }]) => {
    const known = machine.get(name);
    if (known === undefined) return false;
    return (mac !== undefined && mac === known.mac) || [...addresses].some((one) => known.addresses.has(one));
  });
}
