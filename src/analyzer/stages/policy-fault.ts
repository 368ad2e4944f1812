import type { Cause, HostState, Rule } from '../model/index.ts';
import {
  formatPrefix,
  kernelModel,
  parseAddress,
  parsePrefix,
  prefixContains,
  type RouteAnswer,
} from '../routes/index.ts';
import { deviceOf, type Walk } from '../walk.ts';

/** What is wrong with the policy that routes the answer, where the answer does not go back as the request came. */
export type PolicyFault = { cause: Cause; because: string };

const MAIN = '254';

/**
 * Looks for a reason in the policy rules why the answer takes another way than the request came by: a rule that stands
 * too late, an empty table, no look at main, a VPN's catch-all, two interfaces in one network, a rule that is missing.
 */
export function policyFault(walk: Walk): PolicyFault | undefined {
  const answer = walk.replyRoute;
  if (answer.kind === 'unknown' || answer.kind === 'refused') return undefined;
  if (answer.kind === 'route' && deviceOf(answer) === walk.ingress) return undefined;
  const rules = walk.state.rules[walk.family];
  if (!rules) return undefined;
  return (
    mainRuleMissing(rules, answer) ??
    ownRuleFault(walk, rules, answer) ??
    hidesConnected(walk, answer) ??
    vpnCaptures(walk, answer) ??
    duplicatePrefix(walk, answer) ??
    ruleMissing(walk, rules)
  );
}

/** Whether the rules are known and none of them looks up main. */
export function lacksMainRule({ state, family }: Walk): boolean {
  const rules = state.rules[family];
  return rules !== undefined && !rules.some(looksUpMain);
}

function looksUpMain({ action }: Rule): boolean {
  return action.kind === 'lookup' && action.table === MAIN;
}

function mainRuleMissing(rules: readonly Rule[], answer: RouteAnswer): PolicyFault | undefined {
  if (rules.some(looksUpMain) || answer.kind !== 'error') return undefined;
  return {
    cause: 'main-rule-missing',
    because: 'no policy rule looks up table main, so its routes are never used',
  };
}

/** The rule that was meant for this address: it stands behind another that decides, or its table has nothing to say. */
function ownRuleFault(walk: Walk, rules: readonly Rule[], answer: RouteAnswer): PolicyFault | undefined {
  const from = walk.replyQuery.from ?? walk.flow.to;
  const own = rules.filter((rule) => isForAddress(rule, from));
  for (const rule of own) {
    if (rule.action.kind !== 'lookup') continue;
    const { table } = rule.action;
    const alone = lookupWithRules(walk, [rule]);
    const named = `rule ${rule.preference} (from ${rule.from} lookup ${table})`;
    if (alone.kind === 'route' && deviceOf(alone) === walk.ingress) {
      const decider = answer.why.rule;
      const what = decider ? `rule ${decider.preference} (${ruleWords(decider)})` : 'another rule';
      return {
        cause: 'policy-rule-shadowed',
        because: `${named} is right, but ${what} stands before it and decides`,
      };
    }
    if (alone.kind === 'error') {
      const empty = !(walk.state.routes[walk.family] ?? []).some((route) => route.table === table);
      const lacks = empty ? 'has no route at all' : `has no route to ${walk.sender}`;
      return { cause: 'policy-table-empty', because: `${named} matches, but table ${table} ${lacks}` };
    }
  }
  return undefined;
}

function isForAddress(rule: Rule, address: string): boolean {
  const prefix = rule.from === undefined || rule.not ? undefined : parsePrefix(rule.from);
  const parsed = parseAddress(address);
  return prefix !== undefined && parsed !== undefined && prefix.length > 0 && prefixContains(prefix, parsed);
}

/** The answer as it would be if only table local and these rules were asked. */
function lookupWithRules({ state, family, replyQuery }: Walk, rules: Rule[]): RouteAnswer {
  const local: Rule = { family, preference: 0, action: { kind: 'lookup', table: '255' } };
  const reduced: HostState = { ...state, rules: { ...state.rules, [family]: [local, ...rules] } };
  return kernelModel(reduced).lookup(replyQuery);
}

/** A policy table's default route takes what main would deliver on the link that the request came from. */
function hidesConnected(walk: Walk, answer: RouteAnswer): PolicyFault | undefined {
  const { rule, table } = answer.why;
  if (answer.kind !== 'route' || rule === undefined || table === undefined || table === MAIN)
    return undefined;
  const byMain = lookupWithRules(walk, [
    { family: walk.family, preference: 1, action: { kind: 'lookup', table: MAIN } },
  ]);
  if (byMain.kind !== 'route' || byMain.gateway !== undefined || deviceOf(byMain) !== walk.ingress)
    return undefined;
  const because = `rule ${rule.preference} (${ruleWords(rule)}) sends the answer to ${answer.gateway ?? deviceOf(answer)}, though ${walk.sender} is on the link ${walk.ingress}`;
  return { cause: 'policy-table-hides-connected', because };
}

const VPN_KINDS = new Set(['wireguard', 'tun', 'ipip', 'gre', 'xfrm', 'vti', 'ppp']);
const VPN_NAMES = /^(wg|tun|tailscale|zt|ppp|nebula)/;

function vpnCaptures(walk: Walk, answer: RouteAnswer): PolicyFault | undefined {
  const dev = deviceOf(answer);
  const { rule } = answer.why;
  if (dev === undefined || rule === undefined || rule.from !== undefined) return undefined;
  const kind = walk.state.links?.find(({ name }) => name === dev)?.kind;
  const isVpn = (kind !== undefined && VPN_KINDS.has(kind)) || VPN_NAMES.test(dev);
  const isMain =
    rule.action.kind === 'lookup' && rule.action.table === MAIN && rule.suppressPrefixLength === undefined;
  if (!isVpn || isMain) return undefined;
  const because = `rule ${rule.preference} (${ruleWords(rule)}) sends every answer into ${dev}`;
  return { cause: 'vpn-captures-reply', because };
}

/** Two interfaces in one network: the connected route of the other one wins. */
function duplicatePrefix(walk: Walk, answer: RouteAnswer): PolicyFault | undefined {
  const dev = deviceOf(answer);
  const { route } = answer.why;
  if (answer.kind !== 'route' || answer.gateway !== undefined || !route || dev === undefined)
    return undefined;
  const same = (walk.state.addresses ?? []).find((address) => {
    const prefix = parsePrefix(`${address.local}/${address.prefixLength}`);
    return address.dev === walk.ingress && prefix !== undefined && formatPrefix(prefix) === route.destination;
  });
  if (!same) return undefined;
  const because = `${walk.ingress} and ${dev} are both in ${route.destination}, and the route by ${dev} wins`;
  return { cause: 'duplicate-connected-prefix', because };
}

/** Siblings have a rule for their addresses, and this address has none. */
function ruleMissing(walk: Walk, rules: readonly Rule[]): PolicyFault | undefined {
  if (walk.passage.translated) return undefined;
  const siblings = (walk.state.addresses ?? []).filter(
    ({ dev, local, family }) => family === walk.family && dev !== walk.ingress && local !== walk.flow.to,
  );
  const covered = siblings.find(({ local }) =>
    rules.some((rule) => rule.preference > 0 && isForAddress(rule, local)),
  );
  if (!covered || rules.some((rule) => isForAddress(rule, walk.flow.to))) return undefined;
  const because = `${covered.local} on ${covered.dev} has a policy rule of its own, ${walk.flow.to} has none`;
  return { cause: 'policy-rule-missing', because };
}

function ruleWords(rule: Rule): string {
  const action = rule.action.kind === 'lookup' ? `lookup ${tableName(rule.action.table)}` : rule.action.kind;
  const mark = rule.fwmark ? ` fwmark 0x${rule.fwmark.value.toString(16)}` : '';
  return `${rule.not ? 'not ' : ''}from ${rule.from ?? 'all'}${mark} ${action}`;
}

function tableName(table: string): string {
  return { '253': 'default', '254': 'main', '255': 'local' }[table] ?? table;
}
