import { deviceOf } from '../walk.ts';
import { capitalise, ip, LINKS, requests, type Telling, tableName } from './telling.ts';

/** Causes in source validation and in what the host takes for itself. */
export const SOURCE_WORDS = {
  'strict-rp-filter': (walk) => {
    const { host, flow, ingress, sender, validation } = walk;
    const back = deviceOf(validation.reverse) ?? deviceOf(walk.replyRoute) ?? 'another interface';
    if (deviceOf(walk.replyRoute) === ingress) {
      return {
        headline: `${host} drops ${requests(walk)} to ${flow.interface}: strict rp_filter ignores the mark that routes the replies`,
        explanation: `Requests for ${flow.to} come in on ${ingress}, and a mark sends their answers back by ${ingress}. But strict rp_filter looks for the way back without the mark, finds ${back}, and drops the request. Let it look at marks too (src_valid_mark), or use a rule by address.`,
        advice: {
          commands: [['sysctl', '-w', 'net.ipv4.conf.all.src_valid_mark=1']],
          link: LINKS.ipSysctl,
        },
      };
    }
    return {
      headline: `${host} drops ${requests(walk)} to ${flow.interface}: strict rp_filter, because replies leave by ${back}`,
      explanation:
        `Requests for ${flow.to} come in on ${ingress}, but ${host} would send the answer to ${sender} by ${back}. ` +
        `With rp_filter in strict mode the kernel then takes the request for a forgery and drops it before anything can answer. ` +
        `The recommended remedy sends what was asked on ${ingress} back by ${ingress}.`,
      advice: { commands: [['sysctl', '-ar', '\\.rp_filter']], link: LINKS.ingressFiltering },
    };
  },
  'no-return-route': (walk) => {
    const { host, sender, flow, ingress } = walk;
    const router = routerOf(walk);
    const add =
      router === undefined ? [] : [ip(walk, 'route', 'add', 'default', 'via', router, 'dev', ingress)];
    return {
      headline: `${host} has no route back to ${sender}`,
      explanation: `The request reaches ${host}, but no route there leads back to ${sender}, so it cannot answer. Add a route to the sender's network, or a default route.`,
      advice: {
        commands: [ip(walk, 'route', 'get', flow.from ?? 'SENDER', 'from', flow.to), ...add],
        link: LINKS.ipRoute,
      },
    };
  },
  'route-rejects': (walk, { because }) => ({
    headline: `A route or rule on ${walk.host} rejects traffic back to ${walk.sender}`,
    explanation: `${capitalise(because)}. Someone told this host not to send there: blackhole, unreachable and prohibit entries exist for nothing else. Remove that route or rule if it is not meant.`,
    advice: { commands: rejectingEntry(walk), link: LINKS.ipRoute },
  }),
  'source-is-own-address': (walk) => ({
    headline: `${walk.host} has the sender's address ${walk.sender} itself, so it drops its packets`,
    explanation: `${walk.sender} is configured on ${walk.host} too. A packet from outside with one's own address is taken for a forgery, in every mode of rp_filter, and the answer would never leave. One of the two needs another address.`,
    advice: { commands: [ip(walk, 'addr', 'show', 'to', walk.sender)], link: LINKS.ingressFiltering },
  }),
  'vrf-mismatch': (walk, { because }) => ({
    headline: `${walk.host}'s ${walk.ingress} is in a VRF that has no way back to ${walk.sender}`,
    explanation: `${capitalise(because)}. What comes in on an interface of a VRF is answered inside that VRF alone, whatever the main table says. Add the route to the VRF's table, or take the interface out of it.`,
    advice: {
      commands: [
        ip(walk, 'route', 'show', 'vrf', vrfName(walk)),
        ip(
          walk,
          'route',
          'add',
          'default',
          'via',
          routerOf(walk) ?? 'GATEWAY',
          'dev',
          walk.ingress,
          'vrf',
          vrfName(walk),
        ),
      ],
      link: LINKS.vrf,
    },
  }),
  'echo-ignored': (walk, { because }) => ({
    headline: `${walk.host} is told to ignore pings; other traffic may be fine`,
    explanation: `${capitalise(because)}. The host takes the request and keeps silent on purpose. Set it to 0 if pings are wanted, or test with TCP.`,
    advice: {
      commands: [
        [
          'sysctl',
          '-w',
          `${walk.family === 4 ? 'net.ipv4.icmp_echo_ignore_all' : 'net.ipv6.icmp.echo_ignore_all'}=0`,
        ],
      ],
      link: LINKS.ipSysctl,
    },
  }),
  'address-not-local': (walk, { because }) => {
    const { host, flow, ingress, family, passage } = walk;
    const forward = family === 4 ? 'net.ipv4.ip_forward=1' : 'net.ipv6.conf.all.forwarding=1';
    const own = ip(walk, 'addr', 'add', `${flow.to}/${family === 4 ? 32 : 128}`, 'dev', ingress);
    return {
      headline: `${host} does not take ${passage.destination} for its own address, and does not pass it on either`,
      explanation: `${capitalise(because)}. Packets for the address are sent to ${host}, which neither has it nor forwards for others. Configure the address here, or let the host forward if it is meant as a router.`,
      advice: {
        commands: passage.translated ? [['sysctl', '-w', forward]] : [own, ['sysctl', '-w', forward]],
        link: LINKS.ipSysctl,
      },
    };
  },
} as const satisfies Record<string, Telling>;

type Subject = Parameters<Telling>[0];

function vrfName({ state, ingress }: Subject): string {
  return state.links?.find(({ name }) => name === ingress)?.master ?? 'VRF';
}

/** The neighbour that brought the requests. */
function routerOf({ seen, state, ingress, flow, family }: Subject): string | undefined {
  const macs = new Set(seen.requests.flatMap(({ packet }) => packet.sourceMac ?? []));
  const routers = (state.neighbours ?? [])
    .filter(({ dev, mac }) => dev === ingress && mac !== undefined && macs.has(mac))
    .map(({ address }) => address)
    .filter((address) => address !== flow.from && address.includes(':') === (family === 6));
  return routers.find((address) => !address.startsWith('fe80')) ?? routers[0];
}

/** The command that removes what rejects, where the lookup names it. */
function rejectingEntry(walk: Subject): string[][] {
  const answer = walk.replyRoute.kind === 'error' ? walk.replyRoute : walk.validation.reverse;
  const last = answer?.why.steps.at(-1);
  if (last?.outcome === 'rule-rejects')
    return [ip(walk, 'rule', 'del', 'pref', String(last.rule.preference))];
  const route = last?.route;
  if (!route) return [ip(walk, 'rule', 'show'), ip(walk, 'route', 'show', 'table', 'all')];
  return [ip(walk, 'route', 'del', route.type, route.destination, 'table', tableName(route.table))];
}
