import { type RejectingEntry, tableName } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { peer, requests, ruleAt, ruleWords, sender, target, wayOutOf, ways } from '../words.ts';

/** Causes on the way back: routes, rules, the next hop, and the network beyond. */
export const answerTexts = {
  'no-return-route': {
    headline: (_, scene) => `${scene.host} has no route ${scene.own ? '' : 'back '}to ${sender(scene)}`,
    because: ({ refused }, scene) =>
      refused
        ? `no route back to ${sender(scene)}, so its packets fail the source check`
        : `no route from ${scene.to} ${scene.own ? '' : 'back '}to ${sender(scene)}`,
    explanation: (_, scene) =>
      scene.own
        ? `${scene.host} has no route to ${sender(scene)}, so its own pings do not leave. Add a route to that network, or a default route.`
        : `The request reaches ${scene.host}, but it has no route back to ${sender(scene)}, so it cannot reply. Add a route to the sender's network, or a default route.`,
  },
  'route-rejects': {
    headline: (_, scene) =>
      `A route or rule on ${scene.host} rejects traffic ${scene.own ? '' : 'back '}to ${sender(scene)}`,
    because: (facts, scene) => `traffic ${scene.own ? '' : 'back '}to ${sender(scene)}: ${entryWords(facts)}`,
    explanation: () =>
      'Blackhole, unreachable and prohibit entries block traffic on purpose. Remove that route or rule if it is not intended.',
  },
  'reply-rate-limited': {
    headline: ({ by }, scene) =>
      by === 'rule'
        ? `${scene.host}'s firewall rate-limits ${requests(scene)} and drops the rest`
        : `${scene.host} rate-limits its echo replies and drops the rest`,
    because: ({ by, setting, rule }) =>
      rule
        ? `${ruleAt(rule)} drops some of the packets, by rate or at random`
        : `${setting ?? by} suppresses echo replies`,
    explanation: ({ by }) =>
      by === 'rule'
        ? 'A rule, not the network, drops these packets. Change it if that is not intended.'
        : 'A rate limit, not the network, drops these replies. Raise it if that is not intended.',
  },
  'policy-rule-shadowed': {
    headline: (_, { host, to }) => `${host} has the right policy rule for ${to}, but an earlier rule decides`,
    because: ({ rule, decider }) =>
      `${ruleWords(rule)} is right, but ${decider ? ruleWords(decider) : 'another rule'} comes first and decides`,
    explanation: () =>
      'Rules are tried from the lowest preference up, and the first that finds a route wins. Give the right rule a lower preference.',
  },
  'policy-table-empty': {
    headline: (_, { host, to }) =>
      `${host}'s policy rule for ${to} uses a table that has no route for the reply`,
    because({ rule, table, empty }, scene) {
      const lacks = empty ? 'has no route at all' : `has no route to ${sender(scene)}`;
      return `${ruleWords(rule)} matches, but table ${tableName(table)} ${lacks}`;
    },
    explanation: () =>
      'Without a route in its table the next rules decide, and replies use a different route. A link flap empties such a table and leaves the rule. Restore the routes of the table.',
  },
  'policy-rule-missing': {
    headline: ({ sibling, table }, { host, to, ingress }) =>
      sibling === undefined
        ? `${host} has table ${table} for ${ingress}, but no policy rule uses it for ${to}`
        : `${host} has policy rules for other addresses, but none for ${to}`,
    because({ sibling, siblingDevice, table }, { to, ingress }) {
      const other = `${sibling}${siblingDevice === undefined ? '' : ` on ${siblingDevice}`} has its own policy rule`;
      const own = `table ${table} routes replies by ${ingress}, but no rule uses it for ${to}`;
      if (table === undefined) return `${other}, but ${to} has none`;
      return sibling === undefined ? own : `${other}, but ${to} has none: ${own}`;
    },
    explanation({ sibling, table }, { to }) {
      const add =
        sibling === undefined ? `Add one that looks up table ${table}.` : "Add a rule like the others'.";
      return `Without its own rule, replies from ${to} use the main table, which uses a different interface. ${add}`;
    },
  },
  'main-rule-missing': {
    headline: (_, { host }) => `${host} has no policy rule for the main table`,
    because: () => 'no policy rule looks up table main, so its routes are not used',
    explanation: () =>
      'The default rule 32766 was deleted, so none of the routes in "ip route" is used. Restore it.',
  },
  'policy-table-hides-connected': {
    headline: ({ prefix }, { host, ingress }) =>
      `${host} sends replies for its own network ${prefix ?? ingress} to a gateway`,
    because: ({ rule, towards }, scene) =>
      `${ruleWords(rule)} sends the reply to ${towards}, but ${sender(scene)} is on-link on ${scene.ingress}`,
    explanation: () =>
      "The policy table is looked up before main, and its default route also matches connected networks. Copy the connected network's route into the policy table.",
  },
  'vpn-captures-reply': {
    headline: ({ device }, { host }) => `${host} sends replies into its VPN (${device})`,
    because: ({ rule, device }) => `${ruleWords(rule)} sends every reply into ${device}`,
    explanation: (_, { to, ingress }) =>
      `The VPN's rule matches all traffic that no earlier rule matches, replies included. With an earlier rule for ${to}, replies leave by ${ingress}.`,
  },
  'duplicate-connected-prefix': {
    headline: ({ device }, { host, ingress }) =>
      `${host} has ${ingress} and ${device} in the same network, and replies leave by ${device}`,
    because: ({ prefix, device }, { ingress }) =>
      `${ingress} and ${device} are both in ${prefix}, and the route by ${device} wins`,
    explanation: (_, { to }) =>
      `For one network Linux uses one route: the lowest metric, else the oldest, whichever interface the request arrived on. Use policy routing for ${to}, or different networks for the interfaces.`,
  },
  'gateway-unreachable': {
    headline: ({ gateway, device }, { host, own }) =>
      `${host} cannot reach its gateway ${gateway} on ${device}, so ${own ? 'nothing can leave by it' : 'replies cannot leave'}`,
    because: ({ gateway, device }, { family }) =>
      `${gateway} on ${device} does not answer ${family === 4 ? 'ARP' : 'neighbour discovery'}: nothing can be sent to it`,
    explanation: ({ device }) =>
      `The route's next hop does not resolve on ${device}. Check the gateway's address in the route, and that the gateway is up and on this network.`,
  },
  'neighbour-wrong': {
    headline: ({ address }, { host }) =>
      `${host} sends replies to the wrong machine: its neighbour entry for ${address} is wrong`,
    because({ address, device, mac, state, other, carrier }) {
      const against =
        other !== undefined
          ? `, but ${other} claims ${address} too`
          : carrier !== undefined
            ? `, but the requests come from ${carrier}`
            : '';
      return `the neighbour entry for ${address} on ${device} is ${mac} (${state})${against}; replies sent there never arrive`;
    },
    explanation: () =>
      'The next hop resolves to a MAC address that does not forward. Delete the entry so that it is resolved again.',
  },
  'reply-leaves-other-interface': {
    headline({ device, missed, ways: all }, scene) {
      const lost = missed ? ' and never arrive' : '; nothing shows that they arrive';
      return `${scene.host}'s replies for ${requests(scene)} to ${target(scene)} leave by ${all === undefined ? device : ways(all)}${lost}`;
    },
    because(facts, scene) {
      const { device, seen, missed, borrowed, gateway } = facts;
      if (seen)
        return `the reply to ${sender(scene)} left by ${device}, but the request arrived on ${scene.ingress}; ${missed ? 'the reply never arrived' : 'nothing shows that the reply arrived'}`;
      const asked = borrowed === undefined ? '' : `; ${gateway} does not answer ARP from ${borrowed} there`;
      if (facts.ways !== undefined)
        return `the reply may leave by ${ways(facts.ways)} (the kernel's flow hash decides), and the request arrives on ${scene.ingress}`;
      return `the reply would leave by ${device}, but the request arrives on ${scene.ingress}${asked}`;
    },
    explanation: ({ device, ways: all }, { to, ingress, ...scene }) =>
      `Requests for ${to} arrive on ${ingress}, and replies leave by ${all === undefined ? device : ways(all)} with source ${to}. Linux routes a reply by its destination, not by where the request arrived; clouds and routers often drop such packets as spoofed. ${wayOutOf({ to, ingress, ...scene })}`,
  },
  'udp-source-mismatch': {
    headline: (_, { host, port }) =>
      `${host} answers UDP port ${port ?? '?'} from a different address than the request's`,
    because({ source, device }, { to }) {
      const by = device === undefined ? '' : ` by ${device}`;
      return `the reply left${by} with source ${source}, but the request was for ${to}: the sender does not match it to its request`;
    },
    explanation: (_, { to }) =>
      `For a UDP socket that is not bound to an address the kernel picks the source, that of the outgoing interface. Bind the program to ${to}, or let it use IP_PKTINFO. If NAT changed the reply, check the masquerade rule.`,
  },
  'mtu-blackhole': {
    headline: (_, scene) =>
      `Small packets between ${peer(scene)} and ${scene.host} pass, large ones are lost: MTU black hole`,
    because({ who, command, passes, lost, seen }) {
      const sizes = passes === undefined ? '' : `: ${passes} bytes of payload pass, ${lost} do not`;
      const by = command === undefined ? '' : ` (${command})`;
      switch (seen) {
        case 'resent':
          return `${who} retransmits a segment of ${lost} bytes that is never acknowledged, while smaller ones are`;
        case 'hole':
          return `${lost} bytes from ${who} never arrive, while smaller segments after them do (${passes} bytes)`;
        case 'standstill':
          return 'the connection opens, and the first large packets in it get no reply';
        case 'ceases':
          return 'some requests are answered and others are not, as when large replies are lost';
        case 'large-alone':
          return `${who} gets no reply to large packets, and small ones were not tested`;
        default:
          return `${who} gets replies to small packets and none to large ones${sizes}${by}, without an error`;
      }
    },
    explanation: () =>
      'A link on the path has a smaller MTU, and the ICMP error that reports it is filtered. So logins start and then hang. Let ICMP "fragmentation needed" pass, or lower the MTU or the TCP MSS.',
  },
  'answered-but-lost': {
    headline: ({ device }, scene) =>
      `${scene.host} answers on ${device ?? scene.interface}, but ${peer(scene)} gets no reply`,
    because: ({ device, stated }, scene) =>
      `${scene.host} replied${device === undefined ? '' : ` by ${device}`}, but ${stated ? `the text says that ${peer(scene)} got no reply` : `${peer(scene)} never got it`}`,
    explanation: (_, scene) =>
      `${scene.host} is not the problem. Check access lists and the cloud's anti-spoofing on the return path, and the firewall and rp_filter of ${peer(scene)} itself.`,
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
