import type { PortRange, Rule, RuleAction } from '../../analyzer/model/index.ts';
import { prefixOf } from '../forms/addresses.ts';
import { ownValue } from '../forms/own.ts';
import { beginsKeyword } from '../forms/prose.ts';
import { decimal, integer, wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';
import { tosOf } from './tos.ts';

const RULE = /^\s{0,12}(\d{1,10}):\s{1,8}(not |from |to |lookup |iif |oif |fwmark |all )/;

/** Whether the line reads like one of `ip rule`. */
export function isRuleLine(line: string): boolean {
  return RULE.test(line) && !line.includes(': <');
}

const RULE_WORDS: readonly string[] =
  'not from to all iif oif fwmark lookup table goto nop unreachable prohibit blackhole tos ipproto sport dport uidrange'.split(
    ' ',
  );

/** Whether the line can be one of `ip rule` that was damaged. */
export function isLikeRuleLine(line: string): boolean {
  const [first = '', ...rest] = wordsOf(line.slice(0, 400));
  if (rest.includes('lookup')) return true;
  if (!/^\d{1,10}:?$/.test(first)) return false;
  return (
    rest.length === 0 || beginsKeyword(rest[0], RULE_WORDS) || rest.some((word) => RULE_WORDS.includes(word))
  );
}

/** The rules of an `ip rule` listing, in its order. */
export function parseRules(lines: readonly string[], family: 4 | 6): Reading<Rule> {
  const found: Rule[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const words = wordsOf(line.slice(0, 4000));
    const [first = ''] = words;
    if (first === '') continue;
    const preference = /^\d{1,10}:$/.test(first) ? Number(first.slice(0, -1)) : undefined;
    if (preference === undefined) unread.push(line);
    else found.push(ruleOf(preference, words.slice(1), family));
  }
  return { found, unread };
}

function ruleOf(preference: number, words: readonly string[], family: 4 | 6): Rule {
  const rule: Rule = { family, preference, action: { kind: 'unknown', text: words.join(' ').slice(0, 200) } };
  const strange: string[] = [];
  let at = 0;
  if (words[0] === 'not') {
    rule.not = true;
    at = 1;
  }
  while (at < words.length) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    const action = actionOf(word, value, words[at + 2]);
    if (action) {
      rule.action = action.action;
      if (action.l3mdev) rule.l3mdev = true;
      at += action.words;
    } else if (value !== undefined && readSelector(rule, word, value)) {
      at += 2;
      if (words[at] === '[detached]') {
        if (word === 'oif') rule.oifDetached = true;
        else rule.iifDetached = true;
        at++;
      }
    } else {
      strange.push(word);
      at++;
    }
  }
  if (strange.length > 0) rule.notUnderstood = strange.join(' ').slice(0, 200);
  return rule;
}

type ReadAction = { action: RuleAction; words: number; l3mdev?: true };

function actionOf(
  word: string,
  value: string | undefined,
  after: string | undefined,
): ReadAction | undefined {
  switch (word) {
    case 'lookup':
    case 'table':
      if (value === undefined) return undefined;
      if (value === '[l3mdev-table]') {
        return { action: { kind: 'lookup', table: 'l3mdev' }, words: 2, l3mdev: true };
      }
      return { action: { kind: 'lookup', table: value }, words: 2 };
    case 'goto': {
      const target = decimal(value);
      if (target === undefined) return undefined;
      const resolved = after !== '[unresolved]';
      return { action: { kind: 'goto', target, resolved }, words: resolved ? 2 : 3 };
    }
    case 'nop':
    case 'unreachable':
    case 'prohibit':
    case 'blackhole':
      return { action: { kind: word }, words: 1 };
    default:
      return undefined;
  }
}

/** Sets what `word value` selects; false where it is not understood. */
function readSelector(rule: Rule, word: string, value: string): boolean {
  switch (word) {
    case 'from':
    case 'to':
      return setPrefix(rule, word, value);
    case 'iif':
    case 'dev':
      rule.iif = value;
      return true;
    case 'oif':
      rule.oif = value;
      return true;
    case 'fwmark':
      return setMark(rule, value);
    case 'tos':
    case 'dsfield':
      return setNumber(rule, 'tos', tosOf(value));
    case 'dscp':
      return setNumber(rule, 'dscp', integer(value));
    case 'ipproto':
      return setNumber(rule, 'ipproto', protocolNumber(value));
    case 'sport':
    case 'dport':
      return setPorts(rule, word, value);
    case 'uidrange': {
      const range = rangeOf(value);
      if (range) rule.uidrange = range;
      return range !== undefined;
    }
    case 'tun_id':
      rule.tunId = value;
      return true;
    case 'suppress_prefixlength':
    case 'suppress_prefixlen':
      return setNumber(rule, 'suppressPrefixLength', decimal(value));
    case 'suppress_ifgroup':
      rule.suppressIfGroup = value;
      return true;
    case 'proto':
    case 'protocol':
      rule.protocol = value;
      return true;
    default:
      return false;
  }
}

function setPrefix(rule: Rule, end: 'from' | 'to', value: string): boolean {
  if (value === 'all' || value === 'default' || value === 'any') return true;
  const prefix = prefixOf(value, rule.family);
  if (!prefix) return false;
  rule[end] = prefix.cidr;
  return true;
}

function setNumber(
  rule: Rule,
  name: 'tos' | 'dscp' | 'ipproto' | 'suppressPrefixLength',
  value: number | undefined,
): boolean {
  if (value === undefined) return false;
  rule[name] = value;
  return true;
}

function setMark(rule: Rule, value: string): boolean {
  const mark = markOf(value);
  if (mark) rule.fwmark = mark;
  return mark !== undefined;
}

/** `0x1` or `0x1/0xff`; the mask of a mark without one is all ones. */
export function markOf(value: string): { value: number; mask: number } | undefined {
  const [mark, mask] = value.split('/');
  const markValue = integer(mark);
  const maskValue = mask === undefined ? 0xffffffff : integer(mask);
  return markValue === undefined || maskValue === undefined
    ? undefined
    : { value: markValue, mask: maskValue };
}

function setPorts(rule: Rule, end: 'sport' | 'dport', value: string): boolean {
  const range = rangeOf(value);
  if (range) rule[end] = range;
  return range !== undefined;
}

function rangeOf(value: string): PortRange | undefined {
  const [low, high] = value.split('-');
  const from = decimal(low);
  const to = high === undefined ? from : decimal(high);
  return from === undefined || to === undefined ? undefined : { from, to };
}

/** Protocol numbers by the names of /etc/protocols that iproute2 prints (IANA's registry). */
const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  ipip: 4,
  tcp: 6,
  egp: 8,
  igp: 9,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  eigrp: 88,
  pim: 103,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
  mptcp: 262,
};

/** A protocol's number from its name, `ipproto-47`, or decimal digits. */
export function protocolNumber(value: string): number | undefined {
  return ownValue(PROTOCOLS, value.toLowerCase()) ?? decimal(value.replace(/^ipproto-/, ''));
}
