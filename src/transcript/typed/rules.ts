import {
  placeOfRule,
  type Rule,
  rulesOf,
  rulesWith,
  type TypedRule,
  tableNumber,
} from '../../analyzer/model/index.ts';
import { decimal } from '../forms/text.ts';
import type { IpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseRules } from '../parsers/rule-text.ts';
import { doubtful, type Effect, type TypedChange } from './typed-change.ts';

/** `ip rule add|del|flush`. */
export function ruleChange({ verb, args, family: named }: IpCommand): TypedChange {
  const family = named ?? familyOfRule(args);
  const parts = ['rules'] as const;
  if (verb === 'add') return { parts, make: (draft) => added(draft, family, args) };
  if (verb === 'delete' || verb === 'del') return { parts, make: (draft) => deleted(draft, family, args) };
  if (verb === 'flush' && args.length === 0) return { parts, make: (draft) => flushed(draft, family) };
  return doubtful([{ part: 'rules', family }]);
}

/** The family of a rule whose command names none: that of its addresses. */
export function familyOfRule(args: readonly string[]): 4 | 6 {
  return args.some((word) => /^[0-9a-f]{0,4}:[0-9a-f:./]*$/i.test(word)) ? 6 : 4;
}

const PREFERENCE = /^(?:pref(?:erence)?|prio(?:rity)?|order)$/;

/** The typed words as a rule; `given`: the preference was among them. */
export function typedRule(args: readonly string[], family: 4 | 6): TypedRule | undefined {
  const at = args.findIndex((word) => PREFERENCE.test(word));
  const preference = at < 0 ? undefined : decimal(args[at + 1]);
  if (at >= 0 && preference === undefined) return undefined;
  const words = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  const [rule] = parseRules([`${preference ?? 0}: ${words.join(' ')}`], family).found;
  if (rule === undefined || rule.notUnderstood !== undefined) return undefined;
  return { rule, given: preference !== undefined };
}

function added(draft: ObservationDraft, family: 4 | 6, args: readonly string[]): Effect {
  const read = typedRule(args, family);
  if (read === undefined) return inDoubt(family);
  const { rule } = read;
  // Without an action the kernel takes table main (fib_rules: RT_TABLE_MAIN).
  if (rule.action.kind === 'unknown') rule.action = { kind: 'lookup', table: 'main' };
  const known = rulesOf(draft.state, family);
  if (rule.action.kind === 'lookup' && !known.some((other) => looksUp(draft, other, rule)))
    draft.tablesOfTypedRules.add(rule.action.table);
  draft.setRules(family, rulesWith(known, read));
  draft.cover('rules', []);
  return 'made';
}

function looksUp(draft: ObservationDraft, { action }: Rule, { action: typed }: Rule): boolean {
  const number = (name: string) => tableNumber(name, draft.state);
  return action.kind === 'lookup' && typed.kind === 'lookup' && number(action.table) === number(typed.table);
}

function deleted(draft: ObservationDraft, family: 4 | 6, args: readonly string[]): Effect {
  const read = typedRule(args, family);
  if (read === undefined) return inDoubt(family);
  const known = rulesOf(draft.state, family);
  const at = placeOfRule(draft.state, known, read);
  if (at < 0) return inDoubt(family);
  draft.setRules(family, known.toSpliced(at, 1));
  draft.cover('rules', []);
  return 'made';
}

/** All but the rule of table local, of which no preference is shown (iproute2: those without FRA_PRIORITY stay). */
function flushed(draft: ObservationDraft, family: 4 | 6): Effect {
  draft.setRules(
    family,
    rulesOf(draft.state, family).filter(({ preference }) => preference === 0),
  );
  draft.cover('rules', [{ family }]);
  return 'made';
}

function inDoubt(family: 4 | 6): Effect {
  return { doubts: [{ part: 'rules', family }] };
}
