export { readRuleset } from './filters/index.ts';
export { readCounters } from './parsers/counters.ts';
export { parsePacketLine } from './parsers/packet.ts';
export { parsePing } from './parsers/ping.ts';
export { readSections } from './read-sections.ts';
export { readTranscript } from './read-transcript.ts';
export type { Section } from './section.ts';
export { splitCollected } from './split-collected.ts';
export { splitConsole } from './split-console.ts';
