import { type Judgement, QUESTIONS } from './judge.ts';
import { KINDS } from './trial.ts';

/** Rows and cells as a Markdown table, the first row its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n');
}

/** The figures by kind of input. */
export function figures(judgements: readonly Judgement[]): string {
  const head = [
    'input',
    'number',
    'proven: right / wrong',
    'likely: right / wrong',
    'inconclusive: honest / gave up',
    'refused',
    'named rightly',
    'inconclusive: right cause among the first two',
    'inconclusive: named after 1 / 2 questions',
    'harmful remedies',
  ];
  const rows = KINDS.map((kind) => [
    kind,
    ...row(judgements.filter(({ trial }) => trial.kind === kind)),
  ]).filter(([, number]) => number !== '0');
  return markdownTable([head, ...rows, ['all', ...row(judgements)]]);
}

function row(judged: readonly Judgement[]): string[] {
  const at = (certainty: string, verdict: string) =>
    count(judged, (one) => one.answer.certainty === certainty && one.verdict === verdict);
  const open = judged.filter(({ answer }) => answer.certainty === 'open');
  return [
    String(judged.length),
    `${at('proven', 'right')} / ${at('proven', 'wrong')}`,
    `${at('likely', 'right')} / ${at('likely', 'wrong')}`,
    `${at('open', 'honest')} / ${at('open', 'gave-up')}`,
    String(count(judged, ({ verdict }) => verdict === 'refused')),
    share(
      count(judged, ({ verdict }) => verdict === 'right'),
      judged.length,
    ),
    rankShare(open),
    dialogue(open),
    String(count(judged, ({ harms }) => harms.length > 0)),
  ];
}

function rankShare(open: readonly Judgement[]): string {
  const asked = open.filter(({ trial }) => trial.expected.right.length > 0);
  if (asked.length > 0 && asked.every(({ answer }) => answer.candidates === undefined))
    return 'no candidates';
  return share(
    count(asked, ({ rank }) => rank !== undefined && rank <= 2),
    asked.length,
  );
}

function dialogue(open: readonly Judgement[]): string {
  const held = open.flatMap(({ dialogue: ended }) => ended ?? []);
  const within = (most: number) => count(held, (one) => one.end === 'named' && one.questions <= most);
  return held.length === 0 ? '–' : `${within(1)} / ${within(QUESTIONS)} of ${held.length}`;
}

/** `3 of 4 (75 %)`. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} of ${whole} (${Math.floor((100 * part) / whole)} %)`;
}

/** How many of them are so. */
export function count<T>(list: readonly T[], so: (one: T) => boolean): number {
  return list.filter(so).length;
}
