import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { remediesFor } from '../../src/analyzer/causes/index.ts';
import { CAUSES, type Cause, STAGES } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { FOLDERS, readPastes } from '../calibration/pastes.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

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
    return [`\`${cause}\``, stages.join(', '), said, remediesFor(cause).join(', '), proof.join(', ')];
  });
  const head = ['cause', 'stage', 'said of the first scenario', 'remedies that can fit', 'scenarios'];
  return [head, head.map(() => '---'), ...rows].map((cells) => row(cells)).join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|') || '–').join(' | ')} |`;
}

function pastesOf(names: readonly string[] | undefined): string[] {
  const shown = (names ?? []).slice(0, PASTES_NAMED);
  return shown.length === 0 ? [] : [`none; pasted: ${shown.join(', ')}`];
}

/** The pasted consoles of which a cause is the one that must be told. */
function pastesByCause(): Map<Cause, string[]> {
  const told = [
    ...pastedTranscripts().map(({ name, expected }) => ({ name, causes: [expected.cause as string] })),
    ...FOLDERS.open.flatMap(readPastes).map(({ name, notes }) => ({ name, causes: notes.accept })),
  ];
  return new Map(
    CAUSES.map((cause) => [
      cause,
      told.filter(({ causes }) => causes.length === 1 && causes[0] === cause).map(({ name }) => name),
    ]),
  );
}
