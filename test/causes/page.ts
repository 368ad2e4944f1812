import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remediesFor } from '../../src/analyzer/causes/index.ts';
import { CAUSES, type Cause, STAGES } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { FOLDERS, readPastes } from '../calibration/pastes.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { causePage } from './cause-page.ts';

/** The page, and the command that makes its table. */
export const PAGE = join(import.meta.dirname, '../../docs/causes.md');
export const COMMAND = 'npm run docs:causes';

const BEGIN = `<!-- The table is made by "${COMMAND}" from src/analyzer/causes, src/texts and test/lab/scenarios. -->`;
const END = '<!-- End of the table. -->';

/** The page with its table made anew; the rest of it is written by hand. */
export function causesPage(text = readFileSync(PAGE, 'utf8')): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/causes.md does not hold "${BEGIN}" and "${END}"`);
  return `${text.slice(0, begin + BEGIN.length)}\n${table()}\n${text.slice(end)}`;
}

/** The folder of the pages of single causes. */
export const FOLDER = join(import.meta.dirname, '../../docs/causes');

/** A page for each cause, by the name of its file. */
export function causePages(): Map<string, string> {
  const recordings = readRecordings(SCENARIOS);
  const pastes = pastesByCause();
  return new Map(
    CAUSES.map((cause) => [
      `${cause}.md`,
      causePage({
        cause,
        recordings: recordings.filter(({ expect }) => expect.cause === cause),
        scenarios: SCENARIOS.filter(({ expect }) => expect.cause === cause).map(({ name }) => name),
        pastes: pastes.get(cause) ?? [],
      }),
    ]),
  );
}

/** More names of pastes than these say nothing more. */
const PASTES_NAMED = 3;

function table(): string {
  const recordings = readRecordings(SCENARIOS);
  const pastes = pastesByCause();
  const rows = CAUSES.map((cause) => {
    const scenarios = SCENARIOS.filter(({ expect }) => expect.cause === cause);
    const stages = STAGES.filter((stage) => scenarios.some(({ expect }) => expect.stage === stage));
    const recording = recordings.find(({ expect }) => expect.cause === cause);
    const said = recording ? diagnose(recording.asked).headline : '';
    const proof = scenarios.length > 0 ? scenarios.map(({ name }) => name) : pastesOf(pastes.get(cause));
    return [
      `[\`${cause}\`](causes/${cause}.md)`,
      stages.join(', '),
      said,
      remediesFor(cause).join(', '),
      proof.join(', '),
    ];
  });
  const head = ['cause', 'stage', 'said of the first scenario', 'remedies that can fit', 'scenarios'];
  return [head, head.map(() => '---'), ...rows].map((cells) => row(cells)).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|') || '–').join(' | ')} |`;
}

function pastesOf(pastes: readonly { name: string }[] = []): string[] {
  const shown = pastes.slice(0, PASTES_NAMED).map(({ name }) => name);
  return shown.length === 0 ? [] : [`none; pasted: ${shown.join(', ')}`];
}

/** The pasted consoles of which a cause is the one that must be told. */
function pastesByCause(): Map<Cause, { name: string; text: string }[]> {
  const told = [
    ...pastedTranscripts().map(({ name, text, expected }) => ({
      name,
      text,
      causes: [expected.cause as string],
    })),
    ...FOLDERS.open
      .flatMap(readPastes)
      .map(({ name, text, notes }) => ({ name, text, causes: notes.accept })),
  ];
  return new Map(
    CAUSES.map((cause) => [
      cause,
      told
        .filter(({ causes }) => causes.length === 1 && causes[0] === cause)
        .map(({ name, text }) => ({ name, text })),
    ]),
  );
}
