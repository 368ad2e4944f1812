import type { CauseFacts, InterfaceTrace, LossSign, Scene } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { beginningOf, ROUTER_SAYS } from '../../names.ts';
import { listOf, peer, requests, ruleAt, UNNAMED, ways } from '../words.ts';

/** Causes on the way to the host: the sender, the link, its addresses and neighbours. */
export const arrivalTexts = {
  'request-not-arriving': {
    headline: (facts, scene) =>
      `${capitalisedPeer(scene)}'s ${requests(scene)} never reach ${scene.host}: ${facts.how === 'router-said' ? whatRouterCannot(facts, scene) : 'they are lost on the path'}`,
    because(facts, scene) {
      if (facts.how === 'router-said')
        return `${whatRouterCannot(facts, scene)} ("${ROUTER_SAYS[facts.says]}" to ${peer(scene)})`;
      const { how, sent, error } = facts;
      const told = error === undefined ? '' : ` (${error})`;
      if (how === 'not-watched') return `whether requests reach ${scene.host} was not seen`;
      const what =
        how === 'asks-link'
          ? `${peer(scene)} sends ARP/ND requests for ${scene.to} on its link and gets no answer`
          : `${peer(scene)} sent ${sent ?? 'requests'} to ${scene.to}`;
      return `${what}; none reached any interface of ${scene.host}${told}`;
    },
    explanation: (facts, scene) =>
      facts.how === 'router-said'
        ? `${routerSaid(facts, scene)} ${whereRouterPoints(facts, scene)}`
        : `${capitalisedPeer(scene)} sends to ${scene.to}, and no interface of ${scene.host} receives it. Check security groups, access lists and the routes between the two, and look for another machine with the same address; nothing on ${scene.host} can fix it.`,
  },
  'sender-side': {
    headline({ how, device }, scene) {
      const who = capitalisedPeer(scene);
      if (how === 'dropped-answer' || how === 'own-filter')
        return `${scene.host} answers, but ${who} drops the reply itself`;
      if (how === 'vpn') return `${who} sends its packets for ${scene.to} into its own VPN (${device})`;
      if (how === 'wrong-neighbour')
        return `${who} sends its packets for ${scene.to} to the wrong machine: its neighbour entry is wrong`;
      if (how === 'not-permitted') return `${who}'s own packet filter drops what it sends to ${scene.to}`;
      return `${who} sends nothing to ${scene.to}: the problem is on ${who}`;
    },
    because({ how, error, mac, device, rule }, scene) {
      const who = peer(scene);
      const told = error === undefined ? '' : `: ${error}`;
      switch (how) {
        case 'own-filter':
          return `the packet filter of ${who} itself drops the reply${rule ? `: ${ruleAt(rule)}` : ''}`;
        case 'dropped-answer':
          return `the reply reached ${who}, which dropped it: its own packet filter or source check`;
        case 'no-route':
          return `the requests never left ${who}${told}`;
        case 'no-source':
          return `${who} has no such source address${told}`;
        case 'not-permitted':
          if (rule) return `the packet filter of ${who} itself drops the request: ${ruleAt(rule)}`;
          return `${who}'s kernel refused to send: its packet filter drops it${told}`;
        case 'wrong-neighbour':
          return `${who} has a permanent neighbour entry for ${scene.to} with ${mac}, which is not ${scene.host}`;
        case 'vpn':
          return `the requests leave ${who} by ${device}, its VPN, and none reached ${scene.host}`;
        case 'no-neighbour':
          return device === undefined
            ? `the requests never left ${who}: the next hop did not resolve${told}`
            : `a route on ${who} has ${scene.to} on-link on ${device}, where nothing answers for it${told}`;
        case 'nothing-sent':
          return `a capture on ${who} shows neither a request nor an ARP request for ${scene.to}${told}`;
      }
    },
    explanation({ how }, scene) {
      const who = peer(scene);
      if (how === 'own-filter')
        return `${scene.host} is not the problem. Accept the replies in the packet filter of ${who}.`;
      return how === 'dropped-answer'
        ? `Its capture shows the reply arriving, but its ping does not see it. Check the packet filter and rp_filter of ${who}.`
        : `Check the route to ${scene.to}, the packet filter and the VPN of ${who}; nothing on ${scene.host} can fix it.`;
    },
  },
  'packet-loss': {
    headline: ({ sent, received }, { host, interface: iface }) =>
      `${sent - received} of ${sent} packets to ${iface} of ${host} are lost`,
    because: ({ sent, received, low, high }) =>
      `${received} of ${sent} probes were answered: ${low} % to ${high} % loss (95 % interval)`,
    explanation: ({ signs }, { host }) =>
      `${signs.length === 0 ? '' : `The counters point to ${listOf(signs.map(signWords))}. `}Some packets get through and some do not, so it is no rule or route of ${host}. Check the link's error counters on both ends and the ports in between.`,
  },
  'interface-down': {
    headline: ({ why }, { host, interface: iface }) =>
      why === 'gone' ? `${host} no longer has ${iface}` : `${host}'s ${iface} is down`,
    because({ why, operstate, others = [] }, { interface: iface }) {
      switch (why) {
        case 'not-up':
          return `${iface} is administratively down (no UP flag)`;
        case 'no-carrier':
          return `${iface} is down: no carrier (NO-CARRIER)`;
        case 'operstate':
          return `${iface} is down: state ${operstate}`;
        case 'gone':
          return `interface ${iface} no longer exists; existing: ${others.join(', ') || 'none'}`;
      }
    },
    explanation: ({ why, traces = [] }, { interface: iface }) =>
      why === 'gone'
        ? `Still referring to ${iface}: ${traces.map(traceWords).join('; ')}. The device was removed, renamed, or moved to another network namespace.`
        : why === 'not-up'
          ? 'No packet can arrive or leave there until it is set up.'
          : 'No packet can arrive or leave there until the link is up: check the cable, the switch port, or the virtual network behind it.',
  },
  'address-missing': {
    headline: ({ how }, { to, interface: iface, host, ingress }) =>
      how === 'no-ingress-address'
        ? `${host} drops what arrives on ${ingress}: that interface has no IPv4 address`
        : how === 'none'
          ? `${iface} of ${host} has no address`
          : `${to || iface} is not configured on ${host}`,
    because({ how, has, floating }, { to, interface: iface, ingress, host }) {
      if (how === 'no-ingress-address') return `${ingress} has no IPv4 address`;
      if (how === 'none') return `${iface} has no address`;
      const own = has.length === 0 ? 'no address' : has.join(', ');
      const moves = typeof floating === 'string' ? `; ${floating} manages it as a floating address` : '';
      const device = iface === UNNAMED.again.device ? '' : `; ${iface} has ${own}`;
      return `${to} is on no interface of ${host}${device}${moves}`;
    },
    explanation: ({ how, floating }, { host, to, ingress }) =>
      how === 'no-ingress-address'
        ? `With rp_filter on, the kernel accepts no IPv4 packet on an interface without an IPv4 address. Give ${ingress} one, or send the requests to another interface.`
        : floating !== undefined
          ? `Addresses move between nodes here (keepalived or a cluster). Find out why nothing brings ${to} up, and which node has it; do not add it by hand, because another node may have it.`
          : `No interface of ${host} has the address, so it does not answer for it. If it is a floating address (VIP), another node may have it: find out which one before you add it here.`,
  },
  'wrong-prefix-length': {
    headline: ({ side }, scene) =>
      `${side === 'sender' ? peer(scene) : scene.host} has a prefix length that is too short: it treats the other side as on-link`,
    because(facts, scene) {
      const { local, prefixLength, device, neighbour, router, own } = facts;
      if (facts.side === 'sender')
        return `${peer(scene)} has ${local}/${prefixLength}, so it treats ${neighbour} as on-link, but that is ${own} in another network; nothing answers ARP for it`;
      const brought =
        router === undefined ? 'its packets come from elsewhere' : `its packets come via ${router}`;
      return `${local}/${prefixLength} on ${device} makes ${neighbour} on-link, but nothing on ${device} answers ARP for it; ${brought}`;
    },
    explanation: ({ side }, scene) =>
      `A host uses ARP/ND for every address inside its prefix, and sends the rest to the router. Correct the prefix length on ${side === 'sender' ? peer(scene) : scene.host}.`,
  },
  'arp-flux': {
    headline: (_, { host, to }) =>
      `${host} answers ARP for ${to} on the wrong interface, so requests arrive there`,
    because({ holder, other, network }, { to }) {
      const both = network === '' ? '' : `${holder} and ${other} are both in ${network}: `;
      return `${both}${other} answered ARP for ${to}, the address of ${holder}, so requests arrive there`;
    },
    explanation: (_, { interface: iface }) =>
      `By default Linux answers ARP for all its addresses on every interface. Set arp_ignore and arp_announce, and use policy routing for ${iface}.`,
  },
  'arp-rejected-by-rp-filter': {
    headline: (_, { host, to }) =>
      `${host} ignores ARP for ${to}: strict rp_filter refuses the ARP sender's address`,
    because(facts, { to, interface: iface }) {
      const { how, asker, noRoute } = facts;
      const why = noRoute
        ? `no route back to ${asker}`
        : `the route back to ${asker} uses ${ways(facts.ways)}, not ${iface}`;
      switch (how) {
        case 'asked':
          return `${asker} sends ARP requests for ${to} and gets no answer: ${why}`;
        case 'sender-found-nobody':
          return `${asker} cannot resolve ${to}: its ARP requests would be dropped, because of this: ${why}`;
        case 'router-found-nobody':
          return `the router ${asker} cannot resolve ${to}: its ARP requests would be dropped, because of this: ${why}`;
      }
    },
    explanation: () =>
      'Linux checks the sender address of an ARP request like the source of a packet, and with strict rp_filter it does not answer where the route back uses another interface. No counter shows this. So no packet can be sent to the host.',
  },
  'arp-not-answered': {
    headline({ by }, { host, to, interface: iface }) {
      const asked = to.includes(':') ? 'neighbour discovery' : 'ARP';
      return `${host} does not answer ${asked} for ${to} on ${iface}${whyUnanswered(by)}`;
    },
    because({ by, asker, setting, rule }, { to }) {
      const asks = asker === undefined ? '' : `${asker} sends ARP/ND requests for ${to}; `;
      if (rule) return `${asks}${ruleAt(rule)} drops it`;
      if (by === 'not-shown') return `${asks}nothing answers, and no setting or rule shown explains it`;
      if (by === 'NOARP') return `${asks}ARP is off there (NOARP)`;
      return `${asks}${setting ?? by} stops the host from answering there`;
    },
    explanation: () =>
      'ARP/ND requests arrive and are not answered, so no packet can be sent to the host. Change the setting if it is not intended.',
  },
  'address-elsewhere': {
    headline: (_, { host, to }) => `${to} is not on ${host}: another machine answers for it`,
    because({ how, mac, intent }, { to, host }) {
      const moves = intent === undefined ? '' : `; ${intent} moves it between nodes`;
      if (how === 'backup') return `the virtual router on ${host} is BACKUP, so its peer has ${to}${moves}`;
      const answers = how === 'answered' ? 'the replies did not come from here' : `${mac} answers for ${to}`;
      return `${to} is on no interface of ${host}, and ${answers}${moves}`;
    },
    explanation: (_, { to }) =>
      `A floating address may be elsewhere on purpose. Find out which machine has ${to} before you add it here.`,
  },
  'duplicate-address': {
    headline: (_, { host, to }) => `Another machine has ${host}'s address ${to}`,
    because({ how, mac, device, both, other }, scene) {
      const { to, host } = scene;
      switch (how) {
        case 'dadfailed':
          return `${to} on ${device} is marked dadfailed: another machine had it when it was configured`;
        case 'also-configured':
          return `${other} has ${to} on its ${device}, and ${host} has it too`;
        case 'logged':
          return `a log shows that ${mac} uses ${to} too`;
        case 'seen-on-link':
          return `${mac} on ${device} also uses ${to}`;
        case 'sender-was-told':
          return `${peer(scene)} got ${mac} for ${to}, which is not ${host}${both ? `, but ${host} answered too` : '; its requests do not reach here'}`;
      }
    },
    explanation: () => 'Senders reach one or the other at random. Give one of the two a different address.',
  },
} satisfies Partial<CauseTexts>;

type RouterSaid = Extract<CauseFacts['request-not-arriving'], { how: 'router-said' }>;

/** How far the request got, as the error shows. */
function routerSaid({ router, says }: RouterSaid, scene: Scene): string {
  return `${router} sent "${ROUTER_SAYS[says]}" back to ${peer(scene)}: the ${requests(scene)} get as far as ${router} and no further.`;
}

/** What the router could not do with the request. */
function whatRouterCannot({ router, says }: RouterSaid, { to, family }: Scene): string {
  switch (says) {
    case 'host-unreachable':
      return `${router} got no ${family === 4 ? 'ARP answer' : 'neighbour advertisement'} for ${to}`;
    case 'network-unreachable':
      return `${router} has no route to ${to}`;
    case 'prohibited':
      return `${router} blocks them`;
    case 'time-exceeded':
      return `they are in a routing loop at ${router}`;
    case 'beyond-scope':
      return `${router} may not forward their source address`;
  }
}

/** On which side of the router the fault lies. */
function whereRouterPoints({ router, says, perhapsSender }: RouterSaid, scene: Scene): string {
  const { host, interface: device, to, family } = scene;
  switch (says) {
    case 'host-unreachable': {
      const asks = family === 4 ? 'ARP' : 'neighbour discovery';
      const self = perhapsSender
        ? ` If ${router} is ${peer(scene)}'s own address, its own kernel sent the error: its next hop did not resolve, and the fault is on ${peer(scene)}'s side.`
        : '';
      return `The fault lies between ${router} and ${device} of ${host}: VLAN, switch port, cable, the address or its prefix length, or ${asks} that ${host} does not answer; an unreachable route on ${router} gives the same error. Capture ${asks} on ${device}: does the request arrive?${self}`;
    }
    case 'network-unreachable':
      return `Check the routes of ${router}, and of the routers that should announce them; nothing on ${host} can fix it.`;
    case 'prohibited':
      return `An access list or firewall rule on ${router} rejects them. Allow this traffic there; nothing on ${host} can fix it.`;
    case 'time-exceeded':
      return `Two or more routers send packets for ${to} to each other until the hop limit is reached. \`traceroute\` shows them: correct their routes to ${to}; nothing on ${host} can fix it.`;
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
      return `the kernel log ("${beginningOf(trace.line)}")`;
    case 'rename':
      return `the kernel log, where it is renamed to ${trace.to}`;
  }
}

function capitalisedPeer(scene: Scene): string {
  return scene.peer ?? scene.from ?? 'The sender';
}

/** `eno1, whose link flaps (carrier_changes 112)`. */
function signWords({ sign, counter, count: number, device }: LossSign): string {
  const where = device ?? 'the IP layer';
  const what = {
    flapping: 'whose link flaps',
    errors: 'which receives or sends damaged frames',
    dropped: 'which drops packets',
    checksum: 'which counts wrong checksums',
  }[sign];
  return `${where}, ${what} (${counter} ${number})`;
}

function whyUnanswered(by: CauseFacts['arp-not-answered']['by']): string {
  switch (by) {
    case 'filter':
      return ': a rule drops it';
    case 'NOARP':
      return ': ARP is off';
    case 'not-shown':
      return '';
    default:
      return `: ${by} prevents it`;
  }
}
