import { type TcDrop, tcDrops } from '../seen/tc-filters.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type Claim, claim } from './cause.ts';

/** Where tc's filters stand: behind the capture on the way in, and before it on the way out (net/core/dev.c, measured). */
const PLACES = {
  ingress: { stage: 'prerouting', direction: 'in', after: 'arrived', before: 'checked' },
  egress: { stage: 'output', direction: 'out', after: 'answered', before: 'left' },
} as const;

/** What tc's filters, and queues that lose everything, claim of the request and of its answer. */
export function tcClaims(walk: Walk): Claim[] {
  const hooks = (['ingress', 'egress'] as const).flatMap((hook) => tcDrops(walk, hook) ?? []);
  return [...hooks.map((drop) => filterClaim(walk, drop)), ...lossyQueue(walk)];
}

function filterClaim(walk: Walk, { certain, programs, device, hook, counted }: TcDrop): Claim {
  const { stage, direction, ...bounds } = PLACES[hook];
  const named = counted ? [counted.program] : certain ? programs.slice(-1) : programs;
  const placed = named.map(({ kind: filter = 'filter', name, to }) => ({
    kind: 'tc' as const,
    filter,
    ...(name === undefined ? {} : { name }),
    hook,
    device,
    ...(to === undefined ? {} : { to }),
  }));
  const decided = certain || counted !== undefined;
  const facts = { programs: placed, direction, ...(decided ? { decided: true as const } : {}) };
  return claim({ cause: 'bpf-or-tc-drop', facts }, stage, {
    ...bounds,
    evidence: cite(walk, 'tc', 'capture'),
    ...(counted ? { shown: { key: 'counted.rule', packets: counted.packets } } : {}),
    // Hosts with containers have programs everywhere that hardly ever drop.
    rests: decided
      ? []
      : [{ question: { about: 'hook-programs', device }, kind: 'open', otherwise: 'default' }],
  });
}

/** netem that is told to lose everything loses what leaves before a capture sees it. */
function lossyQueue(walk: Walk): Claim[] {
  const device =
    walk.seen.egress ??
    (walk.modelled.replyRoute.kind === 'route' ? walk.modelled.replyRoute.dev : undefined);
  const queue = (walk.modelled.state.qdiscs ?? []).find(
    (one) => one.device === device && (one.loss ?? 0) >= 100,
  );
  if (!queue) return [];
  const { stage, direction, ...bounds } = PLACES.egress;
  const programs = [{ kind: 'queue' as const, queue: queue.kind, device: queue.device }];
  const facts = { programs, direction, decided: true as const };
  return [
    claim({ cause: 'bpf-or-tc-drop', facts }, stage, {
      ...bounds,
      evidence: cite(walk, 'tc', 'qdisc', 'capture'),
    }),
  ];
}
