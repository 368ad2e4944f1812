import { parseArgs } from 'node:util';
import { readingGrowth } from './growth.ts';
import { fuzzTranscripts } from './transcripts.ts';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100000' }, seed: { type: 'string' } },
});
const start = performance.now();
const seed = values.seed === undefined ? undefined : Number(values.seed);
const { runs, slowestMilliseconds } = fuzzTranscripts(Number(values.runs), seed);
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
