import type { Diagnosed } from '../../src/analyzer/model/index.ts';
import { diagnoseInCodes } from '../../src/library.ts';
import { explainConsole } from '../../src/triage/index.ts';
import { flagsOf } from '../calibration/ask.ts';
import { FOLDERS, readPastes } from '../calibration/pastes.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';

export type Case = { name: string; found: Diagnosed };

let open: Case[] | undefined;

/** Every recording of a scenario, and every paste that may be looked at. */
export function openCases(): Case[] {
  open ??= diagnosed();
  return open;
}

function diagnosed(): Case[] {
  return [
    ...readRecordings(SCENARIOS).map(({ name, asked }) => ({ name, found: diagnoseInCodes(asked) })),
    ...FOLDERS.open
      .flatMap(readPastes)
      .flatMap(({ name, text, notes }) => explained(name, text, notes.arguments)),
    ...pastedTranscripts().flatMap(({ name, text, expected }) => explained(name, text, expected.arguments)),
  ];
}

/** Nothing where the paste holds no question. */
function explained(name: string, text: string, args: readonly string[]): Case[] {
  try {
    return [{ name, found: explainConsole(text, flagsOf(args)).found }];
  } catch {
    return [];
  }
}

/** One recording's diagnosis. */
export function named(wanted: string): Diagnosed {
  const scenario = SCENARIOS.filter(({ name }) => name === wanted);
  const [recording] = readRecordings(scenario);
  if (!recording) throw new Error(`no recording ${wanted}`);
  return diagnoseInCodes(recording.asked);
}
