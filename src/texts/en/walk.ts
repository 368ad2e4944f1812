import type {
  RemarkMessages,
  SeenMessages,
  StageMessages,
  WhyMessages,
  WitnessMessages,
} from '../../analyzer/model/index.ts';
import { becauseOf } from '../because.ts';
import type { Sentences } from '../sentences.ts';
import { causeTexts } from './causes/index.ts';
import { count, listOf, ROUTER_SAYS, ruleAt, ways } from './words.ts';

export const seenSentences: Sentences<SeenMessages> = {
  'seen.requests-in': ({ count: number, device }) =>
    `capture: ${count(number, 'request')} in${device === 'any' ? '' : ` on ${device}`}`,
  'seen.answers-out': ({ count: number, device }) =>
    `capture: ${count(number, 'answer')} out${device === undefined ? '' : ` by ${device}`}`,
  'seen.answers-returned': ({ received, sent }) => `probe: ${received} of ${sent} answered`,
  'seen.traced': ({ to }) => `the path of echo requests ends at ${to}`,
  'seen.no-answer-returned': ({ sent }) => `probe: none of ${sent} answered`,
  'seen.stated-no-answer': ({ text }) => `the text says that none comes back: "${text}"`,
  'seen.no-answer-out': ({ requests, device }) =>
    `capture: ${count(requests, 'request')} in, no answer out by ${device}`,
  'seen.acknowledged': ({ client }) => `capture: ${client} acknowledges the answer, so it arrived`,
  'seen.dadfailed': ({ address, device }) => `${address} on ${device} is marked dadfailed`,
  'seen.claimed-by': ({ address, mac, device }) => `${mac} on ${device} claims ${address}`,
  'seen.asked-in-vain': ({ address, device }) =>
    `capture: ${address} was asked for${device === undefined ? '' : ` on ${device}`} and nothing answered`,
  'seen.asks-in-vain': ({ asker, address, device }) =>
    `capture: ${asker} asks who has ${address} on ${device} and gets no answer`,
  'seen.found-nobody': ({ asker, address }) => `${asker} looked for ${address} on its link and found nobody`,
  'seen.came-in-by-other': ({ address, holder, other }) =>
    `requests for ${address}, which is ${holder}'s, come in by ${other}`,
  'seen.interface-gone': ({ device }) => `links: all interfaces are listed, and ${device} is not among them`,
  'seen.received-in-front': ({ device, packets }) =>
    `counters: ${device} received ${packets} packets, and the capture behind its XDP program shows no request`,
  'seen.nothing-in': ({ device }) => `capture: no request on ${device} or any other interface`,
  'seen.answer-at-sender': ({ count: number }) => `the sender's capture: ${count(number, 'answer')} in`,
  'seen.nothing-sent': ({ to }) => `the sender sent nothing to ${to}`,
  'seen.other-source': ({ source, to }) => `the answer came from ${source}, not from ${to}`,
  'seen.large-lost': ({ who }) => `small packets of ${who} get through, large ones do not`,
  'seen.standstill': ({ port }) => `the connection to port ${port} opens, and then nothing more comes`,
  'seen.ceases': ({ port }) => `some requests to port ${port} were answered, and later ones were not`,
  'seen.refused': ({ port }) => `port ${port} was refused`,
  'seen.sibling-answers': ({ to, from }) =>
    `${to} answers ${from ?? 'the same sender'} on another port, or its pings`,
  'counted.reverse-path': ({ by }) =>
    `the counters show that the requests came as far as source validation (IPReversePathFilter +${by})`,
  'counted.no-reverse-path': () => 'IPReversePathFilter did not rise, so something else drops it earlier',
  'counted.echoes-in': ({ by }) => `the counters show that ICMP received the requests (InEchos +${by})`,
  'counted.no-echo-in': () => 'no request came to ICMP (InEchos +0), so something drops it earlier',
  'counted.replies-out': ({ by }) => `the counters show that ICMP answered (OutEchoReps +${by})`,
  'counted.no-reply-out': () => 'ICMP answered none of the requests (OutEchoReps +0)',
  'counted.ipsec': ({ counter, by }) => `${counter} rose by ${by}: IPsec policies stopped as many packets`,
  'counted.rule': ({ packets }) => `the rule's own counter rose by ${packets}`,
  'counted.rate-limited': ({ by }) =>
    `the kernel's rate limit held ${count(by, 'ICMP answer')} back (IcmpOutRateLimit… +${by})`,
  'counted.answered-fewer': ({ requests, answers }) =>
    `ICMP received ${count(requests, 'request')} and sent ${count(answers, 'answer')}`,
  'seen.answered-fewer': ({ requests, answers }) =>
    `capture: ${count(requests, 'request')} in, ${count(answers, 'answer')} out`,
  'log.conntrack-full': () => 'kernel log: nf_conntrack: table full, dropping packet',
  'log.filter': ({ prefix }) => `kernel log: the packet filter logged this packet (${prefix.trim()})`,
  'log.came-by': ({ prefix, device }) =>
    `kernel log: a rule logged a request that came in on ${device}${prefix.trim() === '' ? '' : ` (${prefix.trim()})`}`,
  'log.trace': ({ chain, rule }) => `trace: the packet's way ends in chain ${chain} (${rule})`,
  'seen.router-says': ({ by, says }) => `${by} sent the error "${ROUTER_SAYS[says]}" back to the sender`,
  'seen.host-prohibits': ({ to }) => `${to} itself says that it is administratively prohibited`,
  'log.martian': ({ source, device }) => `kernel log: martian source ${source} on ${device}`,
  'oracle.refuses': ({ command, message }) => `the kernel itself refuses it (${command}: ${message})`,
  'oracle.accepts': ({ command }) => `the kernel itself says that it would accept it (${command})`,
};

export const stageSentences: Sentences<StageMessages> = {
  'link.takes-packets': ({ device }) => `${device} receives packets`,
  'link.no-address-shown': ({ device }) => `the address of ${device} was not shown`,
  'link.not-shown': ({ device }) => `the state of ${device} was not shown`,
  'link.address-not-shown': ({ address }) => `${address} was not shown on any interface`,
  'link.address-on-other': ({ address, holders, device }) =>
    `${address} is on ${holders.join(', ')}, not on ${device}`,
  'link.up': ({ device, address }) => `${device} is up and has ${address}`,
  'neighbour-in.resolved': () => 'ARP/ND resolves: requests arrive',
  'neighbour-in.answers': ({ address, family }) =>
    `${address} answers ${family === 4 ? 'ARP' : 'neighbour discovery'}`,
  'neighbour-in.asks-in-vain': ({ asker, address }) =>
    `${asker ?? 'somebody'} asks who has ${address} and gets no answer`,
  'neighbour-in.nobody-asked': ({ address }) => `nothing asked for the hardware address of ${address}`,
  'wire-in.arrived'({ count: number, protocol, from, device, asked }) {
    const what = protocol === 'icmp' ? 'echo request' : `${protocol.toUpperCase()} packet`;
    const on = device === undefined ? '' : ` on ${device}${device === asked ? '' : `, not on ${asked}`}`;
    return `${count(number, what)} from ${from ?? '?'} arrived${on}`;
  },
  'own-ping.ends': () => 'a reply ends at the ping that waits for it: nothing is sent back',
  'own-ping.replies': ({ count: replies, device }) =>
    `${count(replies, 'reply', 'replies')} to the host's own ping arrived on ${device}`,
  'own-ping.no-reply-seen': () => "no capture shows whether replies to the host's own ping arrive",
  'wire-in.answered': () => 'the sender got an answer',
  'wire-in.counted': () => 'the counters show that the requests arrived',
  'wire-in.not-watched': () => 'no capture was listening',
  'wire-in.others-only': ({ others, sender }) =>
    `requests from ${others} arrive, none from ${sender}, and it is not known whether that is sending`,
  'wire-in.nobody-sends': () => 'no request was seen, and nobody is known to have sent one',
  'wire-in.not-seen': ({ host }) => `no request was seen on ${host}`,
  'filter.not-shown': ({ hook }) => `the packet filter was not shown (${hook})`,
  'filter.no-rules': () => 'the packet filter has no rules',
  'filter.untold': ({ hook, because, rule }, tell) =>
    `what the packet filter does at ${hook} cannot be told${rule === undefined ? '' : ` from ${tell(rule)}`}: ${tell(because)}`,
  'filter.forwarded': () => 'the request is translated and forwarded: what answers it was not looked at',
  'filter.rule-accepts': ({ rule, becomes }) => `${ruleAt(rule)} accepts it${translation(becomes)}`,
  'filter.none-stops': ({ hook, becomes }) =>
    `no rule of the packet filter stops it (${hook})${translation(becomes)}`,
  'source.answer-shows': ({ source, device }) => `the answer shows that ${source} is accepted on ${device}`,
  'input.answers': ({ host }) => `${host} answers`,
  'input.sockets-not-shown': ({ protocol, port }) =>
    `whether a program listens on ${protocol} port ${port} was not shown`,
  'input.local': ({ address }) => `${address} is local and nothing known keeps it from answering`,
  'reply-route.open': ({ sender, question }, tell) =>
    `the way back to ${sender} cannot be told: ${tell({ key: 'question.open', question })}`,
  'reply-route.none': ({ sender }) => `there is no way back to ${sender}`,
  'reply-route.is': ({ sender, device, gateway }) =>
    `the way back to ${sender} is ${device}${gateway === undefined ? '' : ` via ${gateway}`}`,
  'reply-route.one-of': ({ sender, hops }) =>
    `the way back to ${sender} may be ${hops.map(({ device, gateway }) => `${device}${gateway === undefined ? '' : ` via ${gateway}`}`).join(' or ')}: the kernel's hash over the flow decides`,
  'neighbour-out.one-of': ({ hops }) =>
    hops
      .map(({ device, address, state }) => `${address} on ${device}: ${state ?? 'not looked up yet'}`)
      .join('; '),
  'neighbour-out.no-next-hop': () => 'the next hop is not known',
  'neighbour-out.not-looked-up': ({ address, device }) => `${address} on ${device} was not looked up yet`,
  'neighbour-out.entry': ({ address, device, state }) =>
    `${address} on ${device} is in the neighbour table (${state})`,
  'wire-out.left': () => 'an answer left the host',
  'wire-out.answers': ({ count: number, device, other, ingress }) =>
    `${count(number, 'answer')} left${device === undefined ? '' : ` by ${device}`}${other ? `, though the request came in on ${ingress}` : ''}`,
  'wire-out.would-leave': ({ devices }) =>
    devices.length === 1
      ? `no answer was seen leaving; it would leave by ${devices[0]}`
      : `no answer was seen leaving; it may leave by ${ways(devices)}`,
  'upstream.returned': ({ peer }) => `${peer} got the answer`,
  'upstream.not-watched': () => 'only the host was looked at, not the network beyond it',
};

export const whySentences: Sentences<WhyMessages> = {
  'why.open': ({ questions }, tell) =>
    questions.length === 0
      ? 'too little was shown to tell'
      : listOf(questions.map((question) => tell({ key: 'question.open', question }))),
  'why.own-ping-on-link': ({ device, target, unreachable }) =>
    `no route leads to ${target} by ${device}: bound to ${device}, the ping looks for ${target} on the link itself${unreachable ? ', and nobody there answers ARP for it' : ''}; it needs a route by a gateway on ${device}`,
  'why.no-packet': ({ device }) => `nothing shown stops a packet on ${device}, and none was seen yet`,
  'why.unexplained': ({ host }) =>
    `the request arrives, what is known of ${host} lets it in and out, and yet no answer was seen`,
  'why.capture-incomplete': () => 'the capture was cut or full: what is not in it may have come all the same',
  'why.perhaps-translated': ({ source, peer }) =>
    `requests from ${source} arrive, and nothing tells whether they are ${peer}'s, translated on the way`,
  'why.address-not-shown': ({ device }) => `the address of ${device} was not shown`,
  'why.answered-by-another': ({ peer, to, host, how }) =>
    `${peer} got answers from ${to}, but ${how === 'unseen' ? `nothing of it reached ${host}` : `${host} counted no echo request`}: another machine has that address, or something in between answers for it`,
  'why.answered-all-the-same': ({ told, scene }) =>
    `by its state the host refuses it (${becauseOf(causeTexts, told, scene)}), and yet an answer was seen`,
  'why.contradicted': ({ told, scene, by }, tell) =>
    `the state says: ${becauseOf(causeTexts, told, scene)}; but ${tell(by)}`,
};

export const witnessSentences: Sentences<WitnessMessages> = {
  'model.no-way-back': ({ sender, error }) => `no way back to ${sender}: ${error}`,
  'model.accepts': ({ source, device, others }, tell) =>
    `${tell(source)}; the answer ${others === undefined ? 'leaves' : 'may leave'} by ${[device, ...(others ?? [])].join(' or ')}`,
  'kernel.no-sender': () => 'the sender is not known',
  'kernel.answer': ({ command, answer, way }) =>
    `${command}: ${answer}${way === undefined ? '' : `; the way back is ${way}`}`,
  'kernel.not-asked': () => 'the kernel was not asked about this flow',
  'counters.not-read': () => 'no counter of this flow was read before and after',
  'counters.rose'({ changes, requests, reading }) {
    const rises = changes.map(({ counter, by }) => `${counter} +${by}`).join(', ');
    const detail = `${rises} for ${count(requests, 'request')}`;
    switch (reading) {
      case 'nobody-sent':
        return `${rises}; nobody is known to have sent`;
      case 'none-in':
        return `${detail}: none came to ICMP`;
      case 'none-answered':
        return `${detail}: none was answered`;
      case 'mixed':
        return `${detail}: other packets are among them`;
      case 'ours':
        return detail;
    }
  },
  'capture.answered': ({ requests, answers, device }) =>
    `${requests} requests in, ${answers} answers out by ${device ?? '?'}`,
  'capture.none': ({ listening }) => (listening ? 'no request was seen' : 'nothing was captured'),
  'capture.not-listened': ({ requests }) => `${requests} requests in; answers were not listened for`,
  'capture.unanswered': ({ requests, device }) => `${requests} requests in on ${device}, no answer out`,
};

const SETTERS: Readonly<Record<string, string>> = {
  dhcp: 'a DHCP client',
  ra: 'router advertisements',
  static: 'an administrator or a network service',
  networkmanager: 'NetworkManager',
  zebra: 'a routing daemon (zebra)',
  bird: 'a routing daemon (bird)',
  bgp: 'BGP',
  ospf: 'OSPF',
  keepalived: 'keepalived',
};

/** Commands of a change that are named. */
const NAMED_COMMANDS = 3;

function typedOn(commands: readonly string[], hosts: readonly string[]): string {
  const shown = commands.slice(0, NAMED_COMMANDS).map((command) => `\`${command}\``);
  const more = commands.length - shown.length;
  const list = listOf(more > 0 ? [...shown, `${more} more`] : shown);
  return `${list} ${commands.length === 1 ? 'was' : 'were'} typed${hosts.length === 0 ? '' : ` on ${listOf(hosts)}`}`;
}

export const remarkSentences: Sentences<RemarkMessages> = {
  'remark.also-affected': ({ devices }) =>
    `${listOf(devices)} ${devices.length === 1 ? 'has' : 'have'} the same fault`,
  'remark.assumed': ({ question }, tell) =>
    `assumed, as it was not shown: ${tell({ key: 'question.assumed', question })}`,
  'remark.attributed': ({ part, keys, host }) =>
    `${keys.length === 0 ? part : keys.slice(0, 3).join(', ')} was shown under ${host === '' ? 'another prompt' : `the prompt of ${host}`}`,
  'remark.translated-source': ({ arrived, named }) =>
    `the request arrived as ${arrived}, not as ${named}: its source is translated on the way`,
  'remark.some-answered': ({ received, sent }) => `${received} of ${sent} probes were answered`,
  'remark.asymmetric': ({ ingress, egress }) =>
    `asymmetric: requests come in on ${ingress}, answers leave by ${egress}`,
  'remark.other-ingress': ({ ingress, asked }) => `the requests arrive on ${ingress}, not on ${asked}`,
  'remark.set-by': ({ what, name, by, protocol }) =>
    `the ${what} ${name}, which decides the way back, was set by ${SETTERS[by] ?? by} (its protocol is ${protocol})`,
  'remark.link-changed': ({ line }) => `the link has changed, as the kernel log shows: "${line}"`,
  'remark.leased': ({ address, device, seconds }) =>
    `${address} on ${device} is leased: it runs for ${seconds} s more, as "ip addr" shows (valid_lft)`,
  'remark.overloaded': ({ host, leftOut, load, read }) => {
    const missing = leftOut === undefined ? 'it did not finish in time' : `${leftOut} listings were left out`;
    const busy = load === undefined ? '' : ` at a load average of ${load}`;
    return `${host} is overloaded: ${missing}${busy}; ${read} outputs were read, and what is missing may be there all the same`;
  },
  'remark.gap': ({ part, because }) => `${part}: ${because}`,
  'remark.stated': ({ text }) =>
    `the text says otherwise: "${text}". If that is another sender, name its address`,
  'remark.flapping': ({ device, counter, count }) =>
    `the link of ${device} goes and comes back (${counter} ${count}): packets are lost while it is down`,
  'remark.late': ({ seconds }) => `answers come late: the slowest took ${seconds.toFixed(1)} s`,
  'remark.taken': ({ taken }, tell) => `taken as the question: ${tell(taken)}`,
  'remark.changed-before': ({ commands, hosts, failed, works }) => {
    const typed = `${typedOn(commands, hosts)} before that`;
    if (failed && works) return `${typed}: what was tried until then failed, and it is answered since`;
    return failed ? `${typed}: it failed until then as well` : `${typed}, and is taken as done`;
  },
  'remark.changed-after': ({ commands, hosts, leaves, cause }) => {
    const typed = `${typedOn(commands, hosts)} after that, and nothing was tried since: this is told of the time before`;
    const now = {
      same: 'With it the same cause would still stop it',
      'nothing-found': 'With it nothing that was shown stops it any more: try again',
      open: 'What stops it with that is open: try again, and show the result',
      other: `With it the next to stop it would be ${cause}`,
    }[leaves];
    return `${typed}. ${now}`;
  },
  'remark.foreign-claim': ({ address, mac }) => `another machine also claims ${address} (${mac})`,
};

function translation(becomes: string | undefined): string {
  return becomes === undefined ? '' : `; the destination becomes ${becomes}`;
}
