export { readSentence } from './read-sentence.ts';
export type { Check, Known, Reading } from './reading.ts';
export { looksLikeName } from './unknown-names.ts';
