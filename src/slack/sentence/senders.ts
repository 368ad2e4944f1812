import type { Pair } from './asked-about.ts';
import type { Flow } from './reading.ts';
import type { Party, Targets } from './targets.ts';

/** Who may be meant as the sender; `doubtful`: the sentence does not say which of them, or names more than it needs. */
type Flows = { list: readonly Flow[]; doubtful: boolean };

/** From whom: as the sentence says, or each that may be meant where it does not. */
export function flowsFor(
  { parties, mentioned }: Targets,
  taken: Flow,
  senders: readonly Party[],
  pairs: readonly Pair[],
  mutual: boolean,
): Flows {
  const asked = new Set(pairs.map(({ host }) => host));
  const owners = new Set(mentioned.filter(({ firm }) => firm).map(({ of }) => of));
  const others = parties.filter(
    (party) =>
      !owners.has(party) &&
      party.hosts.length > 0 &&
      party.role !== 'sender' &&
      party.state !== 'fine' &&
      party.state !== 'not-meant' &&
      !party.hosts.some((host) => asked.has(host)),
  );
  const [sender] = senders;
  if (sender) {
    const from = senders.flatMap(fromOf);
    const doubtful = from.length !== 1 || !sender.sure || others.length > 0;
    const list = from.map((each) => ({ ...taken, from: each }));
    // Where it is a slip, or a word, nobody may be meant at all.
    return { list: list.length === 0 || !sender.sure ? [...list, taken] : list, doubtful };
  }
  if (pairs.length === 0) return { list: [taken], doubtful: false };
  const between = betweenTwo(pairs, parties, mutual);
  const [, ...more] = parties.filter(
    ({ address, role, state, joined }) =>
      address !== undefined && role === 'unsaid' && state !== 'fine' && joined.length === 0,
  );
  const from =
    between?.map((host) => ({ kind: 'host', host }) as const) ?? [...more, ...others].flatMap(fromOf);
  if (from.length === 0) return { list: [taken], doubtful: false };
  const list = from.map((each) => ({ ...taken, from: each }));
  // The address that is asked about has its sender in the other one; a host may be there for another reason.
  return { list: between || more.length > 0 ? list : [...list, taken], doubtful: true };
}

/** Two hosts, and nothing says which of them sends: each may. */
function betweenTwo(
  pairs: readonly Pair[],
  parties: readonly Party[],
  mutual: boolean,
): string[] | undefined {
  const asked = [...new Set(pairs.map(({ host }) => host))];
  const named = parties.filter(({ hosts }) => hosts.length > 0);
  const joined = !mutual && named.some((party) => party.joined.length > 0);
  return asked.length === 2 && named.length === 2 && !joined && named.every(({ sure }) => sure)
    ? asked
    : undefined;
}

function fromOf({ hosts, address }: Party): NonNullable<Flow['from']>[] {
  if (address !== undefined) return [{ kind: 'address', address }];
  return hosts.map((host) => ({ kind: 'host', host }));
}
