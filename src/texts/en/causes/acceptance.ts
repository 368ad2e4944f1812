import type { FilterFacts, Refusal } from '../../../analyzer/model/index.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { count, requests, ruleAt, sender, target, UNNAMED, wayOutOf, ways } from '../words.ts';

/** Causes in the host: filters, source validation, and whoever takes the packet. */
export const acceptanceTexts = {
  'firewall-drop': {
    headline(facts, scene) {
      const out = facts.hook === 'output' || facts.hook === 'postrouting';
      const what = out ? 'its own answers' : `${requests(scene)} to ${target(scene)}`;
      const verb = facts.notShown ? 'may drop' : facts.verdict === 'reject' ? 'rejects' : 'drops';
      return `${scene.host}'s firewall ${verb} ${what}${ownerOf(facts)}`;
    },
    because: (facts) => filterBecause(facts),
    explanation: (_, { host }) =>
      `The packet reaches ${host} and routing is not at fault: a firewall rule stops it. If that is not meant, let this traffic pass before that rule.`,
  },
  'firewall-rp-filter': {
    headline: (facts, scene) =>
      `${scene.host}'s firewall drops ${requests(scene)} to ${target(scene)}: its own reverse path check${ownerOf(facts)}`,
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
      const { host } = scene;
      const beyond = scene.from === undefined ? ' from beyond the router' : '';
      if (scene.own && !facts.byMark)
        return `${host} drops ${requests(scene)} on ${scene.interface}: strict rp_filter, because its way to ${sender(scene)} is ${ways(facts.ways)}`;
      return facts.byMark
        ? `${host} drops ${requests(scene)} to ${target(scene)}${beyond}: strict rp_filter ignores the mark that routes the replies`
        : `${host} drops ${requests(scene)} to ${target(scene)}${beyond}: strict rp_filter, because replies leave by ${ways(facts.ways)}`;
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
      if (scene.own)
        return `The replies of ${sender(scene)} come in on ${ingress}, but ${host}'s routes lead to ${sender(scene)} by ${ways(facts.ways)}. With rp_filter in strict mode the kernel takes them for spoofed and drops them before ping sees them. With policy routing the way to ${sender(scene)} from ${to} is ${ingress}.`;
      return `Requests for ${to} come in on ${ingress}, but ${host} would send the answer to ${sender(scene)} by ${ways(facts.ways)}. With rp_filter in strict mode the kernel treats the request as spoofed and drops it before anything can answer. ${wayOutOf(scene)}`;
    },
  },
  'source-is-own-address': {
    headline: (_, scene) =>
      `${scene.host} has the sender's address ${sender(scene)} itself, so it drops its packets`,
    because: ({ device }, scene) =>
      `${sender(scene)} is one of ${scene.host}'s own addresses${device === undefined ? '' : ` (${device})`}: the answer would never leave it`,
    explanation: (_, { host, ingress }) =>
      `A packet from outside with one's own address is treated as spoofed, in every mode of rp_filter, and the answer would never leave. If the sender is ${host} itself, its packets pass by lo and prove nothing of ${ingress}: try it from another machine. Else one of the two needs another address.`,
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
} satisfies Partial<CauseTexts>;

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
