import { askedInVain } from '../link-questions.ts';
import { isUnresolved, tableName } from '../model/index.ts';
import { borrowedName } from '../seen/borrowed-name.ts';
import { unreachableFrom } from '../seen/probe-errors.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, claim, ip, LINKS } from './cause.ts';

/** The answer's next hop does not answer ARP or ND: nothing can be sent to it. */
export const gatewayUnreachable: CauseFile<'gateway-unreachable'> = {
  code: 'gateway-unreachable',
  claims(walk) {
    const { replyRoute, state, assumed } = walk.modelled;
    const { linkTalk } = walk.seen;
    if (replyRoute.kind !== 'route' || replyRoute.gateway === undefined) return [];
    const dev = deviceOf(replyRoute);
    const { gateway } = replyRoute;
    if (dev === undefined) return [];
    const inVain = askedInVain(linkTalk, gateway);
    const failedPing = pingFailed(walk, gateway);
    if (!inVain && !failedPing && !isUnresolved(state, gateway, dev)) return [];
    // Asked in another interface's name, a strict router keeps silent: that proves nothing of it.
    if (borrowedName(walk, inVain, dev) !== undefined && !failedPing) return [];
    const facts = { gateway, device: dev, table: tableName(replyRoute.table) };
    return [
      claim({ cause: 'gateway-unreachable', facts }, 'neighbour-out', {
        evidence: cite(walk, 'neighbours', 'capture', 'probe'),
        // The neighbour table itself shows it: what routes are assumed plays no part once nobody answers there.
        rests: assumed.map((question) => ({
          question,
          kind: 'default' as const,
          otherwise: 'unusual' as const,
        })),
      }),
    ];
  },
  remedies: [],
  advice(walk, { gateway, device, table }) {
    const probe =
      walk.asked.family === 4
        ? ['arping', '-I', device, '-c', '2', gateway]
        : ['ndisc6', '-1', gateway, device];
    return {
      commands: [probe, ip(walk, 'route', 'show', 'table', table ?? 'main')],
      link: LINKS.ipRoute,
    };
  },
};

/** The host's own ping of the gateway was told "Destination Host Unreachable" by the host itself. */
function pingFailed({ seen: { observation }, modelled: { state } }: Walk, gateway: string): boolean {
  const own = new Set((state.addresses ?? []).map(({ local }) => local));
  return observation.probes.some(
    (probe) =>
      probe.to === gateway &&
      probe.received === 0 &&
      unreachableFrom(probe).some((teller) => own.has(teller) || teller === probe.from || own.size === 0),
  );
}
