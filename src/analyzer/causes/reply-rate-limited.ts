import { type CauseFacts, sysctl } from '../model/index.ts';
import { isFirstLost } from '../own-probes.ts';
import { rateDecides } from '../seen/filter-way.ts';
import { answeredAllBefore, heldBack, tookAllAndMadeNone } from '../seen/held-back.ts';
import { lostInside } from '../seen/loss.ts';
import { cite, type Walk } from '../walk/index.ts';
import { type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { undecided } from './priors.ts';

/**
 * Part of the packets is answered and the rest held back by a rate: the kernel's own for ICMP (icmp_ratelimit and
 * icmp_msgs_per_sec, for the types in icmp_ratemask; Documentation/networking/ip-sysctl), or a rule of the packet filter.
 */
export const replyRateLimited: CauseFile<'reply-rate-limited'> = {
  code: 'reply-rate-limited',
  claims(walk) {
    const found =
      isPartly(walk) || isSpent(walk)
        ? (byKernel(walk) ?? byRule(walk) ?? notShown(walk) ?? filterNotShown(walk))
        : spentUnseen(walk);
    return found ? [found] : [];
  },
  remedies: [],
  advice: ({ asked: { family } }, { by }) => ({
    commands: by === 'rule' ? [['nft', 'list', 'ruleset']] : [['sysctl', ...Object.values(KEYS[family])]],
    link: by === 'rule' ? LINKS.nft : LINKS.ipSysctl,
  }),
};

const KEYS = {
  4: {
    mask: 'net.ipv4.icmp_ratemask',
    limit: 'net.ipv4.icmp_ratelimit',
    global: 'net.ipv4.icmp_msgs_per_sec',
  },
  6: { mask: 'net.ipv6.icmp.ratemask', limit: 'net.ipv6.icmp.ratelimit' },
} as const;

/** Some are answered and some are not, as the sender or the host's own counters say. */
function isPartly(walk: Walk): boolean {
  const { probe, peer } = walk.seen;
  const { flow } = walk.asked;
  const isHeld = heldBack(walk) !== undefined;
  if (probe === undefined) return isHeld;
  if (probe.received >= probe.sent) return false;
  return isHeld || (probe.received > 0 && !isFirstLost(probe, peer, flow));
}

/** None is answered: what was asked before can have used up what the limit allows. */
function isSpent(walk: Walk): boolean {
  const { flow } = walk.asked;
  const { arrived, answerLeft, answerMissed } = walk.seen;
  return flow.protocol === 'icmp' && arrived && answerMissed && !answerLeft && masksReplies(walk);
}

/** An echo reply is among the types whose rate is limited, and more are asked for than the limit allows. */
function byKernel(walk: Walk): Claim | undefined {
  const { flow, family } = walk.asked;
  const { state } = walk.modelled;
  if (flow.protocol !== 'icmp') return undefined;
  const keys = KEYS[family];
  const told =
    heldBack(walk) ?? (tookAllAndMadeNone(walk) ? { key: 'counted.no-reply-out' as const } : undefined);
  const counted = told?.key === 'counted.rate-limited';
  if (!counted && !masksReplies(walk)) return undefined;
  const limit = sysctl(state, keys.limit);
  const global = family === 4 ? sysctl(state, KEYS[4].global) : undefined;
  const byHost = limit === undefined || limit > 0;
  if (told === undefined && !exceeds(walk, byHost ? (limit ?? DEFAULT_LIMIT) : 0, global)) return undefined;
  const facts: CauseFacts['reply-rate-limited'] =
    byHost && limit !== undefined
      ? { by: 'icmp_ratelimit', setting: `${keys.limit}=${limit}` }
      : global === undefined || byHost
        ? { by: 'icmp_ratelimit' }
        : { by: 'icmp_msgs_per_sec', setting: `${KEYS[4].global}=${global}` };
  return limited(walk, facts, told ? { shown: told } : { surmised: true });
}

/** Milliseconds between two answers to one host, as the kernel begins with. */
const DEFAULT_LIMIT = 1000;
const ECHO_REPLY = { 4: 0, 6: 129 } as const;

/** IPv4's mask is a number of bits, IPv6's a list of types: `0-1,3-127`. */
function masksReplies({ modelled: { state }, asked: { family } }: Walk): boolean {
  const text = state.sysctls?.[KEYS[family].mask];
  if (text === undefined) return false;
  if (family === 4) return (Number(text) & 1) === 1;
  return text.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && from <= ECHO_REPLY[6] && ECHO_REPLY[6] <= to;
  });
}

/** Whether the sender asked faster than answers are allowed: `-i` of its ping, one second where it has none. */
function exceeds({ seen: { probe } }: Walk, limit: number, global: number | undefined): boolean {
  const interval = Number(/\s-i\s*(\d*\.?\d+)/.exec(probe?.command ?? '')?.[1] ?? 1) * 1000;
  const flooding = /\s-[a-zA-Z]*f/.test(probe?.command ?? '');
  return flooding || interval < limit || (global !== undefined && interval * global < 1000);
}

/** A rule that lets so many through, and the next one stops the rest. */
function byRule(walk: Walk): Claim | undefined {
  const rule = rateDecides(walk);
  if (!rule) return undefined;
  const told = heldBack(walk);
  const facts = { by: 'rule' as const, ...(rule.rule ? { rule: rule.rule } : {}) };
  return limited(walk, facts, told ? { shown: told } : { surmised: true });
}

/** Requests came and not all were answered: a limit that was not shown would do that. */
function notShown(walk: Walk): Claim | undefined {
  const { family, flow } = walk.asked;
  const { state } = walk.modelled;
  const { mask, limit } = KEYS[family];
  if (flow.protocol !== 'icmp' || state.sysctls?.[mask] !== undefined || heldBack(walk) === undefined)
    return undefined;
  return limited(
    walk,
    { by: 'icmp_ratelimit' },
    {
      bare: true,
      rests: [{ question: { about: 'sysctl', keys: [mask, limit] }, kind: 'open', otherwise: 'default' }],
    },
  );
}

/** Packets that the host took in and did not deliver, some of many: a rule that nobody listed may let only so many pass. */
function filterNotShown(walk: Walk): Claim | undefined {
  if (walk.modelled.state.filters !== undefined || !lostInside(walk)) return undefined;
  return limited(
    walk,
    { by: 'rule' },
    { bare: true, rests: [undecided({ about: 'filter', hook: 'input' })] },
  );
}

/** ICMP took every request and made no reply: a limit for replies that is used up does that as well as icmp_echo_ignore_all. */
function spentUnseen(walk: Walk): Claim | undefined {
  const { family } = walk.asked;
  const { mask, limit } = KEYS[family];
  if (!tookAllAndMadeNone(walk) || walk.modelled.state.sysctls?.[mask] !== undefined) return undefined;
  const odds = answeredAllBefore(walk)
    ? ({ kind: 'open', otherwise: 'open' } as const)
    : ({ kind: 'unusual', otherwise: 'none' } as const);
  return limited(
    walk,
    { by: 'icmp_ratelimit' },
    { bare: true, rests: [{ question: { about: 'sysctl', keys: [mask, limit] }, ...odds }] },
  );
}

function limited(walk: Walk, facts: CauseFacts['reply-rate-limited'], more: Partial<Claim>): Claim {
  return claim({ cause: 'reply-rate-limited', facts }, 'output', {
    after: 'sent',
    before: 'returned',
    despiteAnswer: true,
    evidence: cite(
      walk,
      'sysctls',
      'rp_filter',
      'counters',
      'filters',
      'nft',
      'iptables',
      'capture',
      'peer-probe',
    ),
    ...more,
  });
}
