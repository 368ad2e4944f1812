import { askedInVain } from '../link-questions.ts';
import { isUnresolved, type OpenQuestion, tableName } from '../model/index.ts';
import { parseAddress, parsePrefix, prefixContains } from '../routes/index.ts';
import { borrowedName } from '../seen/borrowed-name.ts';
import { unreachableFrom } from '../seen/probe-errors.ts';
import { cite, deviceOf, type Walk } from '../walk/index.ts';
import { type CauseFile, claim, ip, LINKS } from './cause.ts';

/** The answer's next hop does not answer ARP or ND: nothing can be sent to it. */
export const gatewayUnreachable: CauseFile<'gateway-unreachable'> = {
  code: 'gateway-unreachable',
  claims(walk) {
    const { state } = walk.modelled;
    const { linkTalk } = walk.seen;
    const nextHop = nextHopOf(walk);
    if (nextHop === undefined) return [];
    const { gateway, dev, table, assumed } = nextHop;
    const inVain = askedInVain(linkTalk, gateway);
    const failedPing = pingFailed(walk, gateway);
    if (!inVain && !failedPing && !isUnresolved(state, gateway, dev)) return [];
    // Asked in another interface's name, a strict router keeps silent: that proves nothing of it.
    if (borrowedName(walk, inVain, dev) !== undefined && !failedPing) return [];
    const facts = { gateway, device: dev, table: tableName(table) };
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

type NextHop = { gateway: string; dev: string; table: string; assumed: readonly OpenQuestion[] };

/** The answer's next hop, as its route tells, or the default of a table of which nothing else was listed. */
function nextHopOf(walk: Walk): NextHop | undefined {
  const { replyRoute, assumed } = walk.modelled;
  if (replyRoute.kind !== 'route') return onlyDefault(walk);
  const { gateway, table } = replyRoute;
  const dev = deviceOf(replyRoute);
  return gateway === undefined || dev === undefined ? undefined : { gateway, dev, table, assumed };
}

/** `ip route show default`: whoever is on no link of the host is answered by it, unless a route that was not listed leads there. */
function onlyDefault({
  modelled: { replyRoute, state, assumed },
  asked: { family, flow },
}: Walk): NextHop | undefined {
  if (replyRoute.kind !== 'unknown' || replyRoute.question.about !== 'routes') return undefined;
  const { question } = replyRoute;
  const { table } = replyRoute.question;
  const listed = (state.routes[family] ?? []).filter((route) => route.table === table);
  const [only, ...others] = listed.filter(({ destination }) => parsePrefix(destination)?.length === 0);
  const [hop, ...siblings] = only?.nextHops ?? [];
  if (hop?.gateway === undefined || hop.dev === undefined || others.length + siblings.length > 0)
    return undefined;
  const sender = parseAddress(flow.from ?? '');
  const nearer = [
    ...listed.filter((route) => route !== only).map(({ destination }) => destination),
    ...(state.addresses ?? []).map(({ local, prefixLength }) => `${local}/${prefixLength}`),
  ].flatMap((prefix) => parsePrefix(prefix) ?? []);
  if (sender && nearer.some((prefix) => prefix.family === sender.family && prefixContains(prefix, sender)))
    return undefined;
  return { gateway: hop.gateway, dev: hop.dev, table, assumed: [...assumed, question] };
}

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
