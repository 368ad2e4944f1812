import {
  type CauseFacts,
  type FilterFacts,
  type InterfaceTrace,
  type LossSign,
  type Refusal,
  type RejectingEntry,
  type Scene,
  tableName,
} from '../../analyzer/model/index.ts';
import type { CauseTexts } from '../cause-texts.ts';
import { count, listOf, peer, requests, ruleAt, ruleWords, sender, UNNAMED, ways } from './words.ts';

/** So much of a kernel log's line is quoted. */
const LINE_QUOTED = 120;

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

/** What every cause says in English. */
export const causeTexts: CauseTexts = {
  healthy: {
    headline(facts, { host, interface: iface, ...scene }) {
      switch (facts.how) {
        case 'returned': {
          const other = facts.other ? `, though the answers leave by ${facts.device}` : '';
          const late = facts.late === undefined ? '' : `, ${(facts.late / 1000).toFixed(1)} s late`;
          return `${host} answers ${requests(scene)} to ${iface}${other}${late}`;
        }
        case 'left':
          return `${host} answers correctly on ${iface}; if you still get nothing, it is lost after ${host}`;
        case 'refused':
          return `${host} is reached on ${iface}, and refuses port ${scene.port ?? '?'}`;
        case 'expected':
          return `Nothing found on ${host} that stops ${requests(scene)} to ${iface}; no packet seen yet`;
      }
    },
    because: (_, { to }) => `nothing stops packets to ${to}`,
    explanation(facts, scene) {
      const { host, to, ingress } = scene;
      if (facts.how === 'left')
        return `Requests to ${to} come in on ${ingress} and the answers leave by ${facts.device ?? 'the host'}. What happens beyond ${host} was not looked at.`;
      const other = facts.other
        ? ` They leave by ${facts.device}, not by ${ingress}: it works today because nothing on the way drops such packets.`
        : '';
      const late =
        facts.late === undefined ? '' : ` The slowest answer took ${(facts.late / 1000).toFixed(1)} s.`;
      return `${peer(scene)} got its answers from ${to}.${other}${late}`;
    },
  },
  inconclusive: {
    headline: ({ nothingFound, overloaded }, { host, interface: iface, ...scene }) =>
      overloaded
        ? `${host} is overloaded: too little was read in time to say why it does not answer on ${iface}`
        : nothingFound
          ? `Nothing found on ${host} that stops ${requests(scene)} to ${iface}; no packet seen yet`
          : `Not enough is shown to say why ${host} does not answer on ${iface}`,
    because: () => 'it cannot be told yet',
    explanation: () => '',
  },
  'request-not-arriving': {
    headline: (_, scene) =>
      `${capitalisedPeer(scene)}'s ${requests(scene)} never reach ${scene.host}: they are lost before it`,
    because({ how, sent, error }, scene) {
      const told = error === undefined ? '' : ` (${error})`;
      if (how === 'not-watched') return `whether requests reach ${scene.host} was not seen`;
      const what =
        how === 'asks-link'
          ? `${peer(scene)} asks its link for the hardware address of ${scene.to} and gets no answer`
          : `${peer(scene)} sent ${sent ?? 'requests'} to ${scene.to}`;
      return `${what}; none reached any interface of ${scene.host}${told}`;
    },
    explanation: (_, scene) =>
      `${capitalisedPeer(scene)} sends to ${scene.to}, and no interface of ${scene.host} receives it. Look at security groups, access lists and the routes between the two, and for another machine with the same address; nothing on ${scene.host} can fix it.`,
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
    headline: (_, { to, interface: iface, host }) => `${to || iface} is not configured on ${host}`,
    because({ how, has, floating }, { to, interface: iface, ingress, host }) {
      if (how === 'no-ingress-address') return `${ingress} has no IPv4 address`;
      if (how === 'none') return `${iface} has no address`;
      const own = has.length === 0 ? 'it has none' : `it has ${has.join(', ')}`;
      const moves = typeof floating === 'string' ? `; ${floating} keeps it as a floating address` : '';
      return `${to} is on no interface of ${host}; ${iface}: ${own}${moves}`;
    },
    explanation: ({ floating }, { host, to }) =>
      floating !== undefined
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
  'firewall-drop': {
    headline(facts, scene) {
      const out = facts.hook === 'output' || facts.hook === 'postrouting';
      const what = out ? 'its own answers' : `${requests(scene)} to ${scene.interface}`;
      const verb = facts.notShown ? 'may drop' : facts.verdict === 'reject' ? 'rejects' : 'drops';
      return `${scene.host}'s firewall ${verb} ${what}${ownerOf(facts)}`;
    },
    because: (facts) => filterBecause(facts),
    explanation: (_, { host }) =>
      `The packet reaches ${host} and routing is not at fault: a firewall rule stops it. If that is not meant, let this traffic pass before that rule.`,
  },
  'firewall-rp-filter': {
    headline: (facts, scene) =>
      `${scene.host}'s firewall drops ${requests(scene)} to ${scene.interface}: its own reverse path check${ownerOf(facts)}`,
    because: (facts) => filterBecause(facts),
    explanation: (_, { ingress }) =>
      `The firewall drops what comes in on another interface than it would answer by, as strict rp_filter does, whatever rp_filter says. Let answers go back by ${ingress} (policy routing), or relax that rule.`,
  },
  'published-port-reverse-path': {
    headline: ({ leaves, ways: back }, { host, port, interface: iface }) =>
      leaves === undefined
        ? `${host} drops port ${port ?? '?'} on ${iface}: once translated, its way back is another interface`
        : `${host} answers port ${port ?? '?'} on ${iface} by ${ways(back)}: the answers come from a container, whose way back is another interface`,
    because(facts, { to, ingress, ...scene }) {
      const port = facts.port === undefined ? '' : ` port ${facts.port}`;
      const container = facts.container === undefined ? 'a container' : `the container ${facts.container}`;
      const inside = facts.network ? `${container} in ${facts.network}` : container;
      const goal = facts.network === undefined ? facts.destination : inside;
      return `the port is published: the request goes on to ${goal}${port}, and from there the way back to ${sender(scene)} is ${ways(facts.ways)}, not ${ingress}; from ${to} itself the way back is ${ingress}`;
    },
    explanation: ({ leaves }, { to }) => {
      const why =
        leaves === undefined
          ? 'The destination is rewritten to the container before the source is checked'
          : `The container's answers are routed before their source is rewritten to ${to}`;
      return `${why}, so the rule for ${to} does not match any more. Route what comes from the container's bridge the same way, or mark connections (connmark) and set src_valid_mark.`;
    },
  },
  'conntrack-full': {
    headline: (_, { host }) => `${host} drops new connections: its connection tracking table is full`,
    because: ({ count: used, max, logged }) =>
      used === undefined
        ? 'the kernel log says that the connection tracking table is full and that it drops packets'
        : `connection tracking is full: ${used} of ${max} entries${logged ? ', and the kernel log says that it drops packets' : ''}`,
    explanation: () =>
      'Packets of known connections still pass, which is why a login may work while a ping does not. Raise the limit, and find out who opens so many connections.',
  },
  'bpf-or-tc-drop': {
    headline: ({ direction, decided }, { host, interface: iface }) =>
      decided
        ? `A tc filter on ${host} drops ${direction === 'in' ? `what comes in on ${iface}` : 'the answers'}`
        : `A program on ${host}'s ${iface} (XDP, tc or BPF) drops the packets`,
    because: ({ programs, direction, decided }) =>
      decided
        ? `${programs.join(', ')} drops ${direction === 'in' ? 'the request' : 'the answer'}`
        : `${programs.join(', ')} can drop the packet, and nothing else is left that would`,
    explanation: () =>
      'Such programs and filters run before or behind the packet filter and show in no rule list. Ask whoever put them there.',
  },
  'strict-rp-filter': {
    headline(facts, scene) {
      const { host, interface: iface } = scene;
      return facts.byMark
        ? `${host} drops ${requests(scene)} to ${iface}: strict rp_filter ignores the mark that routes the replies`
        : `${host} drops ${requests(scene)} to ${iface}: strict rp_filter, because replies leave by ${ways(facts.ways)}`;
    },
    because(facts, scene) {
      const { ingress } = scene;
      const name = ingress === UNNAMED.again.device ? 'its own' : ingress;
      const setting = `all=${facts.all ?? '?'}, ${name}=${facts.own ?? '?'}`;
      const greater =
        facts.all !== undefined && facts.own !== undefined && facts.all !== facts.own
          ? ': the greater counts'
          : '';
      const mark = facts.byMark
        ? `; the packet's mark would lead back by ${ingress}, but source validation ignores it while src_valid_mark is 0`
        : '';
      const told = facts.told === undefined ? '' : `; ${REFUSAL_WORDS[facts.told]}`;
      return `the way back to ${sender(scene)} is ${ways(facts.ways)}, not ${ingress}, and rp_filter is strict on ${ingress} (${setting}${greater})${mark}${told}`;
    },
    explanation(facts, scene) {
      const { to, ingress, host } = scene;
      if (facts.byMark)
        return `Requests for ${to} come in on ${ingress}, and a mark sends their answers back by ${ingress}. But strict rp_filter looks for the way back without the mark, finds ${ways(facts.ways)}, and drops the request. Let it look at marks too (src_valid_mark), or use a rule by address.`;
      return `Requests for ${to} come in on ${ingress}, but ${host} would send the answer to ${sender(scene)} by ${ways(facts.ways)}. With rp_filter in strict mode the kernel treats the request as spoofed and drops it before anything can answer. Policy routing makes replies leave by ${ingress}.`;
    },
  },
  'no-return-route': {
    headline: (_, scene) => `${scene.host} has no route back to ${sender(scene)}`,
    because: ({ refused }, scene) =>
      refused
        ? `there is no route back to ${sender(scene)}, so its source is refused`
        : `from ${scene.to} back to ${sender(scene)}: there is no route`,
    explanation: (_, scene) =>
      `The request reaches ${scene.host}, but no route there leads back to ${sender(scene)}, so it cannot answer. Add a route to the sender's network, or a default route.`,
  },
  'route-rejects': {
    headline: (_, scene) => `A route or rule on ${scene.host} rejects traffic back to ${sender(scene)}`,
    because: (facts, scene) => `on the way back to ${sender(scene)}, ${entryWords(facts)}`,
    explanation: () =>
      'Somebody told this host not to send there: blackhole, unreachable and prohibit entries exist for nothing else. Remove that route or rule if it is not meant.',
  },
  'source-is-own-address': {
    headline: (_, scene) =>
      `${scene.host} has the sender's address ${sender(scene)} itself, so it drops its packets`,
    because: ({ device }, scene) =>
      `${sender(scene)} is one of ${scene.host}'s own addresses${device === undefined ? '' : ` (${device})`}: the answer would never leave it`,
    explanation: () =>
      "A packet from outside with one's own address is treated as spoofed, in every mode of rp_filter, and the answer would never leave. One of the two needs another address.",
  },
  'vrf-mismatch': {
    headline: (facts, scene) =>
      'port' in facts
        ? `The program on port ${facts.port} of ${scene.host} takes nothing that arrives on ${scene.ingress}: another VRF`
        : `${scene.host}'s ${scene.ingress} is in a VRF that has no way back to ${sender(scene)}`,
    because(facts, scene) {
      if (!('port' in facts))
        return `${scene.ingress} belongs to the VRF ${facts.vrf}, which has no way back to ${sender(scene)}; outside it the way is ${facts.outside}`;
      const place = (vrf: string | undefined) =>
        vrf === undefined ? 'outside every VRF' : `in the VRF ${vrf}`;
      const setting = facts.setting === undefined ? '' : ` (${facts.setting} is not 1)`;
      return `what listens on port ${facts.port} is ${place(facts.socketVrf)}, and ${scene.ingress} is ${place(facts.vrf)}${setting}`;
    },
    explanation: (facts) =>
      'port' in facts
        ? 'A socket takes only what arrives in its own VRF. Start the program there (ip vrf exec), bind it to the VRF, or let sockets outside every VRF take packets of all (tcp_l3mdev_accept, udp_l3mdev_accept).'
        : "What comes in on an interface of a VRF is answered inside that VRF alone, whatever the main table says. Add the route to the VRF's table, or take the interface out of it.",
  },
  'address-not-local': {
    headline: ({ destination }, { host }) =>
      `${host} does not take ${destination} for its own address, and does not pass it on either`,
    because({ destination, translated, forwards }, { to, family }) {
      const what = translated ? `${to} is translated to ${destination}, which` : destination;
      return forwards
        ? `${what} is not in the local table: the host passes it on instead of answering`
        : `${what} is not in the local table, and forwarding is off (${family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding'} is 0): the host drops the packet`;
    },
    explanation: (_, { host }) =>
      `Packets for the address are sent to ${host}, which neither has it nor forwards it. Configure the address here, or let the host forward if it is meant as a router.`,
  },
  'echo-ignored': {
    headline: ({ everybody }, { host, to }) =>
      everybody
        ? `${host} is set to ignore pings to ${to}, which is everybody's address`
        : `${host} is set to ignore pings; other traffic may be fine`,
    because({ setting, everybody, counted }) {
      if (counted)
        return `ICMP received every request and answered none, though there is a way back: only ${setting} does that`;
      return everybody
        ? `${setting} is 1, as by default: the kernel answers no echo request to a broadcast or multicast address`
        : `${setting} is 1: the kernel answers no echo request`;
    },
    explanation: ({ everybody }) =>
      everybody
        ? 'Answers to such requests were used to flood others (smurf attacks), so hosts do not give them. Ask each address instead, for example by its ARP entry or with a scan of the network.'
        : 'The host receives the request and does not answer on purpose. Set it to 0 if pings are wanted, or test with TCP.',
  },
  'not-listening': {
    headline: ({ refused }, { host, interface: iface, port }) =>
      `${host} is reached on ${iface}${refused ? `, and refuses port ${port}` : ''}: nothing listens on port ${port}`,
    because({ refused, boundTo }, { to, protocol, port }) {
      const bound = boundTo.length === 0 ? '' : ` (it listens on ${boundTo.join(', ')} only)`;
      return `nothing listens on ${protocol} port ${port} of ${to}${bound}${refused ? ': the connection is refused' : ''}`;
    },
    explanation: (_, { port }) =>
      `The network is in order; the program that should listen on port ${port} does not run, or listens on another address.`,
  },
  'listen-queue-full': {
    headline: (_, { host, interface: iface, port }) =>
      `${host} is reached on ${iface}, but the program on port ${port} does not accept its connections: the accept queue is full`,
    because({ waiting, limit, rose }, { port }) {
      const queue =
        waiting === undefined
          ? `the accept queue of port ${port} overflows`
          : `${count(waiting, 'connection')} ${waiting === 1 ? 'waits' : 'wait'} on port ${port} to be accepted${limit === undefined ? '' : `, and the limit is ${limit}`}`;
      return `${queue}${rose === undefined ? '' : ` (ListenOverflows +${rose})`}: the kernel drops further requests without an answer`;
    },
    explanation: () =>
      'The request comes as far as the program. It hangs, or accepts connections more slowly than they come: restart or scale it; a larger backlog (its own, and net.core.somaxconn) only helps with short peaks.',
  },
  'ipsec-policy': {
    headline: (_, { host }) => `An IPsec policy on ${host} drops the packets`,
    because({ counter, rose, direction, source, destination, blocks }) {
      const which = source === undefined ? '' : ` for ${source} to ${destination}`;
      const counted =
        counter === undefined ? '' : ` (${counter}${rose === undefined ? ' rose' : ` +${rose}`})`;
      const way = direction === 'in' ? 'incoming' : 'outgoing';
      return blocks
        ? `an IPsec policy${which} blocks ${way} packets${counted}`
        : `an IPsec policy${which} wants ${way} packets encrypted, and they are not${counted}`;
    },
    explanation: ({ blocks }) =>
      blocks
        ? 'The policy lets nothing of this traffic through. Remove or correct it if it is not meant.'
        : 'The policy applies to this traffic, and what is not encrypted as it wants is dropped without a word. Set the tunnel up again on both sides, or remove the policy that was left behind.',
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
      const own = `table ${table} leads back by ${ingress}, and no rule looks it up`;
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
    headline: ({ gateway, device }, { host }) =>
      `${host} cannot reach its gateway ${gateway} on ${device}, so answers cannot leave`,
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
    headline({ device, missed }, scene) {
      const lost = missed ? 'and they never arrive' : 'and nothing shows that they arrive';
      return `${scene.host} answers ${requests(scene)} to ${scene.interface} by ${device}, ${lost}`;
    },
    because(facts, scene) {
      const { device, seen, missed, borrowed, gateway } = facts;
      if (seen)
        return `the answer to ${sender(scene)} left by ${device}, though the request came in on ${scene.ingress}; ${missed ? 'it never arrived' : 'nothing shows that it arrived'}`;
      const asked =
        borrowed === undefined
          ? ''
          : `; ${gateway} was asked there in the name of ${borrowed}, and does not answer that`;
      return `the answer would leave by ${device}, though the request comes in on ${scene.ingress}${asked}`;
    },
    explanation: ({ device }, { to, ingress }) =>
      `Requests for ${to} come in on ${ingress}, and the answers leave by ${device} with ${to} as their source. Linux routes an answer by its destination, not by where the request came in; clouds and routers often drop such packets as spoofed. With policy routing replies leave by ${ingress}.`,
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
    because: ({ device }, scene) =>
      `${scene.host} answered${device === undefined ? '' : ` by ${device}`} and ${peer(scene)} never got it`,
    explanation: (_, scene) =>
      `${scene.host} answers as it should. Look at access lists and the cloud's anti-spoofing on the way back, and at the firewall and rp_filter of ${peer(scene)} itself.`,
  },
};

function capitalisedPeer(scene: Scene): string {
  const name = peer(scene);
  return name === 'the sender' ? 'The sender' : name;
}

function ownerOf({ rule }: FilterFacts): string {
  return rule?.owner === undefined ? '' : ` (${rule.owner})`;
}

const REFUSAL_WORDS = {
  log: 'the kernel log says that it refused this source',
  oracle: "the kernel's own answer is a refusal",
  counter: 'its counter of refused sources rose by exactly these requests',
} as const satisfies Record<Refusal, string>;

function filterBecause({ verdict, rule, rose, logged, notShown, told, hook }: FilterFacts): string {
  if (notShown) return `the packet filter was not shown (${hook})`;
  if (logged !== undefined)
    return `the kernel log shows that the packet filter ${verdict === 'reject' ? 'rejected' : 'dropped'} it (${logged.trim()})${rule ? `: ${ruleAt(rule)}` : ''}`;
  const by = rule ? ruleAt(rule) : 'the packet filter';
  if (told)
    return 'the host itself tells the sender that this is administratively prohibited: a rule rejects it';
  if (rose)
    return `${by} dropped ${count(rose.packets, 'packet')} while ${count(rose.requests, 'request')} came`;
  return `it is ${verdict === 'reject' ? 'rejected' : 'dropped'} by ${by}`;
}

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
