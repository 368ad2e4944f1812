import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { Observation } from '../../src/analyzer/model/index.ts';
import { parsePacketLine, parsePing, readCounters, readTranscript } from '../../src/transcript/index.ts';

/** Seconds that reading one mutated console may take; a recorded one takes milliseconds. */
const LIMIT_SECONDS = 5;

const fixtures = new URL('../transcript/fixtures/', import.meta.url);
const recorded = readdirSync(fixtures)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => readFileSync(new URL(name, fixtures), 'utf8').split('\n'));

const HOSTILE = [
  '',
  ' ',
  '\0',
  '\u001b[',
  '\u202e',
  '@@ROUNDTRIP x command ip r',
  '__proto__',
  '-1',
  '99999999999999999999',
  '0x',
  '::',
  '/',
  '[',
  '{"',
  ']',
  '$ ip rule',
  '# ip -j route',
  '```',
  '...',
  '> ',
  'via',
  'dev',
  'nexthop',
  'lookup',
  '"',
  '\\',
  'XXX.XXX',
  '\r',
  'é',
  '\uD800',
];

type Mutation = {
  kind: 'drop' | 'double' | 'swap' | 'word' | 'cut' | 'join' | 'flip';
  at: number;
  other: number;
  text: string;
};

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'double', 'swap', 'word', 'cut', 'join', 'flip'),
  at: fc.nat(),
  other: fc.nat(),
  text: fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 12 })),
});

/** A stretch of a recorded console, changed in a few places. */
const mutatedConsole = fc
  .record({
    source: fc.nat(recorded.length - 1),
    from: fc.nat(),
    length: fc.integer({ min: 1, max: 60 }),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 8 }),
  })
  .map(({ source, from, length, mutations }) => {
    const lines = recorded[source] ?? [];
    const start = from % Math.max(1, lines.length);
    return mutations.reduce(mutated, lines.slice(start, start + length)).join('\n');
  });

function mutated(lines: string[], { kind, at, other, text }: Mutation): string[] {
  if (lines.length === 0) return [text];
  const index = at % lines.length;
  const line = lines[index] ?? '';
  const column = other % (line.length + 1);
  const next = [...lines];
  if (kind === 'drop') next.splice(index, 1);
  else if (kind === 'double') next.splice(index, 0, line);
  else if (kind === 'swap')
    [next[index], next[other % lines.length]] = [lines[other % lines.length] ?? '', line];
  else if (kind === 'word') next[index] = line.replace(/\S+$/, () => text);
  else if (kind === 'cut') next[index] = line.slice(0, column);
  else if (kind === 'join') next.splice(index, 2, line + (lines[index + 1] ?? ''));
  else next[index] = line.slice(0, column) + text + line.slice(column + 1);
  return next;
}

/** Reads `runs` mutated consoles: no exception, only valid observations, and none that takes longer than the limit. */
export function fuzzTranscripts(runs: number, seed?: number): { runs: number; slowestMilliseconds: number } {
  let slowest = 0;
  fc.assert(
    fc.property(mutatedConsole, (text) => {
      const start = performance.now();
      const reading = readTranscript(text);
      parsePacketLine(text.split('\n')[0] ?? '');
      parsePing(text);
      readCounters(text);
      slowest = Math.max(slowest, performance.now() - start);
      if (slowest > LIMIT_SECONDS * 1000) throw new Error(`took ${Math.round(slowest)} ms`);
      if (reading.kind === 'read')
        for (const observation of reading.observations) Observation.parse(observation);
    }),
    { numRuns: runs, ...(seed === undefined ? {} : { seed }) },
  );
  return { runs, slowestMilliseconds: Math.round(slowest) };
}
