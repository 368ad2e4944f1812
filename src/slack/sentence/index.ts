export { readSentence } from './read-sentence.ts';
export type { Check, Known, Reading } from './reading.ts';
export { looksLikeHost, looksLikeName } from './unknown-names.ts';
