import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { decodedText } from '../decoded-text.ts';
import type { ChangeDocument } from '../texts/index.ts';
import { forecastTextsIn } from '../texts/index.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { safe, wrapped } from './screen.ts';
import { language, say } from './speech.ts';
import { tableText } from './table.ts';

export type ForetellOptions = { host?: string; json?: boolean; failOn?: string; verbose?: boolean };

/** `roundtrip simulate --state FILE --change FILE`: what a planned change would stop. */
export async function runForetell(transcript: string, file: string, options: ForetellOptions): Promise<void> {
  const { failOn, host, json, verbose = false } = options;
  if (failOn !== undefined && failOn !== 'stops')
    throw problem('option-invalid', say().problems.failOnUnknown({ text: safe(failOn, 40) }));
  const change = await readChange(file);
  const { foretellFrom } = await import('../triage/index.ts');
  const document = foretellFrom(transcript, change, { host, language: language() });
  if (document.lines.length === 0) throw problem('option-invalid', say().problems.changeEmpty({ file }));
  if (json) {
    printJson(document);
  } else process.stdout.write(forecastText(document, verbose));
  if (failOn === 'stops' && document.counts.stops > 0) process.exitCode = 1;
}

async function readChange(file: string): Promise<string> {
  const bytes = await (file === '-' ? buffer(process.stdin) : readFile(file)).catch((cause: unknown) => {
    throw problem('transcript-unreadable', say().problems.changeUnreadable({ file }), { cause });
  });
  const text = decodedText(bytes);
  if (text === undefined) throw problem('transcript-unreadable', say().problems.transcriptBinary({ file }));
  return text;
}

/** The summary, a table of what changes, then lines that do not simply work, and what was assumed. */
function forecastText(
  { summary, rows, counts, lines, assumptions }: ChangeDocument,
  verbose: boolean,
): string {
  const texts = forecastTextsIn(language());
  const shown = rows.filter(({ outcome }) => verbose || outcome !== 'unchanged');
  const { columns, outcomes, titles } = texts;
  const table = tableText([
    [columns.outcome, columns.flow, columns.from],
    ...shown.map(({ outcome, title, fromTitle }) => [outcomes[outcome], title, fromTitle]),
  ]).trimEnd();
  const [head = '', ...cells] = table.split('\n');
  const told = cells.flatMap((line, at) => [
    line,
    ...wrapped(safe(shown[at]?.headline ?? '', 400), { first: '    ' }),
  ]);
  const odd = lines.flatMap(({ line, text, because }) =>
    because === undefined
      ? []
      : [...wrapped(`${line}: ${safe(text, 160)}: ${because}`, { first: '  ', rest: '    ' })],
  );
  const blocks = [
    wrapped(summary),
    shown.length === 0 ? [] : [head, ...told],
    verbose || counts.unchanged === 0 ? [] : wrapped(texts.more(counts.unchanged)),
    odd.length === 0 ? [] : [titles.lines, ...odd],
    assumptions.length === 0
      ? []
      : [titles.assumed, ...assumptions.flatMap((one) => wrapped(one, { first: '  - ', rest: '    ' }))],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
