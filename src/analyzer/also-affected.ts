import { addressesOf, type Cause } from './model/index.ts';
import type { Verdict } from './verdict/index.ts';
import type { Walk } from './walk/index.ts';

/** Causes that stop an interface by routes and settings: whether a sibling meets the same can be told from the state. */
const BY_STATE: ReadonlySet<Cause> = new Set<Cause>([
  'strict-rp-filter',
  'reply-leaves-other-interface',
  'no-return-route',
  'route-rejects',
  'main-rule-missing',
]);

/** Other interfaces of the host that the same cause stops: those that fail alike, and those of which the model says so. */
export function alsoAffected(walk: Walk, { cause }: Verdict): string[] {
  const { flow, failing, working, family } = walk.asked;
  const { state } = walk.modelled;
  if (!BY_STATE.has(cause)) return [];
  const fine = new Set(working.map(({ interface: device }) => device));
  const found = new Set(failing.map(({ interface: device }) => device));
  for (const { dev, local, family: of, scope } of addressesOf(state)) {
    if (of !== family || scope === 'host' || scope === 'link' || dev === 'lo') continue;
    if (meetsTheSame(walk, cause, dev, local)) found.add(dev);
  }
  for (const device of [flow.interface, walk.seen.ingress, ...fine]) found.delete(device);
  return [...found].filter((device) => device !== '').sort();
}

function meetsTheSame(walk: Walk, cause: Cause, dev: string, local: string): boolean {
  const { model, inwardQuery, replyQuery, validation } = walk.modelled;
  const { mark: _mark, ...inward } = inwardQuery;
  const there = model.validateSource({ ...inward, iif: dev, destination: local });
  if (cause === 'strict-rp-filter') {
    const strict = there.verdict === 'unknown' ? there.byMode?.find(({ mode }) => mode === 1) : there;
    return (strict?.verdict === 'refused' && strict.reason === 'strict') === true;
  }
  if (there.verdict === 'refused') return there.reason === validation.reason;
  const { mark: _reply, oif: _oif, ...back } = replyQuery;
  const reply = model.lookup({ ...back, from: local });
  if (cause === 'reply-leaves-other-interface')
    return reply.kind === 'route' && reply.type !== 'local' && reply.dev !== undefined && reply.dev !== dev;
  return reply.kind === 'error';
}
