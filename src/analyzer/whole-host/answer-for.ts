import { appearsToCover, type Cause, type InterfaceFinding, TABLE } from '../model/index.ts';
import { rpFilterKeys } from '../rp-filter-setting.ts';
import { reachVerdict, type Verdict } from '../verdict/index.ts';
import { toldOfVerdict } from '../verdict/told.ts';
import { type DiagnoseInput, prepareWalk, type Walk, waysOf } from '../walk/index.ts';

/** What becomes of one flow, as the verdict on it says. */
export type Answer = Pick<InterfaceFinding, 'status' | 'cause' | 'certainty' | 'told' | 'scene'>;

/** The verdict on one flow as one answer: stopped, not known, or nothing found that stops it. */
export function answerFor(input: DiagnoseInput): Answer {
  const walk = prepareWalk(input);
  const verdict = reachVerdict(walk);
  const told = toldOfVerdict(walk, verdict);
  const { scene } = walk.asked;
  const status = statusOf(walk, verdict, told);
  const open = { status, told, scene, certainty: 'open' } as const;
  if (status === 'unknown') return { ...open, cause: leadOf(told) ?? verdict.cause };
  return { ...open, cause: verdict.cause, certainty: verdict.certainty };
}

/** What an open verdict leans to. */
function leadOf(told: Answer['told']): Cause | undefined {
  return told.cause === 'inconclusive' ? told.facts.lead?.cause : undefined;
}

/**
 * A gateway that is noted as FAILED among the neighbours may have been asked in another interface's name, or have been away for a
 * moment: the kernel asks again with the next packet.
 */
function statusOf(walk: Walk, { cause, certainty }: Verdict, told: Answer['told']): Answer['status'] {
  if (cause === 'healthy') return 'nothing-found';
  if (cause !== 'inconclusive') {
    const isDoubtful = cause === 'gateway-unreachable' || leavesElsewhere(walk, cause);
    return LOSES_SOME.has(cause) || (certainty !== 'proven' && isDoubtful) ? 'unknown' : 'stopped';
  }
  const foundNothing =
    told.cause === 'inconclusive' &&
    told.facts.nothingFound &&
    told.facts.lead === undefined &&
    told.facts.overloaded === undefined;
  return foundNothing && isShown(walk) ? 'nothing-found' : 'unknown';
}

/** Some packets are lost, and others answered. */
const LOSES_SOME: ReadonlySet<Cause> = new Set(['reply-rate-limited', 'packet-loss', 'mtu-blackhole']);

/** A tunnel's other end lets only its own addresses through: what leaves by it comes back from nowhere. */
const LOST_ALL_THE_SAME: ReadonlySet<Cause> = new Set(['vpn-captures-reply', 'duplicate-connected-prefix']);
const BY_ROUTES: ReadonlySet<Cause> = new Set([
  'reply-leaves-other-interface',
  'policy-rule-missing',
  'policy-rule-shadowed',
  'policy-table-empty',
  'policy-table-hides-connected',
]);

/** The host does answer, by another interface: whether the network lets that through the host does not know. */
function leavesElsewhere({ modelled, seen: { ingress } }: Walk, cause: Cause): boolean {
  if (LOST_ALL_THE_SAME.has(cause) || !BY_ROUTES.has(cause)) return false;
  return (
    modelled.validation.verdict !== 'refused' && waysOf(modelled.replyRoute).some((way) => way !== ingress)
  );
}

/** That nothing was found counts where what decides was shown: addresses, rules, routes, settings, and the packet filter. */
function isShown({ modelled, asked: { family, flow }, seen: { observation, ingress } }: Walk): boolean {
  const { state, assumed, validation, replyRoute } = modelled;
  const asks = assumed.filter(({ about }) => about !== 'who-asks');
  const settings = family === 4 ? rpFilterKeys(ingress) : [];
  const { coverage } = state;
  const legacy = family === 4 ? 'iptables' : 'ip6tables';
  return (
    asks.length === 0 &&
    validation.verdict !== 'unknown' &&
    replyRoute.kind !== 'unknown' &&
    settings.every((key) => state.sysctls?.[key] !== undefined) &&
    observation.overload === undefined &&
    appearsToCover(coverage, 'links', { device: flow.interface }) &&
    appearsToCover(coverage, 'rules', { family }) &&
    appearsToCover(coverage, 'routes', { family, table: TABLE.main }) &&
    appearsToCover(coverage, 'filters', { program: 'nft' }) &&
    appearsToCover(coverage, 'filters', { program: legacy })
  );
}
