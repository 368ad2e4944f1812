import { canonical, familyOf, naturally } from './addresses.ts';
import { likelyInterfaces } from './asked-interface.ts';
import { type Console, firstAddress, lacks, networkOf } from './console.ts';
import type { QuestionFlags } from './found.ts';

/** The host that fits what was named, where no attempt of the paste does: undefined where none is shown. */
export function hostByState(
  consoles: readonly Console[],
  flags: QuestionFlags,
): { kind: 'shown'; console: Console } | { kind: 'not-shown' } | { kind: 'several'; consoles: Console[] } {
  const possible = consoles.filter(
    ({ showsHost, name }) => showsHost && (flags.host === undefined || name === flags.host),
  );
  const scored = possible.map((console) => ({ console, score: likeness(console, flags) }));
  const best = Math.max(...scored.map(({ score }) => score));
  const [first, ...others] = scored.filter(({ score }) => score === best).map(({ console }) => console);
  if (!first) return { kind: 'not-shown' };
  const named = [first, ...others].filter(({ name }) => name !== undefined);
  if (others.length === 0) return { kind: 'shown', console: first };
  return named.length === 1 && named[0]
    ? { kind: 'shown', console: named[0] }
    : { kind: 'several', consoles: [first, ...others] };
}

/** How much a console looks like the named interface's or address's host; then, how much of its host it shows. */
function likeness(console: Console, { interface: name, to }: QuestionFlags): number {
  const { own, interfaces, observation } = console;
  let score = 0;
  if (to !== undefined && own.has(canonical(to))) score += 800;
  if (name !== undefined && [...own.values()].includes(name)) score += 400;
  if (name !== undefined && interfaces.includes(name)) score += 400;
  if (to !== undefined && networkOf(console, to)) score += 200;
  const { state, captures } = observation;
  const parts = [
    state.addresses,
    state.links,
    state.rules[4],
    state.routes[4],
    state.routes[6],
    state.sysctls,
    state.filters,
  ];
  return score + parts.filter((part) => part !== undefined).length * 2 + Math.min(1, captures.length);
}

/**
 * The interface and address of a question that no attempt of the paste tells; empty where nothing shows them. `stated`: the
 * interface that people write to get no answer.
 */
export function askedByState(
  console: Console,
  flags: QuestionFlags,
  stated?: string,
): { interface: string; to: string } {
  const { own } = console;
  const missing =
    flags.interface === undefined && flags.to === undefined && stated === undefined
      ? missingAddress(console)
      : undefined;
  if (missing) return missing;
  const named = flags.to === undefined ? undefined : canonical(flags.to);
  const byAddress = named === undefined ? undefined : own.get(named) || networkOf(console, named)?.device;
  const name =
    flags.interface ??
    (byAddress || undefined) ??
    (named === undefined ? (stated ?? likelyInterfaces(console)[0]) : undefined) ??
    '';
  return { interface: name, to: named ?? addressOf(console, name) ?? '' };
}

/** An interface's first IPv4 address, else its first IPv6 address of a network; without an interface, the only address. */
function addressOf(console: Console, name: string): string | undefined {
  if (name !== '') return firstAddress(console, name, 4) ?? firstAddress(console, name, 6);
  const [only, ...others] = console.own.keys();
  return others.length === 0 ? only : undefined;
}

/** Who asks, where the host's own lookup of one way back is all that tells: `ip route get 172.16.0.4`. */
export function senderByLookup(console: Console, to: string): string | undefined {
  const { own, gateways, observation } = console;
  const asked = new Set(
    observation.oracle
      .filter(({ iif }) => iif === undefined)
      .map((each) => canonical(each.to))
      .filter((address) => !own.has(address) && !gateways.has(address) && !networkOf(console, address)),
  );
  const [only, ...others] = asked;
  const fits = only !== undefined && (to === '' || familyOf(only) === familyOf(to));
  return fits && others.length === 0 ? only : undefined;
}

/** An address that the configuration gives the host, and that its listing lacks. */
function missingAddress(console: Console): { interface: string; to: string } | undefined {
  const [first] = [...console.meant]
    .filter(([address, device]) => device !== '' && lacks(console, address))
    .sort(([a, one], [b, other]) => naturally(one, other) || naturally(a, b));
  return first && { interface: first[1], to: first[0] };
}
