import { goalsOf } from './goals.ts';
import type { Judgement } from './judge.ts';
import { isSwayed, type NoisyAnswer } from './noise.ts';
import { figures, markdownTable } from './table.ts';
import { KINDS, type Trial } from './trial.ts';

/** The figures, the goals, and what failed by name: as text for a terminal and for the document alike. */
export function report(
  judged: readonly Judgement[],
  noise: readonly NoisyAnswer[],
  said: 'with what it said' | 'names only',
): string {
  const held = goalsOf(judged.filter(isHeld), noise.filter(isHeld));
  const goals = goalsOf(judged, noise).map(({ wanted, measured, met }, at) => [
    wanted,
    measured,
    met ? 'yes' : 'no',
    held[at]?.measured ?? '',
  ]);
  return [
    figures(judged),
    markdownTable([['goal', 'measured', 'met', 'held consoles alone'], ...goals]),
    ...KINDS.flatMap((kind) =>
      failuresOf(
        kind,
        judged.filter(({ trial }) => trial.kind === kind),
        said,
      ),
    ),
    ...noiseFailures(noise.filter(isSwayed)),
  ].join('\n\n');
}

function isHeld({ trial }: { readonly trial: Trial }): boolean {
  return trial.kind.startsWith('held');
}

/** One line a paste: which kinds of noise made what of its cause. */
function noiseFailures(swayed: readonly NoisyAnswer[]): string[] {
  const alike = new Map<string, number>();
  for (const { trial, where, from, to } of swayed) {
    const key = `${trial.name}, prose ${where}: ${from} becomes ${to}`;
    alike.set(key, (alike.get(key) ?? 0) + 1);
  }
  const lines = [...alike].map(([key, times]) => `- ${key} (${times})`);
  return lines.length === 0 ? [] : [`### Failures: changed by noise\n\n${lines.join('\n')}`];
}

/** What the first question asked for, what was missing, and how the dialogue ended. */
export function dialogues(judged: readonly Judgement[]): string {
  const rows = new Map<string, { named: number[]; others: number }>();
  for (const { dialogue, trial, answer } of judged) {
    if (dialogue === undefined) continue;
    const key = `${shapeOf(answer.settles ?? '–')} | ${missingIn(trial.variant)}`;
    const row = rows.get(key) ?? { named: [0, 0], others: 0 };
    if (dialogue.end === 'named')
      row.named[dialogue.questions - 1] = (row.named[dialogue.questions - 1] ?? 0) + 1;
    else row.others += 1;
    rows.set(key, row);
  }
  const sizeOf = ({ named, others }: { named: number[]; others: number }) =>
    named.reduce((sum, one) => sum + one, others);
  const lines = [...rows]
    .sort(([, a], [, b]) => sizeOf(b) - sizeOf(a))
    .map(([key, { named, others }]) => [...key.split(' | '), ...named.map(String), String(others)]);
  const head = ['first question', 'missing', 'named after 1', 'named after 2', 'not named'];
  return `### Dialogues\n\n${markdownTable([head, ...lines])}`;
}

/** A command without its addresses, devices and keys. */
function shapeOf(command: string): string {
  if (command.startsWith('sysctl')) return `sysctl …${command.split('.').at(-1)}`;
  const words = command.split(' ');
  const plain = words.filter((word) => /^[a-z]+$/.test(word) && !/^(?:eth|ens|bond|br)/.test(word));
  return `${plain.slice(0, 4).join(' ')} …`;
}

/** The listing that was taken away or narrowed. */
function missingIn(variant = 'the paste as it is'): string {
  const [host, rest] = variant.includes(': ') ? variant.split(': ') : ['', variant];
  const listing = (rest ?? '')
    .replace(/ (?:left out|-> .*)$|, at the end.*$/, '')
    .split(' ')
    .slice(0, 3)
    .join(' ');
  return host === '' ? listing : `${listing} of ${host}`;
}

/** Dialogues that ended without the right cause, by their last command: what most often fails first. */
export function failedDialogues(judged: readonly Judgement[]): string {
  const alike = new Map<string, string[]>();
  for (const { dialogue, trial } of judged) {
    if (dialogue === undefined || dialogue.end === 'named') continue;
    const key = `${dialogue.end}: ${dialogue.command ?? '–'}`;
    alike.set(key, [...(alike.get(key) ?? []), trial.name]);
  }
  const lines = [...alike]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([key, names]) => `- ${key} (${names.length}: ${[...new Set(names)].slice(0, 6).join(', ')})`);
  return `### Dialogues that failed\n\n${lines.join('\n')}`;
}

/** One line a failing input; inputs of one variant that fail alike share one. Of what is held back names and verdicts alone. */
function failuresOf(
  kind: string,
  judged: readonly Judgement[],
  said: 'with what it said' | 'names only',
): string[] {
  const alike = new Map<string, Judgement[]>();
  for (const one of judged) {
    const faults = faultsOf(one);
    if (faults.length === 0) continue;
    const { name, variant } = one.trial;
    const key = `${variant ?? name}: ${faults.join('; ')}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const lines = [...alike].map(([key, group]) => {
    const names = group.filter(({ trial }) => trial.variant !== undefined).map(({ trial }) => trial.name);
    const words = said === 'with what it said' && !group.some(isHeld) ? ` — ${group[0]?.answer.said}` : '';
    return `- ${key}${names.length === 0 ? '' : ` (${names.length}: ${names.join(', ')})`}${words}`;
  });
  return lines.length === 0 ? [] : [`### Failures: ${kind}\n\n${lines.join('\n')}`];
}

/** What is wrong with an answer; empty where it is acceptable in every respect. */
function faultsOf({
  trial,
  answer,
  verdict,
  never,
  harms,
  helpless,
  notAffected,
  pointless,
}: Judgement): string[] {
  const { accept, interfaces } = trial.expected;
  const wanted = trial.variant === undefined ? `, acceptable: ${accept.join(', ')}` : '';
  const elsewhere = answer.interface !== undefined && !interfaces.includes(answer.interface);
  const about = interfaces.length > 0 && elsewhere ? ` about ${answer.interface}` : '';
  const failed = verdict === 'wrong' || verdict === 'gave-up' || verdict === 'refused';
  return [
    ...(failed ? [`${answer.certainty} ${answer.cause}${about}${wanted}`] : []),
    ...(never ? ['this one never'] : []),
    ...(helpless ? [`offers none of ${trial.expected.helps.join(', ')}`] : []),
    ...harms.map((harm) => `offers ${harm}`),
    ...pointless.map((fault) => `asks ${fault}`),
    ...(notAffected.length > 0 ? [`not named as affected too: ${notAffected.join(', ')}`] : []),
  ];
}
