import { type Diagnosed, STAGES, type StageName } from '../analyzer/model/index.ts';

/** How a stretch of the way is drawn: the packet passes, nobody knows, or it never comes there. */
export type Line = 'passed' | 'not-known' | 'not-reached';

/** The stretches of the way, in the packet's order: to the host, through it, and back. */
const LEGS = ['to-router', 'to-host', 'in', 'out', 'from-host', 'from-router'] as const;
export type Leg = (typeof LEGS)[number];
export type Legs = Record<Leg, Line>;

/** A host's own ping goes out first; what comes in are the replies to it. */
const LEGS_OF_OWN = [
  'out',
  'from-host',
  'from-router',
  'to-router',
  'to-host',
  'in',
] as const satisfies Leg[];

/** The stages that a packet meets on each stretch. */
const STAGES_OF: Record<Leg, readonly StageName[]> = {
  'to-router': ['wire-in'],
  'to-host': ['link', 'neighbour-in', 'wire-in'],
  in: ['prerouting', 'source-validation', 'input'],
  out: ['reply-route', 'output'],
  'from-host': ['neighbour-out', 'wire-out'],
  'from-router': ['upstream'],
};

/** Where the packet ends: on the stretch of its stage, or at the sender where that is at fault. */
export function legOf({ stage, told }: Pick<Diagnosed, 'stage' | 'told'>): Leg {
  const isBack = stage !== null && STAGES.indexOf(stage) >= STAGES.indexOf('upstream');
  if (told.cause === 'sender-side') return isBack ? 'from-router' : 'to-router';
  if (told.cause === 'request-not-arriving') return told.facts.how === 'asks-link' ? 'to-host' : 'to-router';
  if (stage === 'wire-in') return 'to-host';
  return LEGS.find((leg) => leg !== 'to-router' && stage !== null && STAGES_OF[leg].includes(stage)) ?? 'in';
}

/** The stretches behind the one where the packet ends. */
export function behind(found: Pick<Diagnosed, 'stage' | 'told' | 'scene'>): Leg[] {
  const order: readonly Leg[] = found.scene.own ? LEGS_OF_OWN : LEGS;
  return order.slice(order.indexOf(legOf(found)) + 1);
}

/** The first stretch of which it is not known that the packet passes it. */
export function openPlace({ stages }: Pick<Diagnosed, 'stages'>): Leg {
  const open = stages.find(({ status }) => status !== 'passed');
  return (
    LEGS.find((leg) => leg !== 'to-router' && open !== undefined && STAGES_OF[leg].includes(open.stage)) ??
    'from-router'
  );
}

/** How each stretch is drawn: what is known of its stages, up to where the packet ends. */
export function legsNow(found: Diagnosed): Legs {
  const isHealthy = found.cause === 'healthy';
  const order: readonly Leg[] = found.scene.own ? LEGS_OF_OWN : LEGS;
  const end = order.indexOf(found.cause === 'inconclusive' ? openPlace(found) : legOf(found));
  const line = (leg: Leg): Line => {
    const at = order.indexOf(leg);
    const statuses = found.stages
      .filter(({ stage }) => STAGES_OF[leg].includes(stage))
      .map(({ status }) => status);
    const isKnown = statuses.every((status) => status !== 'unknown');
    if (isHealthy || at < end) return isKnown ? 'passed' : 'not-known';
    if (at === end) return statuses.includes('unknown') ? 'not-known' : 'passed';
    return found.cause === 'inconclusive' ? 'not-known' : 'not-reached';
  };
  return {
    'to-router': line('to-router'),
    'to-host': line('to-host'),
    in: line('in'),
    out: line('out'),
    'from-host': line('from-host'),
    'from-router': line('from-router'),
  };
}
