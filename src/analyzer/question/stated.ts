import type { Flow, Stated } from '../model/index.ts';
import { canonical, familyOf, isOneHost } from './addresses.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type Console, firstAddress, lacks } from './console.ts';

/** What people write around the consoles of who gets no answer, and has got none since. */
export function statedFailures(consoles: readonly Console[]): Stated[] {
  const all = consoles.flatMap(({ observation }) => observation.stated ?? []);
  return all.filter(
    (one) =>
      one.outcome === 'fails' &&
      !all.some((later) => later.now === true && later.line >= one.line && concernsSame(one, later)),
  );
}

function concernsSame(one: Stated, other: Stated): boolean {
  return (
    (one.to === undefined || other.to === undefined || one.to === other.to) &&
    (one.device === undefined || other.device === undefined || one.device === other.device)
  );
}

/** Addresses that people write to get answers from. */
export function statedAnswers(consoles: readonly Console[]): string[] {
  return consoles.flatMap(({ observation }) =>
    (observation.stated ?? []).flatMap(({ outcome, to, from, carried, protocol = 'icmp' }) =>
      outcome === 'answers' && to !== undefined && !carried && from === undefined && protocol === 'icmp'
        ? [to]
        : [],
    ),
  );
}

/**
 * The failures that people write of as attempts to reach a host of the paste. Where a sender shows that it is answered by that
 * address, or the same is shown to fail, nothing is added.
 */
export function statedAttempts(
  stated: readonly Stated[],
  consoles: readonly Console[],
  shown: readonly Attempt[],
): Attempt[] {
  return stated.flatMap((one) => {
    const { to, from, console } = placed(one, consoles);
    if (to === undefined || console === undefined) return [];
    const same = shown.filter(
      (each) =>
        each.to === to &&
        (from === undefined || each.from === undefined || each.from === from) &&
        (one.protocol === undefined || one.protocol === each.protocol) &&
        (one.port === undefined || one.port === each.port),
    );
    if (
      same.some(({ side, outcome }) => (side === 'sender' && outcome === 'answered') || outcome === 'failed')
    )
      return [];
    const { protocol = same[0]?.protocol ?? 'icmp', port = same[0]?.port } = one;
    return attempt({
      console,
      showing: 'stated',
      side: 'asked',
      outcome: 'failed',
      from,
      to,
      protocol,
      port: protocol === 'icmp' ? undefined : port,
      count: 1,
      line: one.text,
    });
  });
}

/** Whose address a sentence is about: of a host of the paste, or one that is said to be its own and that it lacks. */
function placed(
  { to, from, device, ours }: Stated,
  consoles: readonly Console[],
): { to?: string; from?: string; console?: Console } {
  const holder = (address: string) =>
    consoles.filter(({ own, meant }) => own.has(address) || meant.has(address));
  const asked = to === undefined ? undefined : canonical(to);
  const sender = from === undefined ? undefined : canonical(from);
  const other = sender === undefined ? {} : { from: sender };
  if (asked !== undefined) {
    if (!isOneHost(asked)) return {};
    const [console, ...more] = holder(asked);
    if (console) return more.length === 0 ? { to: asked, ...other, console } : {};
    const [listing, ...others] = consoles.filter(({ listsState }) => listsState);
    const isMissing = ours === true && listing !== undefined && others.length === 0 && lacks(listing, asked);
    return isMissing ? { to: asked, ...other, console: listing } : {};
  }
  const [named, ...more] =
    device === undefined ? [] : consoles.filter((one) => one.interfaces.includes(device));
  if (named && more.length === 0) {
    const first = firstAddress(named, device, 4) ?? firstAddress(named, device, 6);
    return first === undefined ? {} : { to: first, ...other, console: named };
  }
  // Who is said to get nothing may as well be the one who is asked: the words tell these two apart only so far.
  const [console, ...others] = sender === undefined ? [] : holder(sender);
  return sender !== undefined && console && others.length === 0 ? { to: sender, console } : {};
}

/** The sentence that says of this very flow, or of everything, that no answer comes back. */
export function statedOf(
  stated: readonly Stated[],
  { to, from, interface: device, protocol, port }: Flow,
): Stated | undefined {
  return stated.findLast(
    (one) =>
      (one.to === undefined
        ? one.device === undefined || one.device === device
        : canonical(one.to) === to || (from !== undefined && canonical(one.to) === from)) &&
      (one.from === undefined ||
        from === undefined ||
        canonical(one.from) === from ||
        canonical(one.from) === to) &&
      (one.protocol === undefined || one.protocol === protocol) &&
      (one.port === undefined || one.port === port),
  );
}

/** The sender that a sentence names, where one alone does and the host has no such address. */
export function statedSender(
  stated: readonly Stated[],
  { own, gateways }: Pick<Console, 'own' | 'gateways'>,
  to: string,
): string | undefined {
  const senders = stated.flatMap((one) => {
    const from = one.from === undefined ? undefined : canonical(one.from);
    const isOther = one.to !== undefined && !one.carried && canonical(one.to) !== to;
    const fits =
      from !== undefined && !isOther && isOneHost(from) && (to === '' || familyOf(from) === familyOf(to));
    return fits && !own.has(from) && !gateways.has(from) && from !== to ? [from] : [];
  });
  const [only, ...others] = new Set(senders);
  return others.length === 0 ? only : undefined;
}

/** The interface that sentences say to get no answer, where the host has it and they name no other. */
export function statedInterface(stated: readonly Stated[], { interfaces }: Console): string | undefined {
  const [only, ...others] = new Set(
    stated.flatMap(({ device }) => (device !== undefined && interfaces.includes(device) ? [device] : [])),
  );
  return others.length === 0 ? only : undefined;
}
