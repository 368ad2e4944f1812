import { tellInterfaces } from '../analyzer/index.ts';
import { readTranscript } from '../transcript/index.ts';
import type { PastedConsole } from '../triage/index.ts';
import { explainTranscript } from './explain-transcript.ts';

/** A pasted console for whoever takes pastes: the same reading and diagnosis as `roundtrip explain`. */
export const pastedConsole = {
  interfaces(text) {
    const read = readTranscript(text);
    return read.kind === 'read' ? tellInterfaces(read.observations) : { shown: [] };
  },
  explain: explainTranscript,
} satisfies PastedConsole;
