import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Observation } from '../../../src/analyzer/model/index.ts';
import type { Asked } from './play.ts';
import type { Expectation, Scenario } from './scenario.ts';

/** What a play of a scenario put to the analyzer, and what must be said of it. */
export interface Recording {
  readonly name: string;
  readonly asked: Asked;
  readonly expect: Expectation;
}

const FOLDER = join(import.meta.dirname, 'recordings');

/** Keeps what a play heard, without what the analyzer does not read. */
export function keepRecording({ name, expect }: Scenario, asked: Asked): void {
  mkdirSync(FOLDER, { recursive: true });
  const recording = {
    expect: { ...expect, ...(expect.says === undefined ? {} : { says: expect.says.source }) },
    asked: {
      ...asked,
      observation: trimmed(asked.observation),
      ...(asked.peer ? { peer: trimmed(asked.peer) } : {}),
    },
  };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(recording)}\n`);
}

/** All recordings, by name. */
export function readRecordings(): Recording[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { asked, expect } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
      return {
        name: file.replace(/\.json$/, ''),
        asked,
        expect: { ...expect, ...(expect.says === undefined ? {} : { says: new RegExp(expect.says) }) },
      };
    });
}

const COUNTERS_KEPT =
  /^(Ip6?\.(InReceives|InDelivers|OutRequests|OutDiscards|OutNoRoutes)|Icmp6?\.(InEchos|OutEchoReps|OutEchoReplies)|TcpExt\.IPReversePathFilter)$/;

/** Without what comes from the machine that the lab ran on (its kernel log, its name), and without outputs told again. */
function trimmed(observation: Observation): Observation {
  const { kernelLog: _log, dmi: _dmi, hostname: _hostname, ...state } = observation.state;
  return {
    ...observation,
    state,
    counters: observation.counters.map(({ values }) => ({
      values: Object.fromEntries(Object.entries(values).filter(([key]) => COUNTERS_KEPT.test(key))),
    })),
    evidence: observation.evidence.map((item) => ({ ...item, output: '' })),
  };
}
