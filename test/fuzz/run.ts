import { parseArgs } from 'node:util';
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
