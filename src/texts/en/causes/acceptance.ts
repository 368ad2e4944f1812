import type { FilterFacts, Refusal } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { count, programWords, requests, ruleAt, sender, target, UNNAMED, wayOutOf, ways } from '../words.ts';

/** Causes in the host: filters, source validation, and whoever takes the packet. */
export const acceptanceTexts = {
  'firewall-drop': {
    headline(facts, scene) {
      const out = facts.hook === 'output' || facts.hook === 'postrouting';
      const what = out ? 'its own replies' : `${requests(scene)} to ${target(scene)}`;
      const verb = facts.notShown ? 'may drop' : facts.verdict === 'reject' ? 'rejects' : 'drops';
      return `${scene.host}'s firewall ${verb} ${what}${ownerOf(facts)}`;
    },
    because: (facts) => filterBecause(facts),
    explanation: (_, { host }) =>
      `The packet reaches ${host}, and a firewall rule, not routing, stops it. If that is not intended, accept this traffic before that rule.`,
  },
  'firewall-rp-filter': {
    headline: (facts, scene) =>
      `${scene.host}'s firewall drops ${requests(scene)} to ${target(scene)}: its own reverse path check${ownerOf(facts)}`,
    because: (facts) => filterBecause(facts),
    explanation: (_, { ingress }) =>
      `The firewall drops packets that arrive on a different interface than replies leave by, as strict rp_filter does, whatever rp_filter is set to. Let replies leave by ${ingress} (policy routing), or relax that rule.`,
  },
  'published-port-reverse-path': {
    headline: ({ leaves, ways: back }, { host, port, interface: iface }) =>
      leaves === undefined
        ? `${host} drops port ${port ?? '?'} on ${iface}: after translation its route back uses another interface`
        : `${host}'s replies for port ${port ?? '?'} on ${iface} leave by ${ways(back)}: a container sends them, and its route is another one`,
    because(facts, { to, ingress, ...scene }) {
      const port = facts.port === undefined ? '' : ` port ${facts.port}`;
      const container = facts.container === undefined ? 'a container' : `the container ${facts.container}`;
      const inside = facts.network ? `${container} in ${facts.network}` : container;
      const goal = facts.network === undefined ? facts.destination : inside;
      return `the port is published: the request is forwarded to ${goal}${port}, and from there the route back to ${sender(scene)} uses ${ways(facts.ways)}, not ${ingress}; from ${to} itself it uses ${ingress}`;
    },
    explanation: ({ leaves }, { to }) => {
      const why =
        leaves === undefined
          ? 'The destination is rewritten to the container before the source check'
          : `The container's replies are routed before their source is rewritten to ${to}`;
      return `${why}, so the rule for ${to} does not match. Add the same rule for traffic from the container's bridge, or mark connections (connmark) and set src_valid_mark.`;
    },
  },
  'conntrack-full': {
    headline: (_, { host }) => `${host} drops new connections: its connection tracking table is full`,
    because: ({ count: used, max, logged }) =>
      used === undefined
        ? 'kernel log: the connection tracking table is full, and packets are dropped'
        : `connection tracking is full: ${used} of ${max} entries${logged ? ', and the kernel log shows drops' : ''}`,
    explanation: () =>
      'Packets of known connections still pass, so a login may work while a ping fails. Raise the limit, and find out what opens so many connections.',
  },
  'bpf-or-tc-drop': {
    headline: ({ direction, decided }, { host, interface: iface }) =>
      decided
        ? `A tc filter on ${host} drops ${direction === 'in' ? `what arrives on ${iface}` : 'the replies'}`
        : `A program on ${host}'s ${iface} (XDP, tc or BPF) drops the packets`,
    because: ({ programs, direction, decided }) =>
      decided
        ? `${programs.map(programWords).join(', ')} drops ${direction === 'in' ? 'the request' : 'the reply'}`
        : `${programs.map(programWords).join(', ')} can drop the packet, and nothing else does`,
    explanation: () =>
      'Such programs run before or after the packet filter and appear in no rule listing. Ask whoever installed them.',
  },
  'strict-rp-filter': {
    headline(facts, scene) {
      const { host } = scene;
      const beyond = scene.from === undefined ? ' from other networks' : '';
      if (scene.own && !facts.byMark)
        return `${host} drops ${requests(scene)} on ${scene.interface}: strict rp_filter, because its route to ${sender(scene)} uses ${ways(facts.ways)}`;
      return facts.byMark
        ? `${host} drops ${requests(scene)} to ${target(scene)}${beyond}: strict rp_filter ignores the mark that routes replies`
        : `${host} drops ${requests(scene)} to ${target(scene)}${beyond}: strict rp_filter, because replies leave by ${ways(facts.ways)}`;
    },
    because(facts, scene) {
      const { ingress } = scene;
      const name = ingress === UNNAMED.again.device ? 'its own' : ingress;
      const setting = `all=${facts.all ?? '?'}, ${name}=${facts.own ?? '?'}`;
      const greater =
        facts.all !== undefined && facts.own !== undefined && facts.all !== facts.own
          ? ': the higher one applies'
          : '';
      const mark = facts.byMark
        ? `; the packet's mark routes replies by ${ingress}, but the source check ignores it while src_valid_mark is 0`
        : '';
      const told = facts.told === undefined ? '' : `; ${REFUSAL_WORDS[facts.told]}`;
      return `the route back to ${sender(scene)} uses ${ways(facts.ways)}, not ${ingress}, and rp_filter is strict on ${ingress} (${setting}${greater})${mark}${told}`;
    },
    explanation(facts, scene) {
      const { to, ingress, host } = scene;
      if (facts.byMark)
        return `Requests for ${to} arrive on ${ingress}, and a mark routes their replies by ${ingress}. But strict rp_filter looks up the route back without the mark, finds ${ways(facts.ways)}, and drops the request. Make it use marks (src_valid_mark), or route by a rule for the address.`;
      if (scene.own)
        return `Replies from ${sender(scene)} arrive on ${ingress}, but ${host}'s route to ${sender(scene)} uses ${ways(facts.ways)}. With strict rp_filter the kernel treats them as spoofed and drops them before ping sees them. With policy routing the route from ${to} to ${sender(scene)} uses ${ingress}.`;
      return `Requests for ${to} arrive on ${ingress}, but replies to ${sender(scene)} leave by ${ways(facts.ways)}. With strict rp_filter the kernel treats the request as spoofed and drops it before anything can answer. ${wayOutOf(scene)}`;
    },
  },
  'source-is-own-address': {
    headline: (_, scene) => `${scene.host} drops packets from ${sender(scene)}: it has that address itself`,
    because: ({ device }, scene) =>
      `${sender(scene)} is one of ${scene.host}'s own addresses${device === undefined ? '' : ` (${device})`}: a reply would never leave it`,
    explanation: (_, { host, ingress }) =>
      `The kernel treats a packet from outside with its own address as spoofed, in every rp_filter mode, and a reply would never leave. If the sender is ${host} itself, its packets use lo and prove nothing about ${ingress}: test from another machine. Otherwise one of the two needs a different address.`,
  },
  'vrf-mismatch': {
    headline: (facts, scene) =>
      'port' in facts
        ? `${scene.host}'s program on port ${facts.port} gets nothing that arrives on ${scene.ingress}: different VRF`
        : `${scene.host}'s ${scene.ingress} is in a VRF that has no route back to ${sender(scene)}`,
    because(facts, scene) {
      if (!('port' in facts))
        return `${scene.ingress} is in VRF ${facts.vrf}, which has no route back to ${sender(scene)}; outside it the route uses ${facts.outside}`;
      const place = (vrf: string | undefined) => (vrf === undefined ? 'in no VRF' : `in VRF ${vrf}`);
      const setting = facts.setting === undefined ? '' : ` (${facts.setting} is not 1)`;
      return `what listens on port ${facts.port} is ${place(facts.socketVrf)}, and ${scene.ingress} is ${place(facts.vrf)}${setting}`;
    },
    explanation: (facts) =>
      'port' in facts
        ? 'A socket only gets packets that arrive in its own VRF. Start the program there (ip vrf exec), bind it to the VRF, or let sockets in no VRF get packets of every VRF (tcp_l3mdev_accept, udp_l3mdev_accept).'
        : "Replies to packets that arrive in a VRF use that VRF's table only, whatever the main table says. Add the route to the VRF's table, or take the interface out of the VRF.",
  },
  'address-not-local': {
    headline: ({ destination }, { host }) =>
      `${destination} is not a local address on ${host}, and ${host} does not forward it`,
    because({ destination, translated, forwards }, { to, family }) {
      const what = translated ? `${to} is translated to ${destination}, which` : destination;
      return forwards
        ? `${what} is not in table local: the host forwards it instead of answering`
        : `${what} is not in table local, and forwarding is off (${family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding'} is 0): the host drops the packet`;
    },
    explanation: (_, { host }) =>
      `Packets for the address reach ${host}, which neither has it nor forwards them. Configure the address here, or turn on forwarding if the host is a router.`,
  },
  'echo-ignored': {
    headline: ({ everybody }, { host, to }) =>
      everybody
        ? `${host} ignores pings to ${to}, a broadcast or multicast address`
        : `${host} is set to ignore pings; other traffic may work`,
    because({ setting, everybody, counted }) {
      if (counted)
        return `ICMP received every request and answered none, with a route back: only ${setting} does that`;
      return everybody
        ? `${setting} is 1, the default: the kernel ignores echo requests to a broadcast or multicast address`
        : `${setting} is 1: the kernel ignores echo requests`;
    },
    explanation: ({ everybody }) =>
      everybody
        ? 'Replies to such requests were abused to flood others (smurf attacks), so hosts do not send them. Ping each address instead, or scan the network.'
        : 'The host receives the request and ignores it on purpose. Set it to 0 if pings are wanted, or test with TCP.',
  },
  'not-listening': {
    headline: ({ refused }, { host, interface: iface, port }) =>
      `${host} is reachable on ${iface}${refused ? `, and refuses port ${port}` : ''}: nothing listens on port ${port}`,
    because({ refused, boundTo }, { to, protocol, port }) {
      const bound = boundTo.length === 0 ? '' : ` (it listens on ${boundTo.join(', ')} only)`;
      return `nothing listens on ${protocol} port ${port} of ${to}${bound}${refused ? ': the connection is refused' : ''}`;
    },
    explanation: (_, { port }) =>
      `The network works; the program for port ${port} is not running, or listens on another address.`,
  },
  'listen-queue-full': {
    headline: (_, { host, interface: iface, port }) =>
      `${host} is reachable on ${iface}, but port ${port} accepts no new connections: the accept queue is full`,
    because({ waiting, limit, rose }, { port }) {
      const queue =
        waiting === undefined
          ? `the accept queue of port ${port} overflows`
          : `${count(waiting, 'connection')} waiting to be accepted on port ${port}${limit === undefined ? '' : `, limit ${limit}`}`;
      return `${queue}${rose === undefined ? '' : ` (ListenOverflows +${rose})`}: the kernel drops further requests silently`;
    },
    explanation: () =>
      'The request gets as far as the program, which hangs or accepts connections too slowly: restart or scale it. A larger backlog (its own, and net.core.somaxconn) only helps with short peaks.',
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
        : `an IPsec policy${which} requires ${way} packets to be encrypted, and they are not${counted}`;
    },
    explanation: ({ blocks }) =>
      blocks
        ? 'The policy blocks this traffic. Remove or correct it if that is not intended.'
        : 'The policy applies to this traffic, and what is not encrypted is dropped silently. Set up the tunnel again on both sides, or remove the leftover policy.',
  },
} satisfies Partial<CauseTexts>;

function ownerOf({ rule }: FilterFacts): string {
  return rule?.owner === undefined ? '' : ` (${rule.owner})`;
}

const REFUSAL_WORDS = {
  log: 'the kernel log shows that it refused this source',
  oracle: '"ip route get" refuses it',
  counter: 'IPReversePathFilter rose by exactly these requests',
} as const satisfies Record<Refusal, string>;

function filterBecause({ verdict, rule, rose, logged, notShown, told, hook }: FilterFacts): string {
  if (notShown) return `the packet filter was not shown (${hook})`;
  if (logged !== undefined)
    return `the kernel log shows that the packet filter ${verdict === 'reject' ? 'rejected' : 'dropped'} it (${logged.trim()})${rule ? `: ${ruleAt(rule)}` : ''}`;
  const by = rule ? ruleAt(rule) : 'the packet filter';
  if (told) return 'the host sends "administratively prohibited" to the sender: a rule rejects it';
  if (rose) return `${by} dropped ${count(rose.packets, 'packet')} for ${count(rose.requests, 'request')}`;
  return `it is ${verdict === 'reject' ? 'rejected' : 'dropped'} by ${by}`;
}
