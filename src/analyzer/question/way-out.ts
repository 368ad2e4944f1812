import { appearsToCover } from '../model/index.ts';
import { canonical, familyOf } from './addresses.ts';
import { type Console, firstAddress, lacks, networkOf } from './console.ts';
import { routeTo } from './route-to.ts';

/** The source address and the interface that a program was bound to. */
type Bound = { from: string | undefined; device: string | undefined };

/** By which of its addresses and interfaces a host reaches an address, as far as that was shown. */
export function wayTo(console: Console, to: string, bound: Bound): { address?: string; device?: string } {
  const { own, interfaces } = console;
  const family = familyOf(to);
  const bySource = bound.from === undefined ? undefined : own.get(canonical(bound.from));
  const routed = wayShown(console, to);
  const [only, ...others] = interfaces;
  const device =
    bound.device ??
    (bySource || undefined) ??
    (bound.from === undefined ? routed.device : undefined) ??
    networkOf(console, bound.from ?? to)?.device ??
    (others.length === 0 ? only : undefined);
  // With none of its own on the interface that it is bound to, a program borrows another's: that is not what is asked about.
  const isBorrowed =
    bound.device !== undefined && bySource !== undefined && hasNone(console, bound.device, family);
  const address =
    (isBorrowed ? undefined : bound.from) ??
    (routed.device === device ? routed.source : undefined) ??
    firstAddress(console, device, family) ??
    (isBorrowed ? onlyMissing(console, family) : undefined);
  return {
    ...(address === undefined ? {} : { address }),
    ...(device === undefined ? {} : { device }),
  };
}

/** Whether an interface's addresses of a family were listed, and there is none of the network's. */
function hasNone(console: Console, device: string, family: 4 | 6): boolean {
  const { coverage, addresses = [] } = console.observation.state;
  const isListed = appearsToCover(coverage, 'addresses', { family, device });
  return (
    isListed && !addresses.some((one) => one.dev === device && one.family === family && one.scope !== 'link')
  );
}

/** The one address that the host's configuration gives it, and that its listing lacks. */
function onlyMissing(console: Console, family: 4 | 6): string | undefined {
  const [only, ...others] = [...console.meant.keys()].filter(
    (address) => familyOf(address) === family && lacks(console, address),
  );
  return others.length === 0 ? only : undefined;
}

/** The route that the host's listings give; nothing where they do not tell. */
function wayShown(
  { observation: { state, oracle } }: Console,
  to: string,
): { device?: string; source?: string } {
  const shown = oracle.find(
    ({ to: asked, iif, from, answer }) =>
      iif === undefined &&
      from === undefined &&
      answer.kind === 'route' &&
      canonical(asked) === canonical(to),
  )?.answer;
  if (shown?.kind === 'route' && shown.dev !== undefined) {
    return { device: shown.dev, ...(shown.prefsrc === undefined ? {} : { source: shown.prefsrc }) };
  }
  const answer = routeTo(state, to);
  if (answer?.kind !== 'route') return {};
  const device = answer.dev ?? answer.nextHops?.[0]?.dev;
  return {
    ...(device === undefined ? {} : { device }),
    ...(answer.prefsrc === undefined ? {} : { source: answer.prefsrc }),
  };
}
