import type {
  RemarkMessages,
  SeenMessages,
  StageMessages,
  WhyMessages,
  WitnessMessages,
} from '../../analyzer/model/index.ts';
import { becauseOf } from '../because.ts';
import { ROUTER_SAYS } from '../names.ts';
import type { Sentences } from '../sentences.ts';
import { causeTexts } from './causes/index.ts';
import { waysOut } from './flows.ts';
import { gapWords } from './gaps.ts';
import { count, listOf, replies, ruleAt, ways } from './words.ts';

export const seenSentences: Sentences<SeenMessages> = {
  'seen.requests-in': ({ count: number, device }) =>
    `capture: ${count(number, 'request')} in${device === 'any' ? '' : ` on ${device}`}`,
  'seen.answers-out': ({ count: number, device }) =>
    `capture: ${replies(number)} out${device === undefined ? '' : ` by ${device}`}`,
  'seen.answers-returned': ({ received, sent }) => `probe: ${received} of ${sent} answered`,
  'seen.traced': ({ to }) => `traceroute with echo requests ends at ${to}`,
  'seen.no-answer-returned': ({ sent }) => `probe: none of ${sent} answered`,
  'seen.stated-no-answer': ({ text }) => `the text says that no reply comes back: "${text}"`,
  'seen.no-answer-out': ({ requests, device }) =>
    `capture: ${count(requests, 'request')} in, 0 out by ${device}`,
  'seen.acknowledged': ({ client }) => `capture: ${client} acknowledges the reply, so it arrived`,
  'seen.dadfailed': ({ address, device }) => `${address} on ${device} is marked dadfailed`,
  'seen.claimed-by': ({ address, mac, device }) => `${mac} on ${device} claims ${address}`,
  'seen.asked-in-vain': ({ address, device }) =>
    `capture: ARP/ND requests for ${address}${device === undefined ? '' : ` on ${device}`}, no answer`,
  'seen.asks-in-vain': ({ asker, address, device }) =>
    `capture: ${asker} sends ARP/ND requests for ${address} on ${device} and gets no answer`,
  'seen.found-nobody': ({ asker, address }) => `${asker} could not resolve ${address} on its link`,
  'seen.came-in-by-other': ({ address, holder, other }) =>
    `requests for ${address}, which is on ${holder}, arrive on ${other}`,
  'seen.interface-gone': ({ device }) => `links: all interfaces are listed, without ${device}`,
  'seen.received-in-front': ({ device, packets }) =>
    `counters: ${device} received ${packets} packets, and the capture after its XDP program shows no request`,
  'seen.nothing-in': ({ device }) => `capture: no request on ${device} or any other interface`,
  'seen.answer-at-sender': ({ count: number }) => `the sender's capture: ${replies(number)} in`,
  'seen.nothing-sent': ({ to }) => `the sender sent nothing to ${to}`,
  'seen.other-source': ({ source, to }) => `the reply came from ${source}, not from ${to}`,
  'seen.large-lost': ({ who }) => `small packets from ${who} get through, large ones do not`,
  'seen.standstill': ({ port }) => `the connection to port ${port} opens, then stalls`,
  'seen.ceases': ({ port }) => `some requests to port ${port} were answered, and later ones were not`,
  'seen.refused': ({ port }) => `port ${port} was refused`,
  'seen.sibling-answers': ({ to, from }) =>
    `${to} answers pings from ${from ?? 'the same sender'}, or answers it on another port`,
  'counted.reverse-path': ({ by }) =>
    `counters: the requests got as far as the source check (IPReversePathFilter +${by})`,
  'counted.no-reverse-path': () =>
    'counters: IPReversePathFilter did not rise, so something else drops it earlier',
  'counted.echoes-in': ({ by }) => `counters: ICMP received the requests (InEchos +${by})`,
  'counted.no-echo-in': () =>
    'counters: ICMP received no request (InEchos +0), so something drops it earlier',
  'counted.replies-out': ({ by }) => `counters: ICMP replied (OutEchoReps +${by})`,
  'counted.no-reply-out': () => 'counters: ICMP replied to no request (OutEchoReps +0)',
  'counted.ipsec': ({ counter, by }) => `counters: IPsec policies dropped packets (${counter} +${by})`,
  'counted.rule': ({ packets }) => `counters: the rule's own counter rose by ${packets}`,
  'counted.rate-limited': ({ by }) =>
    `counters: the kernel's rate limit suppressed ${count(by, 'ICMP reply', 'ICMP replies')} (IcmpOutRateLimit… +${by})`,
  'counted.answered-fewer': ({ requests, answers }) =>
    `counters: ICMP received ${count(requests, 'request')} and sent ${replies(answers)}`,
  'seen.answered-fewer': ({ requests, answers }) =>
    `capture: ${count(requests, 'request')} in, ${replies(answers)} out`,
  'log.conntrack-full': () => 'kernel log: nf_conntrack: table full, dropping packet',
  'log.filter': ({ prefix }) => `kernel log: the packet filter logged this packet (${prefix.trim()})`,
  'log.came-by': ({ prefix, device }) =>
    `kernel log: a rule logged a request that arrived on ${device}${prefix.trim() === '' ? '' : ` (${prefix.trim()})`}`,
  'log.trace': ({ chain, rule }) => `trace: the packet ends in chain ${chain} (${rule})`,
  'seen.router-says': ({ by, says }) => `${by} sent the error "${ROUTER_SAYS[says]}" back to the sender`,
  'seen.host-prohibits': ({ to }) => `${to} itself reports it as administratively prohibited`,
  'oracle.accepts': ({ command }) => `the kernel would accept it (${command})`,
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
    `${asker ?? 'a neighbour'} sends ARP/ND requests for ${address} and gets no answer`,
  'neighbour-in.nobody-asked': ({ address }) => `no ARP/ND request for ${address} was seen`,
  'wire-in.arrived'({ count: number, protocol, from, device, asked }) {
    const what = protocol === 'icmp' ? 'echo request' : `${protocol.toUpperCase()} packet`;
    const on = device === undefined ? '' : ` on ${device}${device === asked ? '' : `, not on ${asked}`}`;
    return `${count(number, what)} from ${from ?? '?'} arrived${on}`;
  },
  'own-ping.ends': () => 'the waiting ping takes the reply: nothing is sent back',
  'own-ping.replies': ({ count: number, device }) =>
    `${replies(number)} to the host's own ping arrived on ${device}`,
  'own-ping.no-reply-seen': () => "no capture shows whether replies to the host's own ping arrive",
  'wire-in.answered': () => 'the sender got a reply',
  'wire-in.counted': () => 'the counters show that the requests arrived',
  'wire-in.not-watched': () => 'no capture was running',
  'wire-in.others-only': ({ others, sender }) =>
    `requests from ${others} arrive, none from ${sender}, and whether it sends is unknown`,
  'wire-in.nobody-sends': () => 'no request was seen, and none is known to have been sent',
  'wire-in.not-seen': ({ host }) => `no request was seen on ${host}`,
  'filter.not-shown': ({ hook }) => `the packet filter was not shown (${hook})`,
  'filter.no-rules': () => 'the packet filter has no rules',
  'filter.untold': ({ hook, because, rule }, tell) =>
    `the packet filter's verdict at ${hook} is unknown${rule === undefined ? '' : ` from ${tell(rule)}`}: ${tell(because)}`,
  'filter.forwarded': () => 'the request is translated and forwarded: what answers it was not checked',
  'filter.rule-accepts': ({ rule, becomes }) => `${ruleAt(rule)} accepts it${translation(becomes)}`,
  'filter.none-stops': ({ hook, becomes }) =>
    `no rule of the packet filter stops it (${hook})${translation(becomes)}`,
  'source.answer-shows': ({ source, device }) => `a reply came, so ${source} is accepted on ${device}`,
  'input.answers': ({ host }) => `${host} answers`,
  'input.sockets-not-shown': ({ protocol, port }) =>
    `whether a program listens on ${protocol} port ${port} was not shown`,
  'input.local': ({ address }) => `${address} is local, and nothing known stops it from answering`,
  'reply-route.open': ({ sender, question }, tell) =>
    `the route back to ${sender} is unknown: ${tell({ key: 'question.open', question })}`,
  'reply-route.none': ({ sender }) => `no route back to ${sender}`,
  'reply-route.is': ({ sender, ...hop }) => `the route back to ${sender} uses ${waysOut([hop])}`,
  'reply-route.one-of': ({ sender, hops }) =>
    `the route back to ${sender} uses ${waysOut(hops)}: the kernel's flow hash decides`,
  'neighbour-out.one-of': ({ hops }) =>
    hops
      .map(({ device, address, state }) => `${address} on ${device}: ${state ?? 'not resolved yet'}`)
      .join('; '),
  'neighbour-out.no-next-hop': () => 'the next hop is unknown',
  'neighbour-out.not-looked-up': ({ address, device }) => `${address} on ${device} is not resolved yet`,
  'neighbour-out.entry': ({ address, device, state }) =>
    `${address} on ${device} is in the neighbour table (${state})`,
  'wire-out.left': () => 'a reply left the host',
  'wire-out.answers': ({ count: number, device, other, ingress }) =>
    `${replies(number)} left${device === undefined ? '' : ` by ${device}`}${other ? `, but the request arrived on ${ingress}` : ''}`,
  'wire-out.would-leave': ({ devices }) =>
    devices.length === 1
      ? `no reply was seen leaving; it would leave by ${devices[0]}`
      : `no reply was seen leaving; it may leave by ${ways(devices)}`,
  'upstream.returned': ({ peer }) => `${peer} got the reply`,
  'upstream.not-watched': () => 'only the host was checked, not the network beyond it',
};

export const whySentences: Sentences<WhyMessages> = {
  'why.open': ({ questions }, tell) =>
    questions.length === 0
      ? 'too little was shown'
      : listOf(questions.map((question) => tell({ key: 'question.open', question }))),
  'why.own-ping-on-link': ({ device, target, unreachable }) =>
    `no route to ${target} uses ${device}: a ping bound to ${device} looks for ${target} on the link itself${unreachable ? ', and nothing there answers ARP for it' : ''}; it needs a route via a gateway on ${device}`,
  'why.no-packet': ({ device }) => `nothing shown stops a packet on ${device}, but none was seen yet`,
  'why.unexplained': ({ host }) =>
    `the request arrives, and nothing known of ${host} stops it or its reply, but no reply was seen`,
  'why.capture-incomplete': () => 'the capture was cut off or full: packets may be missing from it',
  'why.perhaps-translated': ({ source, peer }) =>
    `requests from ${source} arrive, and whether they are ${peer}'s, translated on the path, is unknown`,
  'why.address-not-shown': ({ device }) => `the address of ${device} was not shown`,
  'why.answered-by-another': ({ peer, to, host, how }) =>
    `${peer} got replies from ${to}, but ${how === 'unseen' ? `no request reached ${host}` : `${host} counted no echo request`}: another machine has that address, or something in between answers for it`,
  'why.answered-all-the-same': ({ told, scene }) =>
    `the host's state says that it drops this (${becauseOf(causeTexts, told, scene)}), but a reply was seen`,
  'why.contradicted': ({ told, scene, by }, tell) =>
    `the host's state says: ${becauseOf(causeTexts, told, scene)}; but ${tell(by)}`,
};

export const witnessSentences: Sentences<WitnessMessages> = {
  'model.no-way-back': ({ sender, error }) => `no route back to ${sender}: ${error}`,
  'model.accepts': ({ source, device, others }, tell) =>
    `${tell(source)}; replies ${others === undefined ? 'leave' : 'may leave'} by ${[device, ...(others ?? [])].join(' or ')}`,
  'kernel.no-sender': () => 'the sender is unknown',
  'kernel.answer': ({ command, answer, way }) =>
    `${command}: ${answer}${way === undefined ? '' : `; the route back uses ${way}`}`,
  'kernel.not-asked': () => 'the kernel was not asked about this flow',
  'counters.not-read': () => 'no counter was read before and after this flow',
  'counters.rose'({ changes, requests, reading }) {
    const rises = changes.map(({ counter, by }) => `${counter} +${by}`).join(', ');
    const detail = `${rises} for ${count(requests, 'request')}`;
    switch (reading) {
      case 'nobody-sent':
        return `${rises}; no request is known to have been sent`;
      case 'none-in':
        return `${detail}: none reached ICMP`;
      case 'none-answered':
        return `${detail}: none was answered`;
      case 'mixed':
        return `${detail}: other packets are among them`;
      case 'ours':
        return detail;
    }
  },
  'capture.answered': ({ requests, answers, device }) => `${requests} in, ${answers} out by ${device ?? '?'}`,
  'capture.none': ({ listening }) => (listening ? 'no request was seen' : 'nothing was captured'),
  'capture.not-listened': ({ requests }) => `${requests} in; replies were not captured`,
  'capture.unanswered': ({ requests, device }) => `${requests} in on ${device}, 0 out`,
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
    `assumed, not shown: ${tell({ key: 'question.assumed', question })}`,
  'remark.attributed': ({ part, keys, host }) =>
    `${keys.length === 0 ? part : keys.slice(0, 3).join(', ')} was shown at ${host === '' ? 'another prompt' : `the prompt of ${host}`}`,
  'remark.translated-source': ({ arrived, named }) =>
    `the request arrived as ${arrived}, not as ${named}: its source is translated on the path`,
  'remark.some-answered': ({ received, sent }) => `${received} of ${sent} probes were answered`,
  'remark.asymmetric': ({ ingress, egress }) =>
    `asymmetric: requests arrive on ${ingress}, replies leave by ${egress}`,
  'remark.other-ingress': ({ ingress, asked }) => `the requests arrive on ${ingress}, not on ${asked}`,
  'remark.set-by': ({ what, name, by, protocol }) =>
    `the ${what} ${name}, which decides the route back, was set by ${SETTERS[by] ?? by} (protocol ${protocol})`,
  'remark.link-changed': ({ line }) => `kernel log: the link changed: "${line}"`,
  'remark.leased': ({ address, device, seconds }) =>
    `${address} on ${device} is a lease: ${seconds} s left (valid_lft in "ip addr")`,
  'remark.overloaded': ({ host, leftOut, load, read }) => {
    const missing = leftOut === undefined ? 'it did not finish in time' : `${leftOut} listings were left out`;
    const busy = load === undefined ? '' : ` at a load average of ${load}`;
    return `${host} is overloaded: ${missing}${busy}; ${read} outputs were read, and what is missing may still exist`;
  },
  'remark.gap': ({ part, because }) => `${part}: ${gapWords(because)}`,
  'remark.stated': ({ text }) =>
    `the text says otherwise: "${text}". If it means another sender, give its address`,
  'remark.flapping': ({ device, counter, count }) =>
    `the link of ${device} flaps (${counter} ${count}): packets are lost while it is down`,
  'remark.late': ({ seconds }) => `replies are late: the slowest took ${seconds.toFixed(1)} s`,
  'remark.taken': ({ taken }, tell) => `taken as the question: ${tell(taken)}`,
  'remark.changed-before': ({ commands, hosts, failed, works }) => {
    const typed = `${typedOn(commands, hosts)} before that`;
    if (failed && works) return `${typed}: attempts failed before it and work since`;
    return failed ? `${typed}: attempts failed before it too` : `${typed}, and is assumed to be in effect`;
  },
  'remark.changed-after': ({ commands, hosts, leaves, cause }) => {
    const typed = `${typedOn(commands, hosts)} after that, with no attempt since: this verdict is about the time before`;
    const now = {
      same: 'With it, the same cause would still block it',
      'nothing-found': 'With it, nothing shown blocks it any more: try again',
      open: 'What blocks it with that is unknown: try again and show the result',
      other: `Next blocker with it: ${cause}`,
    }[leaves];
    return `${typed}. ${now}`;
  },
  'remark.foreign-claim': ({ address, mac }) => `another machine also claims ${address} (${mac})`,
};

function translation(becomes: string | undefined): string {
  return becomes === undefined ? '' : `; the destination becomes ${becomes}`;
}
