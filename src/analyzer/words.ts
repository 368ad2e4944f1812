import type { Cause } from './model/index.ts';
import type { Verdict } from './verdict.ts';
import { deviceOf, requestsInWords, type Walk } from './walk.ts';

/** What a cause says to people: the verdict in one plain sentence, and two or three sentences for someone who is no network engineer. */
export type Words = { headline: string; explanation: string };

/** A headline is never longer (what fits on a phone's lock screen). */
export const HEADLINE_LIMIT = 140;

/** Tells the verdict in words. */
export function tellVerdict(walk: Walk, verdict: Verdict): Words {
  const words = WORDS[verdict.cause](walk, verdict);
  return { ...words, headline: shorten(words.headline) };
}

function shorten(headline: string): string {
  return headline.length <= HEADLINE_LIMIT ? headline : `${headline.slice(0, HEADLINE_LIMIT - 1)}…`;
}

const WORDS: Record<Cause, (walk: Walk, verdict: Verdict) => Words> = {
  healthy: (walk) => {
    const { host, flow, answerArrived, peerName, egress, ingress } = walk;
    const other = egress !== undefined && egress !== ingress;
    if (!answerArrived) {
      return {
        headline: `${host} answers correctly on ${flow.interface}; if you still get nothing, it is lost after ${host}`,
        explanation: `Requests to ${flow.to} come in on ${ingress} and the answers leave by ${egress ?? 'the host'}. What happens beyond ${host} was not looked at.`,
      };
    }
    return {
      headline: `${host} answers ${requestsInWords(walk)} to ${flow.interface}${other ? `, though the answers leave by ${egress}` : ''}`,
      explanation: `${peerName} got its answers from ${flow.to}.${other ? ` They leave by ${egress}, not by ${ingress}: it works today because nothing on the way minds.` : ''}`,
    };
  },
  inconclusive: (walk, { because }) => ({
    headline: `It cannot be told yet why ${walk.host} does not answer on ${walk.flow.interface}`,
    explanation: `${capitalise(because)}.`,
  }),
  'request-not-arriving': ({ host, peerName, flow }) => ({
    headline: `${peerName}'s ${flow.protocol === 'icmp' ? 'pings' : 'packets'} never reach ${host}: they are lost before it`,
    explanation: `${peerName} sends to ${flow.to}, and nothing of it reaches any interface of ${host}. Look at security groups, access lists and the routes between the two; nothing on ${host} can mend it.`,
  }),
  'interface-down': ({ host, flow }, { because }) => ({
    headline: `${host}'s ${flow.interface} is down`,
    explanation: `${capitalise(because)}. No packet can come in or leave there until the link is up.`,
  }),
  'address-missing': ({ host, flow }, { because }) => ({
    headline: `${flow.to || flow.interface} is not configured on ${host}`,
    explanation: `${capitalise(because)}. Whoever sends to it gets no answer, because no interface of ${host} has it.`,
  }),
  'strict-rp-filter': (walk) => {
    const { host, flow, ingress, sender, validation } = walk;
    const back = deviceOf(validation.reverse) ?? deviceOf(walk.replyRoute) ?? 'another interface';
    return {
      headline: `${host} drops ${requestsInWords(walk)} to ${flow.interface}: strict rp_filter, because replies leave by ${back}`,
      explanation:
        `Requests for ${flow.to} come in on ${ingress}, but ${host} would send the answer to ${sender} by ${back}. ` +
        `With rp_filter in strict mode the kernel then takes the request for a forgery and drops it before anything can answer. ` +
        `The recommended remedy sends what was asked on ${ingress} back by ${ingress}.`,
    };
  },
  'reply-leaves-other-interface': (walk) => {
    const out = walk.egress ?? deviceOf(walk.replyRoute) ?? 'another interface';
    const lost = walk.answerMissed ? 'and they never arrive' : 'and nothing shows that they arrive';
    return {
      headline: `${walk.host} answers ${requestsInWords(walk)} to ${walk.flow.interface} by ${out}, ${lost}`,
      explanation: `Requests for ${walk.flow.to} come in on ${walk.ingress}, and the answers leave by ${out} with ${walk.flow.to} as their source. Clouds and routers often drop such packets as forged.`,
    };
  },
  'no-return-route': (walk) => ({
    headline: `${walk.host} has no route back to ${walk.sender}`,
    explanation: `The request reaches ${walk.host}, but no route there leads back to ${walk.sender}, so it cannot answer. Add a route to the sender's network.`,
  }),
  'route-rejects': (walk, { because }) => ({
    headline: `A route or rule on ${walk.host} rejects traffic back to ${walk.sender}`,
    explanation: `${capitalise(because)}. Someone told this host not to send there; remove that route or rule if it is not meant.`,
  }),
  'source-is-own-address': (walk) => ({
    headline: `${walk.host} has the sender's address ${walk.sender} itself, so it drops its packets`,
    explanation: `${walk.sender} is configured on ${walk.host} too. A packet from outside with one's own address is taken for a forgery. One of the two needs another address.`,
  }),
  'arp-rejected-by-rp-filter': (walk) => ({
    headline: `${walk.host} ignores ARP for ${walk.flow.to}: strict rp_filter refuses who asks`,
    explanation: `Neighbours ask for ${walk.flow.to}'s hardware address and get no answer, because the way back to them is another interface and rp_filter is strict. So no request can even be sent.`,
  }),
  'echo-ignored': ({ host }, { because }) => ({
    headline: `${host} is told to ignore pings; other traffic may be fine`,
    explanation: `${capitalise(because)}. The host takes the request and keeps silent on purpose.`,
  }),
  'address-not-local': (walk, { because }) => ({
    headline: `${walk.host} does not take ${walk.flow.to} for its own address`,
    explanation: `${capitalise(because)}.`,
  }),
  'gateway-unreachable': (walk, { because }) => ({
    headline: `${walk.host} cannot reach its gateway, so answers cannot leave`,
    explanation: `${capitalise(because)}. Check the gateway's address and that it is on this network.`,
  }),
  'answered-but-lost': (walk) => ({
    headline: `${walk.host} answers on ${walk.egress ?? walk.flow.interface}, but the answer never reaches ${walk.peerName}`,
    explanation: `The answers leave ${walk.host} correctly and are lost on the way back. Look at access lists, the cloud's anti-spoofing and ${walk.peerName} itself.`,
  }),
  'wrong-prefix-length': plain('has a wrong prefix length'),
  'arp-flux': plain('answers ARP by the wrong interface'),
  'duplicate-address': plain('shares its address with another machine'),
  'firewall-rp-filter': plain("drops it in the firewall's own reverse path filter"),
  'published-port-reverse-path': plain(
    'drops the published port: the way back of the translated address is another interface',
  ),
  'conntrack-full': plain('drops new connections: its connection tracking table is full'),
  'vrf-mismatch': plain('has the interface in another VRF than the route back'),
  'firewall-drop': plain('drops it in its firewall'),
  'policy-rule-shadowed': plain('has the right policy rule, but behind one that decides first'),
  'policy-table-empty': plain('has a policy rule whose table has no route for this'),
  'main-rule-missing': plain('has no policy rule that looks up the main table'),
  'policy-rule-missing': plain('has policy rules for sibling addresses, none for this one'),
  'policy-table-hides-connected': plain('sends traffic for a connected network to a gateway'),
  'vpn-captures-reply': plain('sends the answer into a VPN'),
  'duplicate-connected-prefix': plain('has the same network on two interfaces'),
  'udp-source-mismatch': plain('answers from another address than was asked'),
  'mtu-blackhole': plain('answers small packets only: large ones are lost'),
};

function plain(what: string): (walk: Walk, verdict: Verdict) => Words {
  return ({ host, flow }, { because }) => ({
    headline: `${host} (${flow.interface}) ${what}`,
    explanation: `${capitalise(because)}.`,
  });
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
