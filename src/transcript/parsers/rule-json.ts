import type { PortRange, Rule, RuleAction } from '../../analyzer/model/index.ts';
import { prefixOf } from '../forms/addresses.ts';
import { type JsonRecord, number, text } from '../forms/json.ts';
import type { Reading } from './reading.ts';
import { markOf, protocolNumber } from './rule-text.ts';
import { tosOf } from './tos.ts';

const UNDERSTOOD = new Set(
  (
    'priority not src srclen dst dstlen fwmark fwmask iif iif_detached oif oif_detached tos dscp dscp_mask ipproto sport ' +
    'sport_start sport_end dport dport_start dport_end uid_start uid_end tun_id l3mdev table suppress_prefixlen ' +
    'suppress_ifgroup protocol goto unresolved nop action'
  ).split(' '),
);

/** Rules of `ip -j rule`, in its order. */
export function readRulesJson(items: readonly JsonRecord[], family: 4 | 6): Reading<Rule> {
  const found: Rule[] = [];
  const unread: string[] = [];
  for (const item of items) {
    const preference = number(item['priority']);
    if (preference === undefined) unread.push(JSON.stringify(item));
    else found.push(ruleOf(preference, item, family));
  }
  return { found, unread };
}

function ruleOf(preference: number, item: JsonRecord, family: 4 | 6): Rule {
  const rule: Rule = { family, preference, action: actionOf(item) };
  const strange = Object.keys(item).filter((key) => !UNDERSTOOD.has(key));
  if (item['dscp_mask'] !== undefined) strange.push('dscp_mask');
  if ('not' in item) rule.not = true;
  if ('l3mdev' in item) rule.l3mdev = true;
  readPrefixes(rule, item, strange);
  readInterfaces(rule, item);
  readNumbers(rule, item, strange);
  const protocol = text(item['protocol']);
  const tunId = text(item['tun_id']);
  const group = text(item['suppress_ifgroup']);
  if (protocol !== undefined) rule.protocol = protocol;
  if (tunId !== undefined) rule.tunId = tunId;
  if (group !== undefined) rule.suppressIfGroup = group;
  if (strange.length > 0) rule.notUnderstood = strange.join(' ').slice(0, 200);
  return rule;
}

function actionOf(item: JsonRecord): RuleAction {
  const action = text(item['action']);
  if (action === 'unreachable' || action === 'prohibit' || action === 'blackhole') return { kind: action };
  const target = number(item['goto']);
  if (target !== undefined) return { kind: 'goto', target, resolved: !('unresolved' in item) };
  if ('nop' in item || action === 'nop') return { kind: 'nop' };
  if ('l3mdev' in item) return { kind: 'lookup', table: 'l3mdev' };
  const table = text(item['table']);
  if (table !== undefined && action === undefined) return { kind: 'lookup', table };
  return { kind: 'unknown', text: JSON.stringify(item).slice(0, 200) };
}

function readPrefixes(rule: Rule, item: JsonRecord, strange: string[]): void {
  for (const [end, key, lengthKey] of [
    ['from', 'src', 'srclen'],
    ['to', 'dst', 'dstlen'],
  ] as const) {
    const address = text(item[key]);
    if (address === undefined || address === 'all' || address === 'default') continue;
    const length = number(item[lengthKey]);
    const prefix = prefixOf(length === undefined ? address : `${address}/${length}`, rule.family);
    if (prefix) rule[end] = prefix.cidr;
    else strange.push(`${key} ${address}`);
  }
}

function readInterfaces(rule: Rule, item: JsonRecord): void {
  const iif = text(item['iif']);
  const oif = text(item['oif']);
  if (iif !== undefined) rule.iif = iif;
  if (oif !== undefined) rule.oif = oif;
  if ('iif_detached' in item) rule.iifDetached = true;
  if ('oif_detached' in item) rule.oifDetached = true;
}

function readNumbers(rule: Rule, item: JsonRecord, strange: string[]): void {
  const mark = text(item['fwmark']);
  if (mark !== undefined) {
    const mask = text(item['fwmask']);
    const value = markOf(mask === undefined ? mark : `${mark}/${mask}`);
    if (value) rule.fwmark = value;
    else strange.push(`fwmark ${mark}`);
  }
  for (const [name, key, read] of [
    ['tos', 'tos', tosOf],
    ['dscp', 'dscp', (value: string) => number(value)],
    ['ipproto', 'ipproto', protocolNumber],
    ['suppressPrefixLength', 'suppress_prefixlen', (value: string) => number(value)],
  ] as const) {
    const written = text(item[key]);
    if (written === undefined) continue;
    const value = read(written);
    if (value === undefined) strange.push(`${key} ${written}`);
    else rule[name] = value;
  }
  const sport = rangeOf(item, 'sport', 'sport_start', 'sport_end');
  const dport = rangeOf(item, 'dport', 'dport_start', 'dport_end');
  const uids = rangeOf(item, 'uid', 'uid_start', 'uid_end');
  if (sport) rule.sport = sport;
  if (dport) rule.dport = dport;
  if (uids) rule.uidrange = uids;
}

function rangeOf(item: JsonRecord, single: string, start: string, end: string): PortRange | undefined {
  const from = number(item[start]) ?? number(item[single]);
  const to = number(item[end]) ?? from;
  return from === undefined || to === undefined ? undefined : { from, to };
}
