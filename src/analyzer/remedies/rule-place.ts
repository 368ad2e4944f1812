import { type Change, type HostState, type Message, type Rule, rulesOf, TABLE } from '../model/index.ts';
import { parsePrefix, prefixContains } from '../routes/index.ts';
import { looksUpMain } from '../seen/rules.ts';

/** Which of the packets that leave with one source address meet a rule: none, some of them, or each. */
type Reach = 'none' | 'some' | 'all';

/** Rules that are to be added for single addresses, and what they must stand before. */
export type RuleWish = {
  /** The address of each rule, in CIDR of full length. */
  sources: readonly string[];
  /** The table that they look up; a rule for the same table takes nothing from it. */
  table: number;
  /** Preferences of rules that decide today and must not decide first. */
  decidedBy?: readonly number[];
};

/**
 * Where new from-rules stand, a preference for each: before what decides for every packet of the address (main, a VPN's catch-all)
 * before what decides today and what is not understood, and behind the narrower rules ahead of those. Where no preference is free there, they share
 * that of the last narrower rule: the kernel puts a new rule behind those of its preference (`fib_nl_newrule`).
 * `before`: what they have to stand before, where there is no place.
 */
export function placeForRules(
  rules: readonly Rule[],
  { sources, table, decidedBy = [] }: RuleWish,
): { preferences: number[] } | { before: number } {
  const before = Math.min(
    MAIN_AT_LATEST,
    ...decidedBy.filter((preference) => preference > 0),
    ...rules.filter((rule) => sources.some((from) => mayDecide(rule, from))).map(preferenceOf),
  );
  const narrower = rules.filter(
    (rule) => rule.preference < before && sources.some((from) => isNarrower(rule, from, table)),
  );
  const last = Math.max(0, ...narrower.map(preferenceOf));
  const used = new Set(rules.map(preferenceOf));
  const free: number[] = [];
  for (let preference = before - 1; preference > last && free.length < sources.length; preference--) {
    if (!used.has(preference)) free.unshift(preference);
  }
  const shared = new Array<number>(sources.length - free.length).fill(last);
  return shared.length > 0 && last === 0 ? { before } : { preferences: [...shared, ...free] };
}

/** Where the kernel's own rule for main stands. */
const MAIN_AT_LATEST = 32766;

const preferenceOf = ({ preference }: Rule): number => preference;

/**
 * What a plan's rules cost the host's own narrower rules: those that they are asked before, and those whose preference they share.
 * What stands behind main's own rule is hardly ever asked, with the plan or without.
 */
export function ruleRisks(state: HostState, changes: readonly Change[]): Message[] {
  const added = changes.flatMap((change) => (change.kind === 'rule' ? [change] : []));
  const sources = [...new Set(added.map(({ from }) => from.replace(/\/\d+$/, '')))];
  const asked = ([4, 6] as const).flatMap((family) => {
    const rules = rulesOf(state, family);
    const main = rules.find((rule) => looksUpMain(rule) && reachOf(rule, ANYONE[family]) === 'all');
    return rules.filter(({ preference }) => preference < (main?.preference ?? Infinity));
  });
  const beside = (holds: (preference: number, added: number) => boolean) =>
    asked.filter((rule) =>
      added.some(
        ({ family, preference, from, table }) =>
          family === rule.family && holds(rule.preference, preference) && isNarrower(rule, from, table),
      ),
    );
  const overridden = beside((preference, of) => preference > of);
  const shared = beside((preference, of) => preference === of);
  return [
    ...(overridden.length === 0
      ? []
      : [{ key: 'risk.rules-overridden', rules: overridden, sources } as const]),
    ...(shared.length === 0 ? [] : [{ key: 'risk.preference-shared', rules: shared } as const]),
  ];
}

/** A source that no rule names. */
const ANYONE = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** What is not understood may decide for any packet: behind it nothing could be shown. */
function mayDecide(rule: Rule, from: string): boolean {
  const reach = reachOf(rule, from);
  return reach === 'all' || (reach === 'some' && rule.notUnderstood !== undefined);
}

function isNarrower(rule: Rule, from: string, table: number): boolean {
  const { action, preference } = rule;
  const isSameTable = action.kind === 'lookup' && action.table === String(table);
  return preference > 0 && !isSameTable && reachOf(rule, from) === 'some';
}

/**
 * Which packets that this host sends from the address (`from`, CIDR) meet the rule and are decided there. A rule for a source counts as
 * met by some, since it was made for that source; so does table local, in which most find nothing, and what is not understood.
 */
function reachOf(rule: Rule, from: string): Reach {
  if (rule.action.kind === 'nop' || rule.preference === 0) return 'none';
  const parts = partsOf(rule, from);
  if (rule.not) {
    if (parts.some(({ reach }) => reach === 'none')) return 'all';
    if (parts.every(({ reach }) => reach === 'all')) return 'none';
    return parts.some(({ usual }) => usual === 'unmet') ? 'all' : 'some';
  }
  if (parts.some(({ reach }) => reach === 'none')) return 'none';
  const isLocal = rule.action.kind === 'lookup' && rule.action.table === TABLE.local;
  return parts.length > 0 || isLocal ? 'some' : 'all';
}

/** A selector of a rule. `usual`: answers do not meet it by themselves (a mark, a device that a socket is bound to). */
type Part = { reach: Reach; usual?: 'unmet' };

function partsOf(rule: Rule, from: string): Part[] {
  const { iif, oif, fwmark, tos, dscp, ipproto, sport, dport, uidrange, tunId, l3mdev, notUnderstood } = rule;
  const parts: Part[] = [];
  if (isNetwork(rule.from)) parts.push({ reach: overlap(rule.from, from) });
  if (isNetwork(rule.to)) parts.push({ reach: 'some' });
  // What the host sends itself comes in by lo (in a VRF: by its device).
  if (iif !== undefined) parts.push({ reach: iif === 'lo' ? 'all' : 'none' });
  if (oif !== undefined) parts.push(rule.oifDetached ? { reach: 'none' } : { reach: 'some', usual: 'unmet' });
  if (fwmark !== undefined) parts.push({ reach: 'some', usual: 'unmet' });
  for (const selector of [tos, dscp, ipproto, sport, dport, uidrange, tunId, notUnderstood])
    if (selector !== undefined) parts.push({ reach: 'some' });
  if (l3mdev) parts.push({ reach: 'some' });
  return parts;
}

function isNetwork(prefix: string | undefined): prefix is string {
  return prefix !== undefined && parsePrefix(prefix)?.length !== 0;
}

function overlap(prefix: string, from: string): Reach {
  const [outer, inner] = [parsePrefix(prefix), parsePrefix(from)];
  if (!outer || !inner) return 'some';
  return prefixContains(outer, inner) ? 'all' : 'none';
}
