import {
  type AddressValue,
  type OpenQuestion,
  type ParsedPrefix,
  parsePrefix,
  type Route,
  type Rule,
} from '../model/index.ts';
import type { RouteError, RuleOutcome, Selector } from './answers.ts';
import type { DeviceComparison } from './device-rules.ts';
import { groupName } from './devices.ts';
import { MAIN } from './table-numbers.ts';
import type { Found, TableResult } from './table-route.ts';
import { NotKnown, recordStep, type Trace } from './trace.ts';

/** A packet as the rules see it. */
export interface RuleFlow {
  family: 4 | 6;
  to: AddressValue;
  /** `undefined`: no source yet. */
  from: AddressValue | undefined;
  /** Whether the packet arrives (`iif lo` can be asked too), or is sent by this host. */
  arriving: boolean;
  /** Ingress device; `lo` for what this host sends. */
  iif: string;
  oif: string | undefined;
  mark: number;
  tos: number;
  ipproto: number;
  sport: number;
  dport: number;
  /** `undefined`: that of a listening socket, which was not shown. */
  uid: number | undefined;
  /** VRF that the flow belongs to. */
  vrf: { dev: string; table: string } | undefined;
}

/** What the rules came to. */
export type RulesResult<Match> =
  | { kind: 'match'; match: Match }
  | { kind: 'error'; error: RouteError; rejected: boolean };

/** A rule ready for matching. */
export interface CompiledRule {
  rule: Rule;
  from: ParsedPrefix | undefined;
  to: ParsedPrefix | undefined;
  /** Index of the rule that a resolved goto jumps to. */
  target: number;
  table: string;
  /** What a lookup hangs on that needs this rule. */
  open: OpenQuestion | undefined;
  /** It asks for nothing: every flow meets it. */
  meetsAll: boolean;
}

export interface RuleTables<Match> {
  sameDevice: DeviceComparison;
  lookup(table: string, flow: RuleFlow, trace: Trace | undefined): TableResult<Match>;
  isEmpty(table: string): boolean;
  groupOf(dev: string): string | undefined;
  /** Prefix lengths of routes of which any may be found in a route's place. */
  lengthsBeside(route: Route): readonly number[];
}

/** Compiles one family's rules, in the order in which the kernel tries them. */
export function compileRules(
  family: 4 | 6,
  rules: readonly Rule[],
  tableOf: (name: string) => string,
): CompiledRule[] {
  const ordered = rules.toSorted((a, b) => a.preference - b.preference);
  return ordered.map((rule, index) => {
    const { action } = rule;
    const from = rule.from === undefined ? undefined : parsePrefix(rule.from, family);
    const to = rule.to === undefined ? undefined : parsePrefix(rule.to, family);
    const unread =
      rule.to !== undefined && !to
        ? `to ${rule.to}`
        : rule.from !== undefined && !from
          ? `from ${rule.from}`
          : rule.notUnderstood;
    const open = openQuestion(rule, unread);
    const target =
      action.kind === 'goto'
        ? ordered.findIndex((other, place) => place > index && other.preference === action.target)
        : -1;
    return {
      rule,
      from,
      to,
      target,
      table: action.kind === 'lookup' ? tableOf(action.table) : '',
      open,
      meetsAll: asksNothing(rule),
    };
  });
}

const ALWAYS = new Set(['family', 'preference', 'action', 'protocol', 'notUnderstood']);

function asksNothing(rule: Rule): boolean {
  return Object.entries(rule).every(
    ([key, value]) => ALWAYS.has(key) || key.startsWith('suppress') || !value,
  );
}

function openQuestion({ family, action }: Rule, unread: string | undefined): OpenQuestion | undefined {
  if (unread !== undefined) return { about: 'not-understood', part: `rules${family}`, text: unread };
  return action.kind === 'unknown' ? { about: 'rules', family } : undefined;
}

function inside(prefix: ParsedPrefix, value: AddressValue | undefined): boolean {
  const known = value ?? (prefix.family === 4 ? 0 : undefined);
  return known === undefined ? prefix.length === 0 : known >= prefix.first && known <= prefix.last;
}

/**
 * IPv4 compares the old TOS bits of the flow with the rule's whole value, IPv6 the whole DSCP; ECN bits never count
 * (measured on 6.18).
 */
export function tosMatches(family: 4 | 6, wanted: number, tos: number): boolean {
  return (tos & (family === 4 ? 0x1c : 0xfc)) === wanted;
}

const UDP = 17;

/** Whether the rule's range of user ids holds the flow's; `undefined` where that is not known. */
function isInRange({ uidrange }: Rule, uid: number | undefined): boolean | undefined {
  if (!uidrange) return true;
  return uid === undefined ? undefined : uid >= uidrange.from && uid <= uidrange.to;
}

/** The first selector of the rule that the flow does not meet. */
function failedSelector(
  { rule, from, to }: CompiledRule,
  flow: RuleFlow,
  sameDevice: DeviceComparison,
): Selector | undefined {
  const sameIif =
    rule.iif === undefined || (!rule.iifDetached && sameDevice(rule.iif, flow.iif, flow.vrf?.dev));
  if (sameIif === false) return 'iif';
  const sameOif =
    rule.oif === undefined || (!rule.oifDetached && sameDevice(rule.oif, flow.oif, flow.vrf?.dev));
  if (sameOif === false) return 'oif';
  if (rule.fwmark && ((flow.mark ^ rule.fwmark.value) & rule.fwmark.mask) !== 0) return 'fwmark';
  if (rule.tunId !== undefined && Number(rule.tunId) !== 0) return 'tun_id';
  if (rule.l3mdev && !flow.vrf) return 'l3mdev';
  const inRange = isInRange(rule, flow.uid);
  if (inRange === false) return 'uidrange';
  if (from && !inside(from, flow.from)) return 'from';
  if (to && !inside(to, flow.to)) return 'to';
  if (rule.tos && !tosMatches(flow.family, rule.tos, flow.tos)) return 'tos';
  if (rule.dscp !== undefined && flow.tos >>> 2 !== rule.dscp) return 'dscp';
  if (rule.ipproto && rule.ipproto !== flow.ipproto) return 'ipproto';
  if (rule.sport && (flow.sport < rule.sport.from || flow.sport > rule.sport.to)) return 'sport';
  if (rule.dport && (flow.dport < rule.dport.from || flow.dport > rule.dport.to)) return 'dport';
  if (inRange === undefined) {
    const protocol = flow.ipproto === UDP ? 'udp' : 'tcp';
    throw new NotKnown({ about: 'sockets', protocol, port: flow.sport });
  }
  if (sameIif === undefined || sameOif === undefined) {
    throw new NotKnown({ about: 'untold', what: 'vrf-rule', subject: String(rule.preference) });
  }
  return undefined;
}

const RULE_ERRORS = { unreachable: 'ENETUNREACH', prohibit: 'EACCES', blackhole: 'EINVAL' } as const;

function groupOf<Match>(dev: string, tables: RuleTables<Match>): string {
  const group = tables.groupOf(dev);
  if (group === undefined) throw new NotKnown({ about: 'link', device: dev });
  return group;
}

function suppression<Match>(
  rule: Rule,
  { length, devices, route: { route } }: Found<Match>,
  tables: RuleTables<Match>,
): RuleOutcome | undefined {
  const { suppressPrefixLength: longest } = rule;
  if (longest !== undefined) {
    const suppressed = length <= longest;
    if (tables.lengthsBeside(route).some((other) => other <= longest !== suppressed))
      throw new NotKnown({ about: 'untold', what: 'shared-next-hop', subject: String(route.nextHopObject) });
    if (suppressed) return 'suppressed-prefix-length';
  }
  if (rule.suppressIfGroup === undefined) return undefined;
  const wanted = groupName(rule.suppressIfGroup);
  const suppressed = devices.map((dev) => dev !== undefined && groupOf(dev, tables) === wanted);
  if (suppressed.includes(true) && suppressed.includes(false)) {
    throw new NotKnown({ about: 'untold', what: 'flow-hash', subject: String(rule.preference) });
  }
  return suppressed[0] ? 'suppressed-group' : undefined;
}

/** Tries the rules in order until one decides (kernel.md, "Policy rules"); without a decision the network is unreachable. */
export function walkRules<Match>(
  rules: readonly CompiledRule[],
  flow: RuleFlow,
  tables: RuleTables<Match>,
  trace: Trace | undefined,
): RulesResult<Match> {
  for (let index = 0; index < rules.length; index++) {
    const compiled = rules[index] as CompiledRule;
    const { rule, open } = compiled;
    const failed = compiled.meetsAll ? undefined : failedSelector(compiled, flow, tables.sameDevice);
    const step = trace && (failed === undefined ? { rule } : { rule, failed });
    if (open !== undefined && (failed === undefined || rule.not)) throw new NotKnown(open);
    if ((failed === undefined) === (rule.not ?? false)) {
      recordStep(trace, step, 'not-matched');
      continue;
    }
    const { action } = rule;
    if (action.kind === 'nop') {
      recordStep(trace, step, 'nop');
      continue;
    }
    if (action.kind === 'goto') {
      const jumps = compiled.target >= 0;
      recordStep(trace, step, jumps ? 'goto' : 'goto-unresolved');
      if (jumps) index = compiled.target - 1;
      continue;
    }
    if (action.kind === 'unreachable' || action.kind === 'prohibit' || action.kind === 'blackhole') {
      recordStep(trace, step, 'rule-rejects');
      if (trace) trace.why.rule = rule;
      return { kind: 'error', error: RULE_ERRORS[action.kind], rejected: true };
    }
    // `not l3mdev` matches without a VRF and then asks main (measured).
    const table = rule.l3mdev ? (flow.vrf?.table ?? MAIN) : compiled.table;
    const result = tables.lookup(table, flow, trace);
    if (!result || result.kind === 'throw') {
      const outcome = result ? 'throw' : trace && tables.isEmpty(table) ? 'table-empty' : 'no-route';
      recordStep(trace, step, outcome, result?.route.route);
      continue;
    }
    const suppressed = result.kind === 'match' ? suppression(rule, result, tables) : undefined;
    if (suppressed) {
      recordStep(trace, step, suppressed, result.route.route);
      continue;
    }
    if (trace) {
      recordStep(trace, step, result.kind === 'match' ? 'taken' : 'route-rejects', result.route.route);
      trace.why.rule = rule;
      trace.why.route = result.route.route;
      trace.why.table = result.route.table;
    }
    if (result.kind === 'match') return { kind: 'match', match: result.match };
    return { kind: 'error', error: result.error, rejected: true };
  }
  return { kind: 'error', error: 'ENETUNREACH', rejected: false };
}
