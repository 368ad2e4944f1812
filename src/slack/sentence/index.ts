export { readSentence } from './read-sentence.ts';
export type { Check, Flow, Known, KnownHost, Reading, Unreadable } from './reading.ts';
