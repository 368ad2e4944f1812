import { deviceOf } from '../walk.ts';
import { capitalise, ip, LINKS, requests, type Telling, tableName } from './telling.ts';

/** Causes on the answer's way out and back. */
export const RETURN_WORDS = {
  'reply-leaves-other-interface': (walk) => {
    const out = walk.egress ?? deviceOf(walk.replyRoute) ?? 'another interface';
    const lost = walk.answerMissed ? 'and they never arrive' : 'and nothing shows that they arrive';
    return {
      headline: `${walk.host} answers ${requests(walk)} to ${walk.flow.interface} by ${out}, ${lost}`,
      explanation: `Requests for ${walk.flow.to} come in on ${walk.ingress}, and the answers leave by ${out} with ${walk.flow.to} as their source. Linux routes an answer by where it goes, not by where the request came in; clouds and routers often drop such packets as forged. Policy routing sends them back by ${walk.ingress}.`,
      advice: {
        commands: [ip(walk, 'route', 'get', walk.flow.from ?? 'SENDER', 'from', walk.flow.to)],
        link: LINKS.spoofing,
      },
    };
  },
  'gateway-unreachable': (walk, { because }) => {
    const answer = walk.replyRoute;
    const gateway = answer.kind === 'route' ? answer.gateway : undefined;
    const dev = deviceOf(answer) ?? walk.ingress;
    const probe = walk.family === 4 ? ['arping', '-I', dev, '-c', '2'] : ['ndisc6', '-1'];
    const target = gateway ?? 'GATEWAY';
    return {
      headline: `${walk.host} cannot reach its gateway ${gateway ?? ''} on ${dev}, so answers cannot leave`,
      explanation: `${capitalise(because)}. The route names a next hop, and nobody on ${dev} says that he has that address. Check the gateway's address in the route, and that the gateway is up and on this network.`,
      advice: {
        commands: [
          walk.family === 4 ? [...probe, target] : [...probe, target, dev],
          ip(walk, 'route', 'show', 'table', answer.kind === 'route' ? tableName(answer.table) : 'main'),
        ],
        link: LINKS.ipRoute,
      },
    };
  },
  'udp-source-mismatch': (walk, { because }) => ({
    headline: `${walk.host} answers UDP port ${walk.flow.port ?? '?'} from another address than was asked`,
    explanation: `${capitalise(because)}. A UDP socket that is bound to no address leaves the source to the kernel, which takes that of the outgoing interface. Bind the program to ${walk.flow.to}, or let it use IP_PKTINFO.`,
    advice: {
      commands: [['ss', '-ulnp', 'sport', '=', `:${walk.flow.port ?? ''}`]],
      link: LINKS.hostRequirements,
    },
  }),
  'mtu-blackhole': (walk, { because }) => ({
    headline: `Small packets between ${walk.peerName} and ${walk.host} pass, large ones vanish: an MTU black hole`,
    explanation: `${capitalise(because)}. Somewhere on the way a link takes only smaller packets, and the message that should say so is filtered. So logins start and then hang. Let ICMP "fragmentation needed" pass, or lower the MTU or the TCP segment size.`,
    advice: {
      commands: [
        ['tracepath', '-n', walk.flow.to],
        ['ip', 'link', 'set', 'dev', walk.ingress, 'mtu', '1400'],
      ],
      link: LINKS.pathMtu,
    },
  }),
  'answered-but-lost': (walk, { because }) => ({
    headline: `${walk.host} answers on ${walk.egress ?? walk.flow.interface}, but ${walk.peerName} gets no answer`,
    explanation: `${capitalise(because)}. ${walk.host} does all that it should. Look at access lists and the cloud's anti-spoofing on the way back, and at the firewall and rp_filter of ${walk.peerName} itself.`,
    advice: { commands: [['tcpdump', '-ni', 'any', 'host', walk.flow.to]], link: LINKS.spoofing },
  }),
} as const satisfies Record<string, Telling>;
