import type { Claim } from '../causes/index.ts';
import {
  appearsToCover,
  type Cause,
  type Message,
  parseAddress,
  parsePrefix,
  prefixContains,
  STAGES,
  type StageFinding,
  TABLE,
} from '../model/index.ts';
import { deviceOf, type Walk } from '../walk/index.ts';

/** What stops a request, and no reply: nobody answers a reply. */
const OF_REQUESTS: ReadonlySet<Cause> = new Set([
  'arp-flux',
  'echo-ignored',
  'listen-queue-full',
  'not-listening',
  'published-port-reverse-path',
  'reply-rate-limited',
  'request-not-arriving',
]);

const INPUT = STAGES.indexOf('input');

/** The host's own ping leaves by a device that its routes do not lead to: what they say of the way back is not its way. */
function leavesElsewhere({ asked: { scene }, modelled: { replyRoute } }: Walk): boolean {
  return scene.own !== undefined && !scene.own.unbound && deviceOf(replyRoute) !== scene.ingress;
}

/** The claims that can stop the replies to a host's own ping; all of them where something else is asked. */
export function ofReplies(walk: Walk, claims: readonly Claim[]): Claim[] {
  if (walk.asked.scene.own === undefined) return [...claims];
  const elsewhere = leavesElsewhere(walk);
  return claims.filter(
    ({ stage, cause }) => !OF_REQUESTS.has(cause) && (!elsewhere || STAGES.indexOf(stage) <= INPUT),
  );
}

/** Replies to the host's own ping that a capture shows. */
function repliesSeen({ asked: { flow }, seen: { observation } }: Walk): number {
  const packets = observation.captures.flatMap((capture) => capture.packets);
  return packets.filter(
    ({ kind, source, destination }) =>
      kind === 'echo-reply' && source === flow.from && destination === flow.to,
  ).length;
}

/**
 * Why a ping that is bound to a device gets no answer where no route leads to its target by that device: the kernel then takes
 * the target to be on the link (ip_route_output_key: "Apparently, routing tables are wrong. Assume, that the destination is on link").
 */
export function whyOnLink(walk: Walk): Message | undefined {
  const { scene } = walk.asked;
  const { own, from: target, ingress: device, family } = scene;
  const address = target === undefined ? undefined : parseAddress(target);
  const { routes, coverage } = walk.modelled.state;
  const isListed = appearsToCover(coverage, 'routes', { family, table: TABLE.main });
  if (!own?.byDevice || target === undefined || address === undefined || !isListed) return undefined;
  const isLed = (routes[family] ?? []).some(({ destination, nextHops, type }) => {
    const prefix = parsePrefix(destination, family);
    return (
      type === 'unicast' &&
      nextHops.some(({ dev }) => dev === device) &&
      prefix !== undefined &&
      prefixContains(prefix, address)
    );
  });
  if (isLed || repliesSeen(walk) > 0) return undefined;
  return { key: 'why.own-ping-on-link', device, target, unreachable: own.unreachable === true };
}

/** The stages of the replies to a host's own ping: bound to a device, they end where the ping takes them. */
export function stagesOfReplies(walk: Walk, stages: StageFinding[]): StageFinding[] {
  if (walk.asked.scene.own === undefined) return stages;
  const elsewhere = leavesElsewhere(walk);
  const seen = repliesSeen(walk);
  return stages.map((finding): StageFinding => {
    const { stage } = finding;
    if (elsewhere && STAGES.indexOf(stage) > INPUT)
      return { stage, status: 'not-reached', because: { key: 'own-ping.ends' }, evidence: [] };
    if (stage !== 'wire-in' || finding.cause !== undefined) return finding;
    return seen > 0
      ? {
          ...finding,
          status: 'passed',
          because: { key: 'own-ping.replies', count: seen, device: walk.asked.scene.ingress },
        }
      : { ...finding, status: 'unknown', because: { key: 'own-ping.no-reply-seen' } };
  });
}
