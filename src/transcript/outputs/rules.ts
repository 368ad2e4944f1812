import type { OutputReason, Rule, Scope } from '../../analyzer/model/index.ts';
import { isBlank, withoutFailures } from '../forms/failures.ts';
import { isJson, jsonItems, text } from '../forms/json.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand, showsObject } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { readRulesJson } from '../parsers/rule-json.ts';
import { isLikeRuleLine, isRuleLine, parseRules } from '../parsers/rule-text.ts';
import { closedLimitsOf, limitsOf } from '../scopes/shown.ts';

/** `ip rule`, text and JSON. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  const ip = block.command ? readIpCommand(block.command.argv) : undefined;
  const family = ip ? (ip.family ?? 4) : impliedFamily(draft, lines);
  const part = `rules${family}`;
  const known = draft.covers('rules', { family, commandUnseen: true });
  for (const failure of failures) draft.gap(known || !isBlank(lines) ? 'transcript' : part, failure);
  if (isBlank(lines)) {
    if (failures.length === 0 && !known) draft.gap(part, { kind: 'empty', command: commandOf(block) });
    return;
  }
  const json = isJson(lines) ? jsonItems(lines.join('\n')) : undefined;
  const reading = json ? readRulesJson(json.items, family) : parseRules(lines, family);
  for (const line of reading.unread) draft.gap(part, { kind: 'unread', text: quoted(line) });

  const asked = (ip?.args.length ?? 0) > 0;
  const anywhere = asked
    ? ({ kind: 'chosen-rules', command: commandOf(block) } as const)
    : (filterOf(block) ?? (reading.unread.length > 0 ? ({ kind: 'unread-line' } as const) : undefined));
  const limits = json === undefined ? limitsOf(block) : closedLimitsOf(block);
  const mayGoOn = limits?.endUnseen && !endsWithDefault(reading.found, family);
  const end = mayGoOn ? ({ kind: 'ends-with-paste' } as const) : undefined;
  const rest = json?.rest === undefined ? undefined : ({ kind: 'cut', text: quoted(json.rest) } as const);
  const cut = anywhere === undefined ? (rest ?? block.partial ?? end) : undefined;
  if (anywhere !== undefined) draft.gap(known ? 'transcript' : part, anywhere);
  // The place of the cut is marked among the rules themselves, so those before it still decide.
  if (cut !== undefined)
    draft.gap('transcript', { kind: 'of-command', command: commandOf(block), because: cut });
  if ((anywhere !== undefined || cut !== undefined) && known) {
    // A full listing is known: a part adds nothing to it.
    draft.evidence(family === 4 ? 'rules' : 'rules6', commandOf(block), block.lines.join('\n'));
    return;
  }
  draft.setRules(family, withOpenPlaces(reading.found, family, anywhere, cut));
  draft.cover(
    'rules',
    limits && json?.rest === undefined ? scopesOf(ip?.args, anywhere, { family, ...limits }) : [],
  );
  if (anywhere === undefined) draft.shown(part);
  draft.evidence(family === 4 ? 'rules' : 'rules6', commandOf(block), block.lines.join('\n'));
}

/** What a complete listing covers; of the selections only that of a table can be put so. */
function scopesOf(args: readonly string[] = [], anywhere: OutputReason | undefined, whole: Scope): Scope[] {
  if (anywhere === undefined) return [whole];
  const [word, table, ...more] = args;
  const selected = (word === 'table' || word === 'lookup') && table !== undefined && more.length === 0;
  return selected ? [{ ...whole, table }] : [];
}

/**
 * As a rule nothing stands behind the last of the rules that a kernel starts with: no lookup is in doubt there. What would
 * stand there is not known all the same, so the end stays unseen.
 */
function endsWithDefault(rules: readonly Rule[], family: 4 | 6): boolean {
  const last = rules.at(-1);
  return last !== undefined && last.preference >= (family === 4 ? 32767 : 32766);
}

function filterOf(block: Block): OutputReason | undefined {
  return (block.command?.filters.length ?? 0) > 0 ? block.partial : undefined;
}

/** Rules with one of action `unknown` where others may be missing: before all of them, or where the listing ends. */
function withOpenPlaces(
  rules: readonly Rule[],
  family: 4 | 6,
  anywhere: OutputReason | undefined,
  cut: OutputReason | undefined,
): readonly Rule[] {
  const open = (preference: number): Rule => ({ family, preference, action: { kind: 'unknown', text: '' } });
  if (anywhere !== undefined) return [open(0), ...rules];
  if (cut !== undefined) return [...rules, open(rules.at(-1)?.preference ?? 0)];
  return rules;
}

/** Only IPv4 has the rule of the table `default`; a listing without it and without addresses is IPv6's where IPv4's is known. */
function impliedFamily(draft: ObservationDraft, lines: readonly string[]): 4 | 6 {
  const source = lines.join('\n');
  if (/lookup default\b|"table":\s?"default"/.test(source)) return 4;
  if (/\b(?:from|to) [0-9a-f]{0,4}:[0-9a-f:]*/i.test(source)) return 6;
  if (source.trimStart().startsWith('[')) {
    const addresses = jsonItems(source).items.map((item) => text(item['src']) ?? '');
    if (addresses.some((address) => address.includes(':'))) return 6;
  }
  return draft.state.rules[4] === undefined ? 4 : 6;
}

export const rules = {
  kind: 'rules',
  printedBy: ({ argv }) => showsObject(argv, 'rule'),
  form: isRuleLine,
  json: (item) => 'priority' in item,
  lines: { formed: true, unmistakable: true, canBelong: isLikeRuleLine },
  state: true,
  part: 'rules4',
  answers: ['rules'],
  read,
} satisfies Output;
