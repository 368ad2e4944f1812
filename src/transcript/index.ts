export { readCounters } from './parsers/counters.ts';
export { type PacketDefaults, parsePacketLine } from './parsers/packet.ts';
export { parsePing } from './parsers/ping.ts';
export { readSections } from './read-sections.ts';
export { MAX_TRANSCRIPT_BYTES, readTranscript, type TranscriptReading } from './read-transcript.ts';
export type { Section } from './section.ts';
export { type Collected, splitCollected } from './split-collected.ts';
export { splitConsole } from './split-console.ts';
