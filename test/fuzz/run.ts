import { count, seed as seedOf, suiteCommand } from '../support/suite-command.ts';
import { readingGrowth } from './growth.ts';
import { fuzzTranscripts } from './transcripts.ts';

const { runs: wanted, seed } = suiteCommand('fuzz', 'Mutated consoles, read without an exception.')
  .option('--runs <n>', 'how many', count, 100_000)
  .option('--seed <n>', 'repeats a run', seedOf)
  .parse()
  .opts<{ runs: number; seed?: number }>();
const start = performance.now();
const { runs, slowestMilliseconds } = fuzzTranscripts(wanted, seed);
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${runs} mutated consoles read in ${seconds} s without exception; the slowest took ${slowestMilliseconds} ms; ` +
    `${Math.round(process.memoryUsage().rss / 1e6)} MB resident at the end`,
);

const growth = readingGrowth();
const steepest = growth.reduce((one, other) => (other.ratio > one.ratio ? other : one));
const dearest = growth.reduce((one, other) =>
  other.microsecondsALine > one.microsecondsALine ? other : one,
);
console.log(
  `${growth.length} kinds of text: four times the lines take at most ${steepest.ratio.toFixed(1)} times as long (${steepest.name}); ` +
    `the dearest line takes ${dearest.microsecondsALine.toFixed(0)} µs (${dearest.name})`,
);
