import { type RejectingEntry, tableName } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { peer, requests, ruleAt, ruleWords, sender, target, wayOutOf, ways } from '../words.ts';

/** Causes on the way back: routes, rules, the next hop, and the network beyond. */
export const answerTexts = {
  'no-return-route': {
    headline: (_, scene) => `${scene.host} has no route ${scene.own ? '' : 'back '}to ${sender(scene)}`,
    because: ({ refused }, scene) =>
      refused
        ? `there is no route back to ${sender(scene)}, so its source is refused`
        : `from ${scene.to} ${scene.own ? '' : 'back '}to ${sender(scene)}: there is no route`,
    explanation: (_, scene) =>
      scene.own
        ? `No route of ${scene.host} leads to ${sender(scene)}, so its own pings do not leave. Add a route to that network, or a default route.`
        : `The request reaches ${scene.host}, but no route there leads back to ${sender(scene)}, so it cannot answer. Add a route to the sender's network, or a default route.`,
  },
  'route-rejects': {
    headline: (_, scene) =>
      `A route or rule on ${scene.host} rejects traffic ${scene.own ? '' : 'back '}to ${sender(scene)}`,
    because: (facts, scene) =>
      `on the way ${scene.own ? '' : 'back '}to ${sender(scene)}, ${entryWords(facts)}`,
    explanation: () =>
      'Somebody told this host not to send there: blackhole, unreachable and prohibit entries exist for nothing else. Remove that route or rule if it is not meant.',
  },
  'reply-rate-limited': {
    headline: ({ by }, scene) =>
      by === 'rule'
        ? `${scene.host}'s firewall lets only so many ${requests(scene)} through, and drops the rest`
        : `${scene.host} limits how many echo replies it sends, and drops the rest`,
    because: ({ by, setting, rule }) =>
      rule
        ? `${ruleAt(rule)} stops part of the packets, by a rate or by chance`
        : `${setting ?? by} holds echo replies back`,
    explanation: ({ by }) =>
      by === 'rule'
        ? 'A rule, not the network, decides which packets pass. Change it if that is not meant.'
        : 'A rate limit, not the network, decides which pings are answered. Raise the limit if that is not meant.',
  },
  'policy-rule-shadowed': {
    headline: (_, { host, to }) => `${host} has the right policy rule for ${to}, but one before it decides`,
    because: ({ rule, decider }) =>
      `${ruleWords(rule)} is right, but ${decider ? ruleWords(decider) : 'another rule'} stands before it and decides`,
    explanation: () =>
      'Rules are tried from the lowest number up, and the first that finds a route wins. Give the rule a lower number than the one that stands before it.',
  },
  'policy-table-empty': {
    headline: (_, { host, to }) =>
      `${host}'s policy rule for ${to} leads to a table that has no route for it`,
    because({ rule, table, empty }, scene) {
      const lacks = empty ? 'has no route at all' : `has no route to ${sender(scene)}`;
      return `${ruleWords(rule)} matches, but table ${tableName(table)} ${lacks}`;
    },
    explanation: () =>
      'Without a route in its table the next rules decide, and the answer uses a different route. A link that went down and up again empties such a table and leaves the rule. Restore the routes of the table.',
  },
  'policy-rule-missing': {
    headline: (_, { host, to }) => `${host} has policy rules for other addresses, and none for ${to}`,
    because({ sibling, siblingDevice, table }, { to, ingress }) {
      const other = `${sibling}${siblingDevice === undefined ? '' : ` on ${siblingDevice}`} has a policy rule of its own`;
      const own = `table ${table} leads back by ${ingress}, and no rule looks it up for ${to}`;
      if (table === undefined) return `${other}, ${to} has none`;
      return sibling === undefined ? own : `${other}, ${to} has none: ${own}`;
    },
    explanation: (_, { to }) =>
      `Without a rule of its own, replies from ${to} use the main table, which is another interface. It needs the rule that the others have.`,
  },
  'main-rule-missing': {
    headline: (_, { host }) => `${host} has no policy rule that looks up the main table`,
    because: () => 'no policy rule looks up table main, so its routes are never used',
    explanation: () =>
      'Every kernel starts with a rule 32766 for it; somebody deleted it, and now none of the routes that "ip route" shows is used. Restore the rules.',
  },
  'policy-table-hides-connected': {
    headline: ({ prefix }, { host, ingress }) =>
      `${host} sends answers for its own network ${prefix ?? ingress} to a gateway`,
    because: ({ rule, towards }, scene) =>
      `${ruleWords(rule)} sends the answer to ${towards}, though ${sender(scene)} is on the link ${scene.ingress}`,
    explanation: () =>
      "A policy table is asked before main, and its default route covers everything, the networks on this host included. Copy that network's route into the policy table.",
  },
  'vpn-captures-reply': {
    headline: ({ device }, { host }) => `${host} sends the answers into its VPN (${device})`,
    because: ({ rule, device }) => `${ruleWords(rule)} sends every answer into ${device}`,
    explanation: (_, { to, ingress }) =>
      `The VPN's rule takes everything that no earlier rule has claimed, answers to outside requests too. With a rule for ${to} before it, replies leave by ${ingress}.`,
  },
  'duplicate-connected-prefix': {
    headline: ({ device }, { host, ingress }) =>
      `${host} has ${ingress} and ${device} in the same network, and answers by ${device}`,
    because: ({ prefix, device }, { ingress }) =>
      `${ingress} and ${device} are both in ${prefix}, and the route by ${device} wins`,
    explanation: (_, { to }) =>
      `For one network Linux uses one of the routes, that of the lower metric or the older one, whichever interface was asked. Give ${to} policy routing, or the interfaces different networks.`,
  },
  'gateway-unreachable': {
    headline: ({ gateway, device }, { host, own }) =>
      `${host} cannot reach its gateway ${gateway} on ${device}, so ${own ? 'nothing can leave by it' : 'answers cannot leave'}`,
    because: ({ gateway, device }, { family }) =>
      `${gateway} on ${device} does not answer ${family === 4 ? 'ARP' : 'neighbour discovery'}: nothing can be sent to it`,
    explanation: ({ device }) =>
      `The route names a next hop, and nothing on ${device} answers for that address. Check the gateway's address in the route, and that the gateway is up and on this network.`,
  },
  'neighbour-wrong': {
    headline: ({ address }, { host }) =>
      `${host} sends its answers to the wrong machine: its entry for ${address} is wrong`,
    because({ address, device, mac, state, other, carrier }) {
      const against =
        other !== undefined
          ? `, and ${other} claims ${address} as well`
          : carrier !== undefined
            ? `, and the requests come from ${carrier}`
            : '';
      return `the neighbour entry of ${address} on ${device} is ${mac} (${state})${against}; the answers sent there never arrive`;
    },
    explanation: () =>
      'The next hop resolves to a hardware address that does not forward. Delete the entry, so that it is asked for anew.',
  },
  'reply-leaves-other-interface': {
    headline({ device, missed, ways: all }, scene) {
      const lost = missed ? 'and they never arrive' : 'and nothing shows that they arrive';
      return `${scene.host} answers ${requests(scene)} to ${target(scene)} by ${all === undefined ? device : ways(all)}, ${lost}`;
    },
    because(facts, scene) {
      const { device, seen, missed, borrowed, gateway } = facts;
      if (seen)
        return `the answer to ${sender(scene)} left by ${device}, though the request came in on ${scene.ingress}; ${missed ? 'it never arrived' : 'nothing shows that it arrived'}`;
      const asked =
        borrowed === undefined
          ? ''
          : `; ${gateway} was asked there in the name of ${borrowed}, and does not answer that`;
      if (facts.ways !== undefined)
        return `the answer may leave by ${ways(facts.ways)}: the kernel's hash over the flow decides, and the request comes in on ${scene.ingress}`;
      return `the answer would leave by ${device}, though the request comes in on ${scene.ingress}${asked}`;
    },
    explanation: ({ device, ways: all }, { to, ingress, ...scene }) =>
      `Requests for ${to} come in on ${ingress}, and the answers leave by ${all === undefined ? device : ways(all)} with ${to} as their source. Linux routes an answer by its destination, not by where the request came in; clouds and routers often drop such packets as spoofed. ${wayOutOf({ to, ingress, ...scene })}`,
  },
  'udp-source-mismatch': {
    headline: (_, { host, port }) =>
      `${host} answers UDP port ${port ?? '?'} from another address than was asked`,
    because({ source, device }, { to }) {
      const by = device === undefined ? '' : ` by ${device}`;
      return `the answer left${by} with ${source} as its source, though ${to} was asked: the sender does not take it for an answer`;
    },
    explanation: (_, { to }) =>
      `A UDP socket that is bound to no address leaves the source to the kernel, which takes that of the outgoing interface. Bind the program to ${to}, or let it use IP_PKTINFO. Where the answer was translated on the way out, look at the masquerading rule.`,
  },
  'mtu-blackhole': {
    headline: (_, scene) =>
      `Small packets between ${peer(scene)} and ${scene.host} pass, large ones vanish: an MTU black hole`,
    because({ who, command, passes, lost, seen }) {
      const sizes = passes === undefined ? '' : `: ${passes} bytes of payload pass, ${lost} do not`;
      const by = command === undefined ? '' : ` (${command})`;
      switch (seen) {
        case 'resent':
          return `${who} sends a segment of ${lost} bytes again and again, and it is never acknowledged, though smaller ones are`;
        case 'hole':
          return `${lost} bytes of ${who} never arrive, though smaller segments behind them do (${passes} bytes)`;
        case 'standstill':
          return 'the connection opens, and the first large packets after it get no answer';
        case 'ceases':
          return 'some requests are answered and others are not, as it is where large answers are lost';
        case 'large-alone':
          return `${who} gets no answer to large packets, and small ones were not tried`;
        default:
          return `${who} gets answers to small packets and none to large ones${sizes}${by}, and no error says why`;
      }
    },
    explanation: () =>
      'Somewhere on the way a link takes only smaller packets, and the message that should say so is filtered. So logins start and then hang. Let ICMP "fragmentation needed" pass, or lower the MTU or the TCP segment size.',
  },
  'answered-but-lost': {
    headline: ({ device }, scene) =>
      `${scene.host} answers on ${device ?? scene.interface}, but ${peer(scene)} gets no answer`,
    because: ({ device, stated }, scene) =>
      `${scene.host} answered${device === undefined ? '' : ` by ${device}`} and ${peer(scene)} ${stated ? 'is said to have got no answer' : 'never got it'}`,
    explanation: (_, scene) =>
      `${scene.host} answers as it should. Look at access lists and the cloud's anti-spoofing on the way back, and at the firewall and rp_filter of ${peer(scene)} itself.`,
  },
} satisfies Partial<CauseTexts>;

function entryWords(facts: RejectingEntry & { error?: string }): string {
  const error = facts.error === undefined ? '' : ` (${facts.error})`;
  switch (facts.entry) {
    case 'rule':
      return `rule ${facts.preference} says ${facts.action}${error}`;
    case 'route':
      return `the route ${facts.type} ${facts.destination} rejects it${error}`;
    case 'not-told':
      return `a route or rule rejects it${error}`;
  }
}
