import { loggingRules } from '../filters/index.ts';
import { emptyRuleset, type FilterFacts, type Flow, type LogEntry } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

type Logged = Extract<LogEntry, { kind: 'filter' | 'trace' }>;

/** What the packet filter wrote of a packet of this very flow. */
export type LoggedPacket = {
  entry: Logged;
  /** The hook where it was written; absent where neither the line nor the listing tells. */
  hook?: FilterFacts['hook'];
  /** What became of it, where that is told: a rule may log what it lets pass. */
  ends?: 'drop' | 'reject';
  /** The rule that ended it, where the listing shows it. */
  rule?: NonNullable<ReturnType<typeof loggingRules>[number]['ends']>['rule'];
};

/** The lines of the kernel log, and of nft's trace, that are of this flow: its requests, and its answers. */
export function loggedPackets(walk: Walk): LoggedPacket[] {
  return walk.seen.log.flatMap((entry) => {
    if (entry.kind !== 'filter' && entry.kind !== 'trace') return [];
    const side = isRequest(entry, walk.asked.flow)
      ? 'request'
      : isAnswer(entry, walk.asked.flow)
        ? 'answer'
        : undefined;
    if (side === undefined) return [];
    return [entry.kind === 'trace' ? tracedPacket(entry) : byPrefix(walk, entry)];
  });
}

/** ICMP types of echo requests and replies (RFC 792, RFC 4443). */
const ECHO: Readonly<Record<'request' | 'reply', readonly (number | undefined)[]>> = {
  request: [undefined, 8, 128],
  reply: [undefined, 0, 129],
};

function isRequest(entry: Logged, { from, to, protocol, port }: Flow): boolean {
  if (entry.destination !== to || (entry.in === undefined && entry.out !== undefined)) return false;
  if (entry.source !== undefined && from !== undefined && entry.source !== from) return false;
  if (entry.protocol !== undefined && entry.protocol !== protocol) return false;
  return protocol === 'icmp'
    ? ECHO.request.includes(entry.icmpType)
    : entry.port === undefined || port === undefined || entry.port === port;
}

function isAnswer(entry: Logged, { from, to, protocol, port }: Flow): boolean {
  if (entry.source !== to || entry.in !== undefined || entry.protocol !== protocol) return false;
  if (entry.destination === undefined || (from !== undefined && entry.destination !== from)) return false;
  return protocol === 'icmp'
    ? ECHO.reply.includes(entry.icmpType)
    : port !== undefined && entry.sourcePort === port;
}

/** What a trace prints as the last of a packet has ended it. */
function tracedPacket(entry: Extract<Logged, { kind: 'trace' }>): LoggedPacket {
  const { family, table, chain, rule: text } = entry;
  const hook = hookByWay(entry);
  return {
    entry,
    ends: entry.verdict,
    rule: { listing: 'nft', family, table, chain, text },
    ...(hook === undefined ? {} : { hook }),
  };
}

/** A prefix belongs to a rule of the listing, or is of a program that says what it did, or at least names a drop. */
function byPrefix(
  { modelled: { state }, seen: { observation } }: Walk,
  entry: Extract<Logged, { kind: 'filter' }>,
): LoggedPacket {
  const prefix = entry.prefix.trim();
  const rules = [state.filters, observation.filtersAfter].flatMap((ruleset) =>
    loggingRules(ruleset ?? emptyRuleset()).filter((rule) => rule.prefix.trim() === prefix && prefix !== ''),
  );
  const [first] = rules;
  if (first) {
    const hooks = new Set(rules.flatMap((rule) => rule.hooks));
    const [only] = hooks;
    const hook = hooks.size === 1 ? hookNamed(only) : hookByWay(entry);
    const verdicts = new Set(rules.map(({ ends }) => ends?.verdict));
    const ends = verdicts.size === 1 ? first.ends : undefined;
    const stops = ends !== undefined && ends.verdict !== 'accept';
    return {
      entry,
      ...(hook === undefined ? {} : { hook }),
      ...(stops ? { ends: ends.verdict as 'drop' | 'reject', rule: ends.rule } : {}),
    };
  }
  const isKnownTool = OF_FILTER_TABLE.test(prefix);
  const hook = REVERSE_PATH_PREFIX.test(prefix) ? 'prerouting' : hookByWay(entry, isKnownTool);
  const ends = endByPrefix(prefix);
  return { entry, ...(hook === undefined ? {} : { hook }), ...(ends === undefined ? {} : { ends }) };
}

/** Programs that log only from chains of input, forward and output: ufw, Shorewall, firewalld. */
const OF_FILTER_TABLE =
  /^\[UFW |^Shorewall:|^(?:filter_)?(?:IN|FWD|FWDI|FWDO)_|^FINAL_REJECT|^STATE_INVALID_DROP/;
/** Prefixes with which firewalld logs what its reverse path check drops. */
export const REVERSE_PATH_PREFIX = /rpfilter/i;
const DROPS = /drop|block|den(?:y|ied)|discard|\bban(?:ned)?\b/i;
const REJECTS = /reject/i;

function endByPrefix(prefix: string): LoggedPacket['ends'] {
  if (REJECTS.test(prefix)) return 'reject';
  return DROPS.test(prefix) || REVERSE_PATH_PREFIX.test(prefix) ? 'drop' : undefined;
}

/** The hooks print what they know: output has no way in, forward has both; input and prerouting look alike. */
function hookByWay({ in: arrival, out }: Logged, isOfFilterTable = false): LoggedPacket['hook'] {
  if (out !== undefined) return arrival === undefined ? 'output' : 'forward';
  return isOfFilterTable ? 'input' : undefined;
}

function hookNamed(name: string | undefined): LoggedPacket['hook'] {
  switch (name) {
    case 'prerouting':
    case 'input':
    case 'forward':
    case 'output':
    case 'postrouting':
      return name;
    case 'ingress':
      return 'prerouting';
    default:
      return undefined;
  }
}
