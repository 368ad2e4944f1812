import pc from 'picocolors';
import type { Plan } from '../analyzer/model/index.ts';
import { permanenceLines } from '../texts/index.ts';
import type { TriageState } from '../triage/index.ts';
import { safe, wrapped } from './screen.ts';
import { language, say } from './speech.ts';

/** `asked`: it is to be kept. `short`: where it is not, only whether it could be. */
type Shown = { asked: boolean; short?: boolean };

/** What keeps the plan after a reboot, as a terminal shows it: the files as a diff, or why none is written. */
export function permanenceText({ permanent }: Plan, { asked, short = false }: Shown): string {
  if (!permanent) return '';
  const { keeping } = say();
  const { files, withheld, notes } = permanenceLines(permanent, language());
  if (short && !asked) {
    const paths = files.map(({ path }) => safe(path));
    return paths.length === 0 ? '' : wrapped(keeping.couldBeKept({ paths }), { first: '  ' }).join('\n');
  }
  return [
    ...(files.length === 0 ? [] : [pc.bold(asked ? keeping.by : keeping.wouldBeKept)]),
    ...files.flatMap(diffText),
    ...(withheld.length === 0 ? [] : [pc.bold(keeping.withheld)]),
    ...withheld.flatMap(({ because, file }) => [
      ...wrapped(safe(because), { first: '  ' }).map((line) => pc.yellow(line)),
      ...(file ? diffText(file) : []),
    ]),
    ...notes
      .flatMap((note) => wrapped(safe(note), { first: '  · ', rest: '    ' }))
      .map((line) => pc.dim(line)),
  ].join('\n');
}

/** What came of it. */
export function permanenceOutcome({ permanence }: TriageState): string {
  const { keeping } = say();
  const end = permanence?.end;
  if (end?.kind === 'made') return keeping.kept({ paths: end.paths.map((path) => safe(path)) });
  return keeping.notKept(end?.reason === undefined ? {} : { reason: safe(end.reason) });
}

function diffText({ path, lines }: { path: string; lines: readonly string[] }): string[] {
  return [`  ${pc.cyan('+++')} ${safe(path)}`, ...lines.map((line) => `    ${pc.green(`+${safe(line)}`)}`)];
}
