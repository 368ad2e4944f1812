import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilterListing, Observation } from '../../../src/analyzer/model/index.ts';
import { readRuleset } from '../../../src/transcript/index.ts';
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
export function keepRecording({ name }: Scenario, asked: Asked): void {
  mkdirSync(FOLDER, { recursive: true });
  const peer = asked.peer ? { peer: withListings(trimmed(asked.peer)) } : {};
  const kept = { ...asked, observation: withListings(trimmed(asked.observation)), ...peer };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(kept)}\n`);
}

/** The recordings of the given scenarios, as far as there are any. */
export function readRecordings(scenarios: readonly Scenario[]): Recording[] {
  const files = new Set(readdirSync(FOLDER));
  return scenarios
    .filter(({ name }) => files.has(`${name}.json`))
    .map(({ name, expect }) => ({
      name,
      expect,
      asked: heard(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'))),
    }));
}

/** An observation as it is kept: packet filters as they were listed. */
type Kept = Omit<Observation, 'state' | 'filtersAfter'> & {
  state: Omit<Observation['state'], 'filters'> & { filters?: FilterListing[] };
  filtersAfter?: FilterListing[];
};

function heard(kept: Omit<Asked, 'observation' | 'peer'> & { observation: Kept; peer?: Kept }): Asked {
  const { observation, peer, ...asked } = kept;
  return { ...asked, observation: withRulesets(observation), ...(peer ? { peer: withRulesets(peer) } : {}) };
}

/** Listings of packet filters are kept as text, and read as they are on the way in. */
function withRulesets({ state: { filters, ...state }, filtersAfter, ...kept }: Kept): Observation {
  return {
    ...kept,
    state: { ...state, ...(filters ? { filters: readRuleset(filters) } : {}) },
    ...(filtersAfter ? { filtersAfter: readRuleset(filtersAfter) } : {}),
  };
}

function withListings({ state: { filters, ...state }, filtersAfter, ...heard }: Observation): Kept {
  return {
    ...heard,
    state: { ...state, ...(filters ? { filters: filters.listings } : {}) },
    ...(filtersAfter ? { filtersAfter: filtersAfter.listings } : {}),
  };
}

const COUNTERS_KEPT =
  /^(Ip6?\.(InReceives|InDelivers|OutRequests|OutDiscards|OutNoRoutes)|Icmp6?\.(InEchos|OutEchoReps|OutEchoReplies)|TcpExt\.(IPReversePathFilter|Listen\w+)|Xfrm\.\w+|Device\.eth\d\.[rt]x\.\w+)$/;

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
