import { grouped } from '../analyzer/model/index.ts';
import { type Config, resolveHost } from '../config/index.ts';
import type { Store } from '../store/index.ts';
import { type JudgedVerdict, judgedVerdicts, type Precision, precisionOf } from '../triage/index.ts';
import { printJson } from './output.ts';
import { wrapped } from './screen.ts';
import { say } from './speech.ts';
import { tableText } from './table.ts';

/** Fewer judged verdicts than this say little: the interval is wider than the answer is useful. */
const ENOUGH = 20;

/** What verdicts are told apart by. */
const KINDS = ['cause', 'certainty', 'distribution', 'group'] as const;
type Kind = (typeof KINDS)[number];
type Row = Precision & { name: string | null };

/** Prints how often verdicts were right: all of them, and by what was shown, on what, and where. */
export async function calibrateField(
  { events }: Store,
  config: Config,
  { json }: { json?: boolean },
): Promise<void> {
  const verdicts = await judgedVerdicts(events, { distributions: true });
  const all = precisionOf(verdicts);
  const by = Object.fromEntries(
    KINDS.map((kind) => [kind, rowsOf(verdicts, (verdict) => nameOf(verdict, kind, config))]),
  ) as Record<Kind, Row[]>;
  const wrong = confusions(verdicts);
  if (json)
    return printJson({ schema: 'roundtrip.field/1', ...all, enough: all.verdicts >= ENOUGH, by, wrong });
  process.stdout.write(fieldText(verdicts, all, by, wrong));
}

function nameOf({ shown, distribution, host }: JudgedVerdict, kind: Kind, config: Config): string | null {
  switch (kind) {
    case 'cause':
    case 'certainty':
      return shown[kind];
    case 'distribution':
      return distribution ?? null;
    case 'group':
      return groupOf(config, host);
  }
}

/** null for a host of no group, one that has left the inventory, and a pasted console. */
function groupOf(config: Config, host: string): string | null {
  try {
    return host === '' ? null : (resolveHost(config, host).group ?? null);
  } catch {
    return null;
  }
}

/** The verdicts that were judged most come first. */
function rowsOf(
  verdicts: readonly JudgedVerdict[],
  nameIn: (verdict: JudgedVerdict) => string | null,
): Row[] {
  const groups = grouped(verdicts, nameIn);
  return [...groups]
    .map(([name, some]) => ({ name, ...precisionOf(some) }))
    .toSorted((one, other) => other.verdicts - one.verdicts);
}

type Confusion = { shown: string; actual: string; times: number };

/** What was shown, and what it was, where somebody said so. */
function confusions(verdicts: readonly JudgedVerdict[]): Confusion[] {
  const named = verdicts.flatMap(({ right, shown, actual }) =>
    right || actual === undefined ? [] : [{ shown: shown.cause, actual }],
  );
  const pairs = grouped(named, ({ shown, actual }) => `${shown} ${actual}`);
  return [...pairs.values()]
    .flatMap((same) => (same[0] ? [{ ...same[0], times: same.length }] : []))
    .toSorted((one, other) => other.times - one.times);
}

function fieldText(
  verdicts: readonly JudgedVerdict[],
  all: Precision,
  by: Record<Kind, Row[]>,
  wrong: readonly Confusion[],
): string {
  const { calibrate } = say();
  if (verdicts.length === 0) return `${wrapped(calibrate.nothingJudged).join('\n')}\n`;
  const triages = new Set(verdicts.map(({ triage }) => triage)).size;
  const head = calibrate.head({ ...all, triages, ...inPercent(all) });
  return [
    wrapped(head).join('\n'),
    ...(all.verdicts < ENOUGH
      ? [wrapped(calibrate.tooFew({ verdicts: all.verdicts, wanted: ENOUGH })).join('\n')]
      : []),
    ...KINDS.map((kind) =>
      `\n${tableText([titles(kind), ...by[kind].map((row) => cellsOf(row, kind))])}`.trimEnd(),
    ),
    ...(wrong.length === 0 ? [] : ['', ...wrong.map((one) => calibrate.confused(one))]),
    '',
  ].join('\n');
}

function titles(kind: Kind): string[] {
  const { titles: heads, columns } = say().calibrate;
  return [heads[kind], columns.verdicts, columns.right, columns.precision, columns.interval];
}

function cellsOf(row: Row, kind: Kind): string[] {
  const { calibrate } = say();
  const nobody = kind === 'group' ? calibrate.noGroup : calibrate.unknownDistribution;
  const { share, low, high } = inPercent(row);
  const few = row.verdicts < ENOUGH ? ` (${calibrate.few})` : '';
  return [row.name ?? nobody, String(row.verdicts), String(row.right), share, `${low} – ${high}${few}`];
}

function inPercent({ share, low, high }: Precision): { share: string; low: string; high: string } {
  const percent = (part: number) => `${Math.round(part * 100)} %`;
  return { share: percent(share), low: percent(low), high: percent(high) };
}
