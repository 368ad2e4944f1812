import { covers, defaultRules, linkOf, type Rule, TABLE, tableName } from '../model/index.ts';
import {
  formatPrefix,
  parseAddress,
  parsePrefix,
  prefixContains,
  type RouteAnswer,
} from '../routes/index.ts';
import { looksUpMain } from '../seen/rules.ts';
import { cite, deviceOf, once, type Walk } from '../walk/index.ts';
import { type Assumption, type Claim, claim } from './cause.ts';
import { hidesConnected, mayHideConnected } from './hides-connected.ts';
import { type Fault, lookupWithRules, type PolicyCause } from './policy-lookup.ts';
import { routingRests } from './priors.ts';

/**
 * What is wrong with the policy that routes the answer, where the answer does not go back as the request came: a rule that
 * stands too late, an empty table, no look at main, a VPN's catch-all, two interfaces in one network, a rule that is missing.
 */
export const policyFault = once(findFault);

/** The policy's fault as a claim, where it is of this cause. */
export function policyClaims(walk: Walk, cause: PolicyCause): Claim[] {
  const fault = policyFault(walk);
  if (fault?.cause !== cause) return [];
  const { rests = [], ...told } = fault;
  const leavesElsewhere = walk.modelled.replyRoute.kind === 'route' || walk.seen.egress !== undefined;
  return [
    claim(told, 'reply-route', {
      ...(leavesElsewhere ? { after: 'accepted', before: 'returned' } : {}),
      // Where no rule looks up main, strict mode refuses for that same reason, and already the neighbours' questions.
      ...(cause === 'main-rule-missing' ? { after: 'sent', explainsSilence: true } : {}),
      ...(EXPLAINS_REFUSAL.has(cause) ? { explainsRefusal: true } : {}),
      evidence: cite(walk, 'routes', 'rules', 'oracle', 'addresses'),
      rests: [...routingRests(walk), ...rests],
    }),
  ];
}

/** Faults that somebody made or forgot in the rules: strict mode is not the first thing to look at then. */
const EXPLAINS_REFUSAL: ReadonlySet<PolicyCause> = new Set([
  'vpn-captures-reply',
  'policy-rule-missing',
  'policy-rule-shadowed',
  'policy-table-empty',
  'policy-table-hides-connected',
]);

function findFault(walk: Walk): Fault | undefined {
  const answer = walk.modelled.replyRoute;
  if (answer.kind === 'refused') return undefined;
  // Where no rules were shown the answer rests on those that a kernel begins with.
  const rules = walk.modelled.state.rules[walk.asked.family] ?? defaultRules(walk.asked.family);
  // Back by the same interface, and yet by a gateway to somebody who is on that link.
  if (answer.kind === 'route' && deviceOf(answer) === walk.seen.ingress)
    return answer.gateway === undefined
      ? undefined
      : (hidesConnected(walk, answer) ??
          ownTableLacks(walk, rules, answer) ??
          mayHideConnected(walk, answer));
  // It was seen to leave as it should: the rules that lead elsewhere are not those in force.
  if (walk.seen.answerLeft && walk.seen.egress === walk.seen.ingress) return undefined;
  if (answer.kind === 'unknown') {
    const leftElsewhere = walk.seen.egress !== undefined && walk.seen.egress !== walk.seen.ingress;
    return (
      tableNotShown(walk, rules, answer) ??
      emptyBefore(walk, rules, answer) ??
      (leftElsewhere ? vpnSeen(walk, rules) : undefined) ??
      (leftElsewhere ? ruleMissing(walk, rules) : undefined) ??
      ruleMissingForDefaults(walk, rules, answer)
    );
  }
  return (
    mainRuleMissing(rules, answer) ??
    ownRuleFault(walk, rules) ??
    vpnCaptures(walk, rules, answer) ??
    hidesConnected(walk, answer) ??
    duplicatePrefix(walk, answer) ??
    ruleMissing(walk, rules)
  );
}

/** The table of the address' own rule has no way out, and the next one leads by the gateway of another network of the interface. */
function ownTableLacks(walk: Walk, rules: readonly Rule[], answer: RouteAnswer): Fault | undefined {
  const gateway = answer.kind === 'route' ? parseAddress(answer.gateway ?? '') : undefined;
  const own = walk.modelled.state.addresses?.find(({ local }) => local === walk.asked.flow.to);
  const network = own && parsePrefix(`${own.local}/${own.prefixLength}`);
  if (!gateway || !network || prefixContains(network, gateway)) return undefined;
  const fault = ownRuleFault(walk, rules);
  return fault?.cause === 'policy-table-empty' ? fault : undefined;
}

/** A cut listing holds a rule of action `unknown` where it ends: then main may be looked up behind it. */
function mainRuleMissing(rules: readonly Rule[], answer: RouteAnswer): Fault | undefined {
  const cut = rules.some(({ action }) => action.kind === 'unknown');
  if (cut || rules.some(looksUpMain) || answer.kind !== 'error') return undefined;
  return { cause: 'main-rule-missing', facts: {} };
}

/** The rule that was meant for this address: it stands behind another that decides, or its table has nothing to say. */
function ownRuleFault(walk: Walk, rules: readonly Rule[]): Fault | undefined {
  for (const rule of rulesFor(walk, rules)) {
    if (rule.action.kind !== 'lookup') continue;
    const { table } = rule.action;
    const alone = lookupWithRules(walk, [rule]);
    if (alone.kind === 'route' && deviceOf(alone) === walk.seen.ingress) {
      const decider = walk.modelled.replyWhy.rule;
      return { cause: 'policy-rule-shadowed', facts: { rule, ...(decider ? { decider } : {}) } };
    }
    // Only a rule that was asked about this answer, and found nothing, is at fault.
    if (alone.kind === 'error' && wasAsked(walk, rule)) {
      const empty = !(walk.modelled.state.routes[walk.asked.family] ?? []).some(
        (route) => route.table === table,
      );
      return { cause: 'policy-table-empty', facts: { rule, table, empty } };
    }
  }
  return undefined;
}

function wasAsked({ modelled: { replyWhy } }: Walk, rule: Rule): boolean {
  const step = replyWhy.steps.find((one) => one.rule === rule);
  return step !== undefined && step.outcome !== 'not-matched';
}

/** The rule leads to a table that was not shown: it may be empty. */
function tableNotShown(walk: Walk, rules: readonly Rule[], answer: RouteAnswer): Fault | undefined {
  const question = answer.kind === 'unknown' ? answer.question : undefined;
  if (question?.about !== 'routes') return undefined;
  const rule = rulesFor(walk, rules).find(
    ({ action }) => action.kind === 'lookup' && action.table === question.table,
  );
  if (!rule) return undefined;
  return {
    cause: 'policy-table-empty',
    facts: { rule, table: question.table, empty: false },
    rests: [{ question, kind: 'open', otherwise: 'default' }],
  };
}

/** The rule's table has nothing to say; where the answer goes then was not shown. */
function emptyBefore(walk: Walk, rules: readonly Rule[], answer: RouteAnswer): Fault | undefined {
  const fault = ownRuleFault(walk, rules);
  if (fault?.cause !== 'policy-table-empty' || answer.kind !== 'unknown') return undefined;
  return { ...fault, rests: [{ question: answer.question, kind: 'open', otherwise: 'open' }] };
}

function rulesFor(walk: Walk, rules: readonly Rule[]): Rule[] {
  const from = walk.modelled.replyQuery.from ?? walk.asked.flow.to;
  return rules.filter((rule) => isForAddress(rule, from));
}

function isForAddress(rule: Rule, address: string): boolean {
  const prefix = rule.from === undefined || rule.not ? undefined : parsePrefix(rule.from);
  const parsed = parseAddress(address);
  return prefix !== undefined && parsed !== undefined && prefix.length > 0 && prefixContains(prefix, parsed);
}

const VPN_KINDS = new Set(['wireguard', 'tun', 'ipip', 'gre', 'xfrm', 'vti', 'ppp']);
const VPN_NAMES = /^(wg|tun|tailscale|zt|ppp|nebula)/;

function vpnCaptures(walk: Walk, rules: readonly Rule[], answer: RouteAnswer): Fault | undefined {
  const device = deviceOf(answer);
  // What the kernel itself answered names the table, and the rule that looks it up may be listed.
  const table = answer.kind === 'route' ? answer.table : undefined;
  const rule =
    walk.modelled.replyWhy.rule ??
    rules.find(({ action }) => action.kind === 'lookup' && action.table === table);
  if (device === undefined || rule === undefined || rule.from !== undefined) return undefined;
  const isMain = looksUpMain(rule) && rule.suppressPrefixLength === undefined;
  return !isMain && isTunnel(walk, device, rule)
    ? { cause: 'vpn-captures-reply', facts: { rule, device } }
    : undefined;
}

/**
 * The answer was seen leaving by a tunnel, and a rule of the VPN's leads there: what else the rules hold was not all shown. A rule
 * for everything, or for all that has not the VPN's own mark (wg-quick(8)), tells it without its table.
 */
function vpnSeen(walk: Walk, rules: readonly Rule[]): Fault | undefined {
  const device = walk.seen.egress;
  const { family } = walk.asked;
  const isListed = (table: string) =>
    covers(walk.modelled.state.coverage, 'routes', { family, table }) ||
    defaultDevice(walk, table) !== undefined;
  const rule = rules.find(
    ({ action, from, to, iif, not, fwmark }) =>
      from === undefined &&
      action.kind === 'lookup' &&
      (defaultDevice(walk, action.table) === device ||
        (to === undefined &&
          iif === undefined &&
          (fwmark === undefined || not === true) &&
          !KERNEL_TABLES.has(action.table) &&
          !isListed(action.table))),
  );
  if (device === undefined || rule?.action.kind !== 'lookup' || looksUpMain(rule)) return undefined;
  if (!isTunnel(walk, device, rule)) return undefined;
  const { table } = rule.action;
  const rests: Assumption[] = isListed(table)
    ? []
    : [{ question: { about: 'routes', family, table }, kind: 'default', otherwise: 'unusual' }];
  return { cause: 'vpn-captures-reply', facts: { rule, device }, rests };
}

/**
 * Whether a device is a tunnel: by its kind or name; by its link, which asks for no neighbours; or by the rules of wg-quick(8),
 * which leads whatever has not its own mark into a table of that number, with the tunnel alone as its way out.
 */
function isTunnel({ modelled: { state }, asked: { family } }: Walk, device: string, rule: Rule): boolean {
  const link = linkOf(state, device);
  if (VPN_NAMES.test(device) || (link?.kind !== undefined && VPN_KINDS.has(link.kind))) return true;
  if (link?.kind !== undefined) return false;
  if (link?.flags.includes('POINTOPOINT')) return true;
  const table = rule.action.kind === 'lookup' ? rule.action.table : undefined;
  const exits = (state.routes[family] ?? []).filter((route) => route.table === table);
  const isBare = exits.some(({ nextHops }) =>
    nextHops.some(({ dev, gateway }) => dev === device && gateway === undefined),
  );
  if (!isBare) return false;
  if (link?.flags.includes('NOARP')) return true;
  const own = (state.addresses ?? []).filter(
    (address) => address.dev === device && address.family === family,
  );
  const isAlone =
    own.length > 0 && own.every(({ prefixLength }) => prefixLength === (family === 4 ? 32 : 128));
  const isMarked = rule.not === true && rule.fwmark !== undefined;
  return isAlone || isMarked;
}

/** Two interfaces in one network: the connected route of the other one wins. */
function duplicatePrefix(walk: Walk, answer: RouteAnswer): Fault | undefined {
  const device = deviceOf(answer);
  const { route } = walk.modelled.replyWhy;
  if (answer.kind !== 'route' || answer.gateway !== undefined || !route || device === undefined)
    return undefined;
  const same = (walk.modelled.state.addresses ?? []).some((address) => {
    const prefix = parsePrefix(`${address.local}/${address.prefixLength}`);
    return (
      address.dev === walk.seen.ingress && prefix !== undefined && formatPrefix(prefix) === route.destination
    );
  });
  return same
    ? { cause: 'duplicate-connected-prefix', facts: { prefix: route.destination, device } }
    : undefined;
}

/** Siblings have a rule for their addresses, or a table of its own is there for this one, and no rule is for this address. */
function ruleMissing(walk: Walk, rules: readonly Rule[]): Fault | undefined {
  // A cut listing may hold the rule where it ends.
  const isCut = rules.some(({ action }) => action.kind === 'unknown');
  if (
    isCut ||
    walk.modelled.passage.translated ||
    rules.some((rule) => isForAddress(rule, walk.asked.flow.to))
  )
    return undefined;
  const sibling = siblingWithRule(walk, rules);
  const table = tableWithoutRule(walk, rules) ?? tableOfSibling(walk, rules, sibling?.sibling);
  if (table === undefined && sibling === undefined) return undefined;
  const { state } = walk.modelled;
  const { family } = walk.asked;
  // Only a listing whose end and command were shown has no rule that is not in it.
  const isWhole = covers(state.coverage, 'rules', { family });
  return {
    cause: 'policy-rule-missing',
    facts: { ...sibling, ...(table === undefined ? {} : { table: tableName(table) }) },
    ...(isWhole
      ? {}
      : { rests: [{ question: { about: 'rules', family }, kind: 'default', otherwise: 'unusual' }] }),
  };
}

/** Of main the default routes alone are known, and none of them leads back: what else it holds seldom leads to a sender. */
function ruleMissingForDefaults(
  walk: Walk,
  rules: readonly Rule[],
  { question }: Extract<RouteAnswer, { kind: 'unknown' }>,
): Fault | undefined {
  const device = defaultDevice(walk, TABLE.main);
  const isOfMain = question.about === 'routes' && question.table === TABLE.main;
  if (!isOfMain || device === undefined || device === walk.seen.ingress) return undefined;
  const fault = ruleMissing(walk, rules);
  if (fault === undefined) return undefined;
  return { ...fault, rests: [...(fault.rests ?? []), { question, kind: 'default', otherwise: 'open' }] };
}

/** Another address of the host that a rule is for: as the addresses show, or the routes by their source or their network. */
function siblingWithRule(
  walk: Walk,
  rules: readonly Rule[],
): { sibling: string; siblingDevice?: string } | undefined {
  const { state } = walk.modelled;
  const { family, flow } = walk.asked;
  const { ingress } = walk.seen;
  const own = rules.filter(({ preference }) => preference > 0);
  const listed = (state.addresses ?? []).map(({ dev, local, family: of }) => ({ dev, local, of }));
  const sources = (state.routes[family] ?? []).flatMap(({ prefsrc, nextHops: [hop] }) =>
    prefsrc === undefined || hop?.dev === undefined ? [] : [{ dev: hop.dev, local: prefsrc, of: family }],
  );
  const covered = [...listed, ...sources].find(
    ({ dev, local, of }) =>
      of === family &&
      local !== flow.to &&
      own.some(
        (rule) =>
          isForAddress(rule, local) && isForAll(rule) && (dev !== ingress || leadsBy(walk, rule, dev)),
      ),
  );
  if (covered) return { sibling: covered.local, siblingDevice: covered.dev };
  for (const rule of own) {
    const { from, not, action } = rule;
    if (from === undefined || not || action.kind !== 'lookup' || !isForAll(rule)) continue;
    const device = defaultDevice(walk, action.table);
    if (device !== undefined && device !== ingress && isConnected(walk, from, device))
      return { sibling: from, siblingDevice: device };
  }
  return undefined;
}

/** Whether a rule is for whatever is sent from its addresses: one for a mark, a user or a port is no address' own. */
function isForAll({ fwmark, uidrange, ipproto, sport, dport, tos, dscp, oif, tunId, l3mdev }: Rule): boolean {
  const narrower = [fwmark, uidrange, ipproto, sport, dport, tos, dscp, oif, tunId, l3mdev];
  return narrower.every((selector) => selector === undefined || selector === false);
}

/** The table that another address of the same interface is led to, back by that interface. */
function tableOfSibling(walk: Walk, rules: readonly Rule[], sibling: string | undefined): string | undefined {
  const rule = rules.find((one) => sibling !== undefined && isForAddress(one, sibling));
  return rule?.action.kind === 'lookup' && leadsBy(walk, rule, walk.seen.ingress)
    ? rule.action.table
    : undefined;
}

function leadsBy(walk: Walk, { action }: Rule, device: string): boolean {
  return action.kind === 'lookup' && defaultDevice(walk, action.table) === device;
}

/** Whether the gateway of the table lies in the network that the rule is for: then it is a network of the host's own. */
function isConnected(
  { modelled: { state }, asked: { family } }: Walk,
  from: string,
  device: string,
): boolean {
  const prefix = parsePrefix(from);
  return (state.routes[family] ?? []).some(({ nextHops, destination }) =>
    nextHops.some(({ dev, gateway }) => {
      if (dev !== device || prefix === undefined) return false;
      const address = parseAddress(gateway ?? destination.split('/')[0] ?? '');
      return address !== undefined && prefixContains(prefix, address);
    }),
  );
}

/** A table that no rule looks up, whose default route leads by the interface that was asked about. */
function tableWithoutRule(walk: Walk, rules: readonly Rule[]): string | undefined {
  const looked = new Set(rules.flatMap(({ action }) => (action.kind === 'lookup' ? [action.table] : [])));
  const vrfs = new Set((walk.modelled.state.links ?? []).map(({ vrfTable }) => vrfTable));
  if (looked.has('l3mdev')) return undefined;
  const tables = new Set((walk.modelled.state.routes[walk.asked.family] ?? []).map(({ table }) => table));
  return [...tables].find(
    (table) =>
      !KERNEL_TABLES.has(table) &&
      !looked.has(table) &&
      !vrfs.has(table) &&
      defaultDevice(walk, table) === walk.seen.ingress,
  );
}

const KERNEL_TABLES: ReadonlySet<string> = new Set(Object.values(TABLE));

function defaultDevice({ modelled: { state }, asked: { family } }: Walk, table: string): string | undefined {
  const route = (state.routes[family] ?? []).find(
    (one) => one.table === table && one.destination.endsWith('/0') && one.type === 'unicast',
  );
  return route?.nextHops[0]?.dev;
}
