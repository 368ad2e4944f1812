import { isSameRule, risenDrops } from '../filters/index.ts';
import { emptyRuleset, type FilterFacts, type FilterRuleRef, type Message } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import { type LoggedPacket, loggedPackets, REVERSE_PATH_PREFIX } from './filter-log.ts';
import { filterFacts, filterWay, type Hook, type Judged } from './filter-way.ts';

/** Something seen that shows that the packet filter itself ended this flow's packets. */
export type FilterSign = {
  facts: FilterFacts;
  /** Whether it is known that they ended at the hook of `facts`; else it stands for any on the way in. */
  hookKnown: boolean;
  /** The rule asks for the way back. */
  reversePath: boolean;
  shown: Message;
  /** Kinds of the evidence. */
  evidence: readonly string[];
};

const SIGNS = new WeakMap<Walk, { sign: FilterSign | undefined }>();

/** The sign that says most, where there is one. It says nothing of packets that were answered, or never came. */
export function filterSign(walk: Walk): FilterSign | undefined {
  const known = SIGNS.get(walk);
  if (known) return known.sign;
  const { packets: seen } = walk.seen;
  const { probeExpected } = walk.asked;
  const lost = seen.listening && seen.complete && seen.requests.length === 0 && probeExpected;
  const answered = walk.seen.answerLeft || walk.seen.answerArrived;
  const sign = answered || lost ? undefined : (logged(walk) ?? counted(walk) ?? reported(walk));
  SIGNS.set(walk, { sign });
  return sign;
}

function logged(walk: Walk): FilterSign | undefined {
  const line = loggedPackets(walk).findLast(({ ends }) => ends !== undefined);
  if (!line) return undefined;
  const { entry, ends: verdict = 'drop', rule, hook } = line;
  const base = filterFacts(hook ?? 'input', { verdict, ...(rule ? { rule } : {}) });
  const evidence = ['kernel-log'];
  if (entry.kind === 'trace') {
    const shown: Message = { key: 'log.trace', chain: entry.chain, rule: entry.rule };
    const reversePath = /\bfib saddr\b/.test(entry.rule);
    return { facts: base, hookKnown: hook !== undefined, reversePath, shown, evidence };
  }
  const { prefix } = entry;
  const reversePath = REVERSE_PATH_PREFIX.test(prefix) && rule === undefined;
  return {
    facts: { ...base, logged: prefix },
    hookKnown: hook !== undefined,
    reversePath,
    shown: { key: 'log.filter', prefix },
    evidence,
  };
}

/** A rule that may or does decide counted exactly our packets. */
function counted(walk: Walk): FilterSign | undefined {
  const way = walk.modelled.state.filters === undefined ? undefined : filterWay(walk);
  if (way === undefined) return undefined;
  for (const hook of ['prerouting', 'input', 'output'] as const) {
    const judged = way[hook];
    const risen = risenRule(walk, judged);
    if (risen?.packets !== risen?.requests || risen === undefined) continue;
    const { rule, packets, requests } = risen;
    const verdict = isRejecting(judged, rule) ? 'reject' : 'drop';
    return {
      facts: {
        ...filterFacts(judged.path, { ...judged.verdict, verdict, rule }),
        rose: { packets, requests },
      },
      hookKnown: true,
      reversePath: judged.verdict.kind === 'reverse-path' || asksWayBack(rule),
      shown: { key: 'counted.rule', packets },
      evidence: ['filters', 'nft', 'iptables', 'ip6tables'],
    };
  }
  return undefined;
}

function isRejecting({ verdict }: Judged, rule: FilterRuleRef): boolean {
  if (verdict.rule && isSameRule(verdict.rule, rule)) return verdict.verdict === 'reject';
  return verdict.rejects?.some((one) => isSameRule(one.rule, rule)) ?? false;
}

/** Whether the rule checks the reverse path. */
function asksWayBack({ text }: FilterRuleRef): boolean {
  return /\bfib saddr\b.*\bo?if\b|-m rpfilter\b/.test(text);
}

/** The asked host itself says "administratively prohibited": nothing but a rejecting rule of its own sends that from there. */
function reported({ seen: { probe, observation }, asked: { flow } }: Walk): FilterSign | undefined {
  const told = probe?.outcome === 'prohibited' && probe.reportedBy === flow.to;
  const sent = observation.captures.some(({ packets }) =>
    packets.some(
      (packet) =>
        packet.prohibits === true &&
        packet.source === flow.to &&
        packet.direction !== 'in' &&
        (flow.from === undefined || packet.destination === flow.from),
    ),
  );
  if (!told && !sent) return undefined;
  return {
    facts: { hook: 'input', verdict: 'reject', told: true },
    hookKnown: false,
    reversePath: false,
    shown: { key: 'seen.host-prohibits', to: flow.to },
    evidence: sent ? ['capture'] : ['peer-probe'],
  };
}

/** The counter of a rule that may decide: it rose while the requests came. */
export function risenRule(
  walk: Walk,
  { path, verdict }: Judged,
): { rule: FilterRuleRef; packets: number; requests: number } | undefined {
  const { filtersAfter } = walk.seen.observation;
  const { packets: seen } = walk.seen;
  const came = seen.requests.reduce((sum, { times }) => sum + times, 0);
  const requests = seen.listening ? came : walk.seen.counted.sent;
  if (filtersAfter === undefined || requests === 0) return undefined;
  const candidates = [...(verdict.possible ?? []), ...(stops(verdict) && verdict.rule ? [verdict.rule] : [])];
  const rises = risenDrops(walk.modelled.state.filters ?? emptyRuleset(), filtersAfter).filter(
    ({ rule, hooks }) => hooks.includes(path) && candidates.some((one) => isSameRule(one, rule)),
  );
  const exact = rises.filter(({ packets }) => packets === requests);
  const [only, second] = exact.length > 0 ? exact : rises;
  if (!only || second || only.packets < requests) return undefined;
  return { rule: only.rule, packets: only.packets, requests };
}

function stops({ verdict }: Judged['verdict']): boolean {
  return verdict === 'drop' || verdict === 'reject';
}

/** The stage's hook where a sign stands. */
export function hookOf({ facts: { hook } }: FilterSign): Hook {
  if (hook === 'prerouting') return 'prerouting';
  return hook === 'output' || hook === 'postrouting' ? 'output' : 'input';
}

/** A packet of this flow that a rule wrote down and did not stop: it came so far. */
export function passedLog(walk: Walk): LoggedPacket | undefined {
  return loggedPackets(walk).findLast(
    ({ ends, entry }) => ends === undefined && entry.in !== undefined && entry.out === undefined,
  );
}
