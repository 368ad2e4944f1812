import pc from 'picocolors';
import type { Plan } from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import { permanenceLines } from '../texts/index.ts';
import type { TriageState } from '../triage/index.ts';

/** What keeps the plan after a restart, as a terminal shows it: the files as a diff, or why none is written. */
export function permanenceText({ permanent }: Plan, { asked }: { asked: boolean }): string {
  if (!permanent) return '';
  const { files, withheld, notes } = permanenceLines(permanent);
  const title = asked ? 'Kept after a restart, by' : 'With --persist it would be kept after a restart, by';
  return [
    ...(files.length === 0 ? [] : [pc.bold(title)]),
    ...files.flatMap(diffText),
    ...(withheld.length === 0
      ? []
      : [pc.bold('It lasts until the next restart. Nothing is written that keeps it')]),
    ...withheld.flatMap(({ because, file }) => [
      `  ${pc.yellow(safe(because))}`,
      ...(file ? diffText(file) : []),
    ]),
    ...notes.map((note) => pc.dim(`  · ${safe(note)}`)),
  ].join('\n');
}

/** What came of it. */
export function permanenceOutcome({ permanence }: TriageState): string {
  const end = permanence?.end;
  if (end?.kind === 'made') return `Kept after a restart by ${end.paths.map(safe).join(', ')}.`;
  return `It works, and lasts until the next restart: nothing keeps it there. ${safe(end?.reason ?? '')}`.trim();
}

function diffText({ path, lines }: { path: string; lines: readonly string[] }): string[] {
  return [`  ${pc.cyan('+++')} ${safe(path)}`, ...lines.map((line) => `    ${pc.green(`+${safe(line)}`)}`)];
}

function safe(text: string): string {
  return printable(text, 1000);
}
