import type { Cause } from '../diagnosis.ts';
import type { GapReason } from '../gap-reason.ts';
import type { OpenQuestion } from '../open-question.ts';
import type { RouterSays, RulePlace, Scene, Told } from './causes.ts';
import type { Said } from './said.ts';

/** What was seen of the flow's own packets, counters and log lines. */
export type SeenMessages = {
  'seen.requests-in': { count: number; device: string };
  'seen.answers-out': { count: number; device?: string };
  'seen.answers-returned': { received: number; sent: number };
  /** A path of echo requests ends there. */
  'seen.traced': { to: string };
  'seen.no-answer-returned': { sent: number };
  /** A sentence of the asker's. */
  'seen.stated-no-answer': { text: string };
  'seen.no-answer-out': { requests: number; device: string };
  'seen.acknowledged': { client: string };
  'seen.dadfailed': { address: string; device: string };
  'seen.claimed-by': { address: string; mac: string; device: string };
  'seen.asked-in-vain': { address: string; device?: string };
  'seen.asks-in-vain': { asker: string; address: string; device: string };
  'seen.found-nobody': { asker: string; address: string };
  'seen.came-in-by-other': { address: string; holder: string; other: string };
  'seen.nothing-in': { device: string };
  'seen.interface-gone': { device: string };
  'seen.received-in-front': { device: string; packets: number };
  'seen.answer-at-sender': { count: number };
  'seen.nothing-sent': { to: string };
  'seen.other-source': { source: string; to: string };
  'seen.large-lost': { who: string };
  'seen.standstill': { port: number };
  'seen.ceases': { port: number };
  'seen.refused': { port: number };
  'seen.sibling-answers': { to: string; from?: string };
  'counted.reverse-path': { by: number };
  'counted.no-reverse-path': Record<never, never>;
  'counted.echoes-in': { by: number };
  'counted.no-echo-in': Record<never, never>;
  'counted.replies-out': { by: number };
  'counted.no-reply-out': Record<never, never>;
  'counted.ipsec': { counter: string; by: number };
  'counted.rule': { packets: number };
  'counted.rate-limited': { by: number };
  'counted.answered-fewer': { requests: number; answers: number };
  'seen.answered-fewer': { requests: number; answers: number };
  'log.conntrack-full': Record<never, never>;
  'log.filter': { prefix: string };
  'log.came-by': { prefix: string; device: string };
  'log.trace': { chain: string; rule: string };
  'seen.router-says': { by: string; says: RouterSays };
  'seen.host-prohibits': { to: string };
  'oracle.accepts': { command: string };
};

/** What a stage says where nothing is known to stop the packet there. */
export type StageMessages = {
  'link.takes-packets': { device: string };
  'link.no-address-shown': { device: string };
  'link.not-shown': { device: string };
  'link.address-not-shown': { address: string };
  'link.address-on-other': { address: string; holders: string[]; device: string };
  'link.up': { device: string; address: string };
  'neighbour-in.resolved': Record<never, never>;
  'neighbour-in.answers': { address: string; family: 4 | 6 };
  'neighbour-in.asks-in-vain': { asker?: string; address: string };
  'neighbour-in.nobody-asked': { address: string };
  'wire-in.arrived': {
    count: number;
    protocol: Scene['protocol'];
    from?: string;
    device?: string;
    /** The interface that was asked about. */
    asked: string;
  };
  'own-ping.ends': Record<never, never>;
  'own-ping.replies': { count: number; device: string };
  'own-ping.no-reply-seen': Record<never, never>;
  'wire-in.answered': Record<never, never>;
  'wire-in.counted': Record<never, never>;
  'wire-in.not-watched': Record<never, never>;
  'wire-in.others-only': { others: string; sender: string };
  'wire-in.nobody-sends': Record<never, never>;
  'wire-in.not-seen': { host: string };
  'filter.not-shown': { hook: string };
  'filter.no-rules': Record<never, never>;
  'filter.untold': { hook: string; because: Said; rule?: Said };
  'filter.forwarded': Record<never, never>;
  'filter.rule-accepts': { rule: RulePlace; becomes?: string };
  'filter.none-stops': { hook: string; becomes?: string };
  'source.answer-shows': { source: string; device: string };
  'input.answers': { host: string };
  'input.sockets-not-shown': { protocol: string; port: number };
  'input.local': { address: string };
  'reply-route.open': { sender: string; question: OpenQuestion };
  'reply-route.none': { sender: string };
  'reply-route.is': { sender: string; device: string; gateway?: string };
  'reply-route.one-of': { sender: string; hops: { device: string; gateway?: string }[] };
  'neighbour-out.no-next-hop': Record<never, never>;
  'neighbour-out.not-looked-up': { address: string; device: string };
  'neighbour-out.one-of': { hops: { device: string; address: string; state?: string }[] };
  'neighbour-out.entry': { address: string; device: string; state: string };
  'wire-out.left': Record<never, never>;
  'wire-out.answers': { count: number; other: boolean; ingress: string; device?: string };
  'wire-out.would-leave': { devices: string[] };
  'upstream.returned': { peer: string };
  'upstream.not-watched': Record<never, never>;
};

/** Why a verdict is open. */
export type WhyMessages = {
  'why.open': { questions: OpenQuestion[] };
  /** A ping bound to a device by which no route leads to its target: the kernel looks for it on the link itself. */
  'why.own-ping-on-link': { device: string; target: string; unreachable: boolean };
  'why.no-packet': { device: string };
  'why.unexplained': { host: string };
  'why.capture-incomplete': Record<never, never>;
  'why.perhaps-translated': { source: string; peer: string };
  'why.address-not-shown': { device: string };
  'why.answered-by-another': { peer: string; to: string; host: string; how: 'unseen' | 'uncounted' };
  'why.answered-all-the-same': { told: Told; scene: Scene };
  'why.contradicted': { told: Told; scene: Scene; by: Said };
};

/** What the four witnesses say. */
export type WitnessMessages = {
  'model.no-way-back': { sender: string; error: string };
  /** `others`: ways that a hash over the flow may choose as well. */
  'model.accepts': { device: string; source: Said; others?: string[] };
  'kernel.no-sender': Record<never, never>;
  'kernel.answer': { command: string; answer: string; way?: string };
  'kernel.not-asked': Record<never, never>;
  'counters.not-read': Record<never, never>;
  'counters.rose': {
    changes: { counter: string; by: number }[];
    requests: number;
    /** What the rises come to: none came to ICMP, none was answered, others are among them. */
    reading: 'ours' | 'none-in' | 'none-answered' | 'mixed' | 'nobody-sent';
  };
  'capture.answered': { requests: number; answers: number; device?: string };
  'capture.none': { listening: boolean };
  'capture.not-listened': { requests: number };
  'capture.unanswered': { requests: number; device: string };
};

/** Remarks beside the verdict. */
export type RemarkMessages = {
  'remark.also-affected': { devices: string[] };
  'remark.assumed': { question: OpenQuestion };
  'remark.attributed': { part: string; keys: string[]; host: string };
  'remark.translated-source': { arrived: string; named: string };
  'remark.some-answered': { received: number; sent: number };
  'remark.asymmetric': { ingress: string; egress: string };
  'remark.other-ingress': { ingress: string; asked: string };
  'remark.set-by': { what: 'rule' | 'route'; name: string; by: string; protocol: string };
  'remark.link-changed': { line: string };
  'remark.leased': { address: string; device: string; seconds: number };
  'remark.overloaded': { host: string; leftOut?: number; load?: number; read: number };
  'remark.gap': { part: string; because: GapReason };
  'remark.late': { seconds: number };
  /** The carrier of an interface went more than once, as a counter or the log says. */
  'remark.flapping': { device: string; counter: string; count: number };
  /** A sentence that says otherwise than what is shown. */
  'remark.stated': { text: string };
  /** What was taken as the question of a paste, and why. */
  'remark.taken': { taken: Said };
  /** Commands that changed a host before what is asked about; `failed`: the same was tried before them, in vain; `works`: it is answered since. */
  'remark.changed-before': { commands: string[]; hosts: string[]; failed: boolean; works: boolean };
  /** Commands that changed a host after what is asked about, and what the model makes of the state that they lead to. */
  'remark.changed-after': {
    commands: string[];
    hosts: string[];
    leaves: 'same' | 'nothing-found' | 'open' | 'other';
    cause: Cause;
  };
  'remark.foreign-claim': { address: string; mac: string };
};
