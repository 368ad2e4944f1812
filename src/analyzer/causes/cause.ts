import type {
  Advice,
  Cause,
  CauseFacts,
  Cost,
  Message,
  OpenQuestion,
  RemedyId,
  StageName,
  Told,
} from '../model/index.ts';
import type { Milestone } from '../seen/progress.ts';
import type { Walk } from '../walk/index.ts';

/** An open question that a claim answers in its favour. */
export type Assumption = {
  question: OpenQuestion;
  kind: Exclude<Cost, 'none'>;
  /** What the opposite answer costs whoever needs that one. */
  otherwise: Cost;
};

/** One way in which this host would stop this packet: by what is known of it, and by what it takes for granted. */
export type Claim = Told & {
  stage: StageName;
  /** Where the packet is when it is stopped: it came to `after`, and never comes to `before`. */
  after: Milestone;
  before: Milestone;
  evidence: string[];
  rests: Assumption[];
  /** Something seen that names the cause by itself: the log's line, the rule's own counter, the packet. */
  shown?: Message;
  /** It can never be more than likely: something that nobody can see takes part in it. */
  surmised?: true;
  /** Nothing shown speaks for it: it is named since nothing shown forbids it. */
  bare?: true;
  /** The kernel counts such a packet as IPReversePathFilter (IPv4). */
  countsReversePath?: true;
  /** An answer that came back does not disprove it: it is of large packets, of another machine, of some packets among many. */
  despiteAnswer?: true;
  /** It explains answers that came though this host made none. */
  explainsForeignAnswer?: true;
  /** It explains as well that nothing arrives at all: the neighbours' questions meet the same fate. */
  explainsSilence?: true;
  /** Strict source validation would refuse the request for this same reason: whether it does makes no other cause of it. */
  explainsRefusal?: true;
  /** It explains the error that the sender was told, which what drops in silence before it would not. */
  explainsError?: true;
};

/** Everything about one cause, but its words. */
export type CauseFile<C extends Cause = Cause> = {
  code: C;
  /** The ways in which the case may be this one: none where something shown forbids it. */
  claims(walk: Walk): Claim[];
  /** Remedies that can fit, in the order of preference. */
  remedies: readonly RemedyId[];
  advice(walk: Walk, facts: CauseFacts[C]): Advice | undefined;
};

/** Where a packet stands in each stage, for claims that have no narrower place. */
const STAGE_BOUNDS = {
  link: { after: 'sent', before: 'arrived' },
  'neighbour-in': { after: 'sent', before: 'arrived' },
  'wire-in': { after: 'sent', before: 'arrived' },
  prerouting: { after: 'arrived', before: 'checked' },
  'source-validation': { after: 'checked', before: 'accepted' },
  input: { after: 'accepted', before: 'delivered' },
  'reply-route': { after: 'delivered', before: 'answered' },
  output: { after: 'answered', before: 'left' },
  'neighbour-out': { after: 'answered', before: 'left' },
  'wire-out': { after: 'answered', before: 'returned' },
  upstream: { after: 'left', before: 'returned' },
} as const satisfies Record<StageName, { after: Milestone; before: Milestone }>;

/** A claim with the bounds of its stage where it names no narrower ones. */
export function claim(
  told: Told,
  stage: StageName,
  more: Partial<Omit<Claim, 'cause' | 'facts' | 'stage'>> = {},
): Claim {
  return { ...told, stage, ...STAGE_BOUNDS[stage], evidence: [], rests: [], ...more };
}

const KERNEL = 'https://www.kernel.org/doc/html/latest/networking';
const RFC = 'https://www.rfc-editor.org/rfc';
const MAN = 'https://man7.org/linux/man-pages/man8';

/** Documents that the advice refers to. */
export const LINKS = {
  ipSysctl: `${KERNEL}/ip-sysctl.html`,
  conntrackSysctl: `${KERNEL}/nf_conntrack-sysctl.html`,
  vrf: `${KERNEL}/vrf.html`,
  ipRule: `${MAN}/ip-rule.8.html`,
  ipRoute: `${MAN}/ip-route.8.html`,
  ipLink: `${MAN}/ip-link.8.html`,
  ipAddress: `${MAN}/ip-address.8.html`,
  ipNeighbour: `${MAN}/ip-neighbour.8.html`,
  ipXfrm: `${MAN}/ip-xfrm.8.html`,
  listen: 'https://man7.org/linux/man-pages/man2/listen.2.html',
  tc: `${MAN}/tc.8.html`,
  nft: `${MAN}/nft.8.html`,
  ingressFiltering: `${RFC}/rfc3704`,
  spoofing: `${RFC}/rfc2827`,
  hostRequirements: `${RFC}/rfc1122`,
  arp: `${RFC}/rfc826`,
  addressConflicts: `${RFC}/rfc5227`,
  pathMtu: `${RFC}/rfc2923`,
} as const;

/** `ip`, or `ip -6` where the flow is IPv6. */
export function ip({ asked: { family } }: Walk, ...words: string[]): string[] {
  return family === 6 ? ['ip', '-6', ...words] : ['ip', ...words];
}
