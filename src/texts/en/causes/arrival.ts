import type { CauseFacts, InterfaceTrace, LossSign, Scene } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { listOf, peer, ROUTER_SAYS, requests, ruleAt, UNNAMED, ways } from '../words.ts';

/** Causes on the way to the host: the sender, the link, its addresses and neighbours. */
export const arrivalTexts = {
  'request-not-arriving': {
    headline: (facts, scene) =>
      `${capitalisedPeer(scene)}'s ${requests(scene)} never reach ${scene.host}: ${facts.how === 'router-said' ? whatRouterCannot(facts, scene) : 'they are lost before it'}`,
    because(facts, scene) {
      if (facts.how === 'router-said')
        return `${whatRouterCannot(facts, scene)} ("${ROUTER_SAYS[facts.says]}" to ${peer(scene)})`;
      const { how, sent, error } = facts;
      const told = error === undefined ? '' : ` (${error})`;
      if (how === 'not-watched') return `whether requests reach ${scene.host} was not seen`;
      const what =
        how === 'asks-link'
          ? `${peer(scene)} asks its link for the hardware address of ${scene.to} and gets no answer`
          : `${peer(scene)} sent ${sent ?? 'requests'} to ${scene.to}`;
      return `${what}; none reached any interface of ${scene.host}${told}`;
    },
    explanation: (facts, scene) =>
      facts.how === 'router-said'
        ? `${routerSaid(facts, scene)} ${whereRouterPoints(facts, scene)}`
        : `${capitalisedPeer(scene)} sends to ${scene.to}, and no interface of ${scene.host} receives it. Look at security groups, access lists and the routes between the two, and for another machine with the same address; nothing on ${scene.host} can fix it.`,
  },
  'sender-side': {
    headline({ how, device }, scene) {
      const who = capitalisedPeer(scene);
      if (how === 'dropped-answer' || how === 'own-filter')
        return `${scene.host} answers, and ${who} drops the answer itself`;
      if (how === 'vpn') return `${who} sends its packets for ${scene.to} into its own VPN (${device})`;
      if (how === 'wrong-neighbour')
        return `${who} sends its packets for ${scene.to} to the wrong machine: its own neighbour entry is wrong`;
      if (how === 'not-permitted') return `${who}'s own packet filter drops what it sends to ${scene.to}`;
      return `${who} sends nothing to ${scene.to}: the problem is on ${who}`;
    },
    because({ how, error, mac, device, rule }, scene) {
      const who = peer(scene);
      const told = error === undefined ? '' : `: ${error}`;
      switch (how) {
        case 'own-filter':
          return `the packet filter of ${who} itself drops the answer${rule ? `: ${ruleAt(rule)}` : ''}`;
        case 'dropped-answer':
          return `the answer reached ${who}, which dropped it itself: its own packet filter or source validation`;
        case 'no-route':
          return `the requests never left ${who}${told}`;
        case 'no-source':
          return `${who} has no such source address${told}`;
        case 'not-permitted':
          if (rule) return `the packet filter of ${who} itself drops the request: ${ruleAt(rule)}`;
          return `${who}'s own kernel refused to send: a rule of its packet filter drops it${told}`;
        case 'wrong-neighbour':
          return `${who} has a permanent entry that says ${scene.to} is at ${mac}, which is not ${scene.host}`;
        case 'vpn':
          return `the requests leave ${who} by ${device}, its VPN, and none came to ${scene.host}`;
        case 'no-neighbour':
          return device === undefined
            ? `the requests never left ${who}: it finds no neighbour to send them to${told}`
            : `a route of ${who} says that ${scene.to} is on the link of its ${device}, where nobody has it${told}`;
        case 'nothing-sent':
          return `a capture on ${who} shows neither a request nor an ARP question for ${scene.to}${told}`;
      }
    },
    explanation({ how }, scene) {
      const who = peer(scene);
      if (how === 'own-filter')
        return `${scene.host} answers as it should. Let the answers pass in the packet filter of ${who}.`;
      return how === 'dropped-answer'
        ? `Its capture shows the answer coming in, and its ping does not see it. Look at the packet filter and rp_filter of ${who}.`
        : `Look at the route to ${scene.to}, the packet filter and the VPN of ${who}; nothing on ${scene.host} can fix it.`;
    },
  },
  'packet-loss': {
    headline: ({ sent, received }, { host, interface: iface }) =>
      `${sent - received} of ${sent} packets to ${iface} of ${host} are lost`,
    because: ({ sent, received, low, high }) =>
      `${received} of ${sent} probes were answered: a loss between ${low} % and ${high} % (95 % interval)`,
    explanation: ({ signs }, { host }) =>
      `${signs.length === 0 ? '' : `The counters point to ${listOf(signs.map(signWords))}. `}Some packets come through and some do not, so no rule or route of ${host} decides it. Look at the link's error counters on both ends and at the ports between.`,
  },
  'interface-down': {
    headline: ({ why }, { host, interface: iface }) =>
      why === 'gone' ? `There is no ${iface} on ${host} any more` : `${host}'s ${iface} is down`,
    because({ why, operstate, others = [] }, { interface: iface }) {
      switch (why) {
        case 'not-up':
          return `${iface} is down: it is administratively down (no UP flag)`;
        case 'no-carrier':
          return `${iface} is down: it has no carrier (NO-CARRIER)`;
        case 'operstate':
          return `${iface} is down: its state is ${operstate}`;
        case 'gone':
          return `there is no interface ${iface} any more; there are ${others.join(', ') || 'none'}`;
      }
    },
    explanation: ({ why, traces = [] }, { interface: iface }) =>
      why === 'gone'
        ? `What still speaks of ${iface}: ${traces.map(traceWords).join('; ')}. The device was removed, renamed, or moved to another network namespace.`
        : why === 'not-up'
          ? 'No packet can come in or leave there until the link is set up.'
          : 'No packet can come in or leave there until the link is back: look at the cable, the switch port, or the virtual network behind it.',
  },
  'address-missing': {
    headline: ({ how }, { to, interface: iface, host, ingress }) =>
      how === 'no-ingress-address'
        ? `${host} refuses what comes in on ${ingress}: it has no IPv4 address`
        : how === 'none'
          ? `${iface} of ${host} has no address`
          : `${to || iface} is not configured on ${host}`,
    because({ how, has, floating }, { to, interface: iface, ingress, host }) {
      if (how === 'no-ingress-address') return `${ingress} has no IPv4 address`;
      if (how === 'none') return `${iface} has no address`;
      const own = has.length === 0 ? 'it has none' : `it has ${has.join(', ')}`;
      const moves = typeof floating === 'string' ? `; ${floating} keeps it as a floating address` : '';
      const device = iface === UNNAMED.again.device ? '' : `; ${iface}: ${own}`;
      return `${to} is on no interface of ${host}${device}${moves}`;
    },
    explanation: ({ how, floating }, { host, to, ingress }) =>
      how === 'no-ingress-address'
        ? `With rp_filter on, the kernel takes no IPv4 packet on an interface without an IPv4 address. Give ${ingress} one, or let the requests come in elsewhere.`
        : floating !== undefined
          ? `Addresses move between nodes here (keepalived or a cluster). Look why nothing brings ${to} up, and who answers for it; do not add it by hand, for another node may hold it.`
          : `No interface of ${host} has the address, so it does not answer for it. If it is a floating address (VIP), another node may hold it on purpose: find out who answers for it before you add it here.`,
  },
  'wrong-prefix-length': {
    headline: ({ side }, scene) =>
      `${side === 'sender' ? peer(scene) : scene.host} has a prefix length that is too wide: it takes the other side for a neighbour`,
    because(facts, scene) {
      const { local, prefixLength, device, neighbour, router, own } = facts;
      if (facts.side === 'sender')
        return `${peer(scene)} has ${local}/${prefixLength} and so asks its own link for ${neighbour}, which is ${own} in another network; nothing answers`;
      const brought =
        router === undefined ? 'its packets come from elsewhere' : `its packets were brought by ${router}`;
      return `${local}/${prefixLength} on ${device} makes ${neighbour} a neighbour, but nothing on ${device} answers ARP for ${neighbour}; ${brought}`;
    },
    explanation: ({ side }, scene) =>
      `A host asks its own link for every address inside its prefix, and sends the rest to the router. Correct the prefix length on ${side === 'sender' ? peer(scene) : scene.host}.`,
  },
  'arp-flux': {
    headline: (_, { host, to }) =>
      `${host} answers ARP for ${to} on the wrong interface, so requests come in there`,
    because({ holder, other, network }, { to }) {
      const both = network === '' ? '' : `${holder} and ${other} are both in ${network}: `;
      return `${both}${other} answered ARP for ${to}, which is ${holder}'s, and the requests come in there`;
    },
    explanation: (_, { interface: iface }) =>
      `Linux answers ARP for any of its addresses on any interface of the network unless it is told not to. Set arp_ignore and arp_announce, and give ${iface} policy routing.`,
  },
  'arp-rejected-by-rp-filter': {
    headline: (_, { host, to }) =>
      `${host} ignores ARP for ${to}: strict rp_filter refuses the asker's address`,
    because(facts, { to, interface: iface }) {
      const { how, asker, noRoute } = facts;
      const why = noRoute
        ? `there is no route back to ${asker}`
        : `the way back to the asker is ${ways(facts.ways)}, not ${iface}`;
      switch (how) {
        case 'asked':
          return `${asker} asks who has ${to} and gets no answer: ${why}`;
        case 'sender-found-nobody':
          return `${asker} finds no neighbour at ${to}: its question would be refused, for ${why}`;
        case 'router-found-nobody':
          return `the router ${asker} finds no neighbour at ${to}: its question would be refused, for ${why}`;
      }
    },
    explanation: () =>
      'Linux checks the address of an ARP asker as it checks the source of a packet, and with strict rp_filter it does not answer where the way back is another interface. No counter shows this. So no request can be sent at all.',
  },
  'arp-not-answered': {
    headline({ by }, { host, to, interface: iface }) {
      const asked = to.includes(':') ? 'neighbour discovery' : 'ARP';
      return `${host} does not answer ${asked} for ${to} on ${iface}${whyUnanswered(by)}`;
    },
    because({ by, asker, setting, rule }, { to }) {
      const asks = asker === undefined ? '' : `${asker} asks who has ${to}; `;
      if (rule) return `${asks}${ruleAt(rule)} drops it`;
      if (by === 'not-shown') return `${asks}nothing answers, and no setting or rule was shown that says why`;
      if (by === 'NOARP') return `${asks}ARP is turned off there (NOARP)`;
      return `${asks}${setting ?? by} keeps the host from answering there`;
    },
    explanation: () =>
      'The question for the hardware address comes in and is not answered, so no request can be sent. Change the setting if it is not meant.',
  },
  'address-elsewhere': {
    headline: (_, { host, to }) => `${to} is not on ${host}: another host answers for it`,
    because({ how, mac, intent }, { to, host }) {
      const moves = intent === undefined ? '' : `; ${intent} moves it between nodes`;
      if (how === 'backup') return `the virtual router on ${host} is backup, so its peer has ${to}${moves}`;
      const answers = how === 'answered' ? 'the answers did not come from here' : `${mac} answers for ${to}`;
      return `${to} is on no interface of ${host}, and ${answers}${moves}`;
    },
    explanation: (_, { to }) =>
      `A floating address may live elsewhere on purpose. Ask whoever holds ${to} before you add it here.`,
  },
  'duplicate-address': {
    headline: (_, { host, to }) => `Another machine has ${host}'s address ${to}`,
    because({ how, mac, device, both, other }, scene) {
      const { to, host } = scene;
      switch (how) {
        case 'dadfailed':
          return `${to} on ${device} is marked dadfailed: another machine had it when it was set up`;
        case 'also-configured':
          return `${other} has ${to} on its ${device}, and ${host} has it too`;
        case 'logged':
          return `a log says that ${mac} uses ${to} as well`;
        case 'seen-on-link':
          return `${mac} on ${device} also uses ${to} as its own address`;
        case 'sender-was-told':
          return `${peer(scene)} was told that ${to} is at ${mac}, which is not ${host}${both ? `, though ${host} answered too` : '; its requests do not come here'}`;
      }
    },
    explanation: () =>
      'Whoever sends to the address reaches the one or the other, by chance. Give one of the two another address.',
  },
} satisfies Partial<CauseTexts>;

type RouterSaid = Extract<CauseFacts['request-not-arriving'], { how: 'router-said' }>;

/** How far the request came, as the error shows. */
function routerSaid({ router, says }: RouterSaid, scene: Scene): string {
  return `${router} sent "${ROUTER_SAYS[says]}" back to ${peer(scene)}: the ${requests(scene)} come as far as ${router}, and no further.`;
}

/** What the router could not do with the request. */
function whatRouterCannot({ router, says }: RouterSaid, { to, family }: Scene): string {
  switch (says) {
    case 'host-unreachable':
      return `${router} got no ${family === 4 ? 'ARP answer' : 'neighbour advertisement'} for ${to}`;
    case 'network-unreachable':
      return `${router} has no route to ${to}`;
    case 'prohibited':
      return `${router} does not let them pass`;
    case 'time-exceeded':
      return `they go round in a loop of routers, at ${router}`;
    case 'beyond-scope':
      return `${router} may not pass on their source address`;
  }
}

/** On which side of the router the fault lies. */
function whereRouterPoints({ router, says, perhapsSender }: RouterSaid, scene: Scene): string {
  const { host, interface: device, to, family } = scene;
  switch (says) {
    case 'host-unreachable': {
      const asks = family === 4 ? 'ARP' : 'neighbour discovery';
      const self = perhapsSender
        ? ` If ${router} is ${peer(scene)}'s own address, its own kernel said so: its next hop did not answer, and the fault is on ${peer(scene)}'s side.`
        : '';
      return `The fault lies between ${router} and ${device} of ${host}: VLAN, switch port, cable, the address or its prefix length, or ${asks} that ${host} does not answer; an unreachable route on ${router} says the same. A capture of ${asks} on ${device} tells which: does the question come in?${self}`;
    }
    case 'network-unreachable':
      return `Look at the routes of ${router}, and of the routers that ought to tell it the way; nothing on ${host} can fix it.`;
    case 'prohibited':
      return `An access list or firewall rule on ${router} rejects them. Let this traffic pass there; nothing on ${host} can fix it.`;
    case 'time-exceeded':
      return `Two or more routers send packets for ${to} to each other until their hop limit runs out. \`traceroute\` names them: correct their routes to ${to}; nothing on ${host} can fix it.`;
    case 'beyond-scope':
      return `A link-local or site-local source does not leave its link. Let ${peer(scene)} use a global address; nothing on ${host} can fix it.`;
  }
}

function traceWords(trace: InterfaceTrace): string {
  switch (trace.by) {
    case 'configuration':
      return trace.line === undefined ? trace.source : `${trace.source} line ${trace.line}`;
    case 'rule':
      return `the IPv${trace.family} rule ${trace.preference}`;
    case 'log':
      return `the kernel log ("${trace.line.slice(0, LINE_QUOTED)}")`;
    case 'rename':
      return `the kernel log, which says that it is called ${trace.to} now`;
  }
}

function capitalisedPeer(scene: Scene): string {
  const name = peer(scene);
  return name === 'the sender' ? 'The sender' : name;
}

/** `eno1, whose link went down and up (carrier_changes 112)`. */
function signWords({ sign, counter, count: number, device }: LossSign): string {
  const where = device ?? 'the IP layer';
  const what = {
    flapping: 'whose link goes down and up',
    errors: 'which receives or sends damaged frames',
    dropped: 'which drops packets',
    checksum: 'which finds wrong checksums',
  }[sign];
  return `${where}, ${what} (${counter} ${number})`;
}

function whyUnanswered(by: CauseFacts['arp-not-answered']['by']): string {
  switch (by) {
    case 'filter':
      return ': a rule drops it';
    case 'NOARP':
      return ': ARP is turned off';
    case 'not-shown':
      return '';
    default:
      return `: ${by} forbids it`;
  }
}

/** So much of a kernel log's line is quoted. */
const LINE_QUOTED = 120;
