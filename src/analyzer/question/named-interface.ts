import { covers } from '../model/index.ts';
import { canonical } from './addresses.ts';
import type { Console } from './console.ts';
import type { QuestionFlags, QuestionRefused } from './found.ts';

/**
 * The flags with the interface as the host knows it: an old-style alias (`eth0:1`) is its interface and address, `eth1@if5` is
 * eth1, and by `lo` the address that the host has there is meant. Any other name with a colon is no interface: most likely a
 * port was written behind one.
 */
export function interfaceNamed(
  consoles: readonly Console[],
  flags: QuestionFlags,
): QuestionFlags | QuestionRefused {
  const { interface: typed } = flags;
  if (typed === undefined || consoles.some(({ interfaces }) => interfaces.includes(typed))) return flags;
  if (typed === 'lo') return onLoopback(consoles, flags);
  const [bare = ''] = typed.split('@');
  if (bare !== typed) return interfaceNamed(consoles, { ...flags, interface: bare });
  if (typed.includes(':')) return behindColon(consoles, flags, typed);
  const all = [...new Set(consoles.flatMap(({ interfaces }) => interfaces))];
  const [like, ...others] = all.filter((name) => name.toLowerCase() === typed.toLowerCase());
  return like === undefined || others.length > 0
    ? flags
    : { kind: 'refused', reason: 'interface-unknown', interface: typed, interfaces: all, like };
}

/** An address of the network on `lo` (of a service that many hosts have) is asked by whichever interface leads to it. */
function onLoopback(
  consoles: readonly Console[],
  { interface: _, ...flags }: QuestionFlags,
): QuestionFlags | QuestionRefused {
  const there = consoles.flatMap(({ own }) => [...own].filter(([, device]) => device === 'lo'));
  const named = flags.to === undefined ? undefined : canonical(flags.to);
  const [first] = there
    .map(([address]) => address)
    .filter((address) => named === undefined || named === address);
  if (first !== undefined) return { ...flags, to: first };
  const interfaces = [...new Set(consoles.flatMap((console) => console.interfaces))];
  return { kind: 'refused', reason: 'interface-local', interfaces };
}

function behindColon(
  consoles: readonly Console[],
  flags: QuestionFlags,
  typed: string,
): QuestionFlags | QuestionRefused {
  const labelled = consoles
    .flatMap(({ observation }) => observation.state.addresses ?? [])
    .find(({ label }) => label === typed);
  if (labelled) return { ...flags, interface: labelled.dev, to: flags.to ?? canonical(labelled.local) };
  const [name = '', behind = ''] = typed.split(':');
  const port = /^\d{1,5}$/.test(behind) && Number(behind) >= 1 && Number(behind) <= 65_535;
  return {
    kind: 'refused',
    reason: 'not-an-interface',
    typed,
    interface: name,
    ...(port ? { port: Number(behind) } : {}),
  };
}

/** The refusal of an interface that cannot be: every interface of the host is listed, and this is none of them. */
export function missingInterface(
  { observation: { state } }: Console,
  name: string,
): QuestionRefused | undefined {
  const { links = [], addresses = [], coverage } = state;
  const whole =
    covers(coverage, 'links', { device: name, namesOnly: true }) ||
    covers(coverage, 'addresses', { family: 4 });
  if (name === '' || !whole) return undefined;
  const interfaces = [...new Set([...links.map((link) => link.name), ...addresses.map(({ dev }) => dev)])];
  if (interfaces.includes(name)) return undefined;
  return { kind: 'refused', reason: 'interface-unknown', interface: name, interfaces };
}
