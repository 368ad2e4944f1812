import type { Moment, Observation } from '../analyzer/model/index.ts';
import { MAX_LINES, plainLines } from './forms/text.ts';
import { readMoments } from './moments.ts';
import { statementsIn } from './prose/statements.ts';
import { readSections } from './read-sections.ts';
import { isCollected, splitCollected } from './split-collected.ts';
import { readConsole } from './split-console.ts';

/** A paste longer than this is refused by its size: no console output that helps is so long. In bytes of UTF-8. */
const MAX_TRANSCRIPT_BYTES = 10 * 1024 * 1024;

type TranscriptReading =
  | {
      kind: 'read';
      /** What is known at the end of the text: the last of its moments. */
      observations: Observation[];
      /** In their order; one where nothing was changed after something was watched. */
      moments: readonly Moment[];
    }
  | { kind: 'too-large'; bytes: number; limit: number };

/** What a pasted console, or the collector's own output, tells: one observation a host. Never throws. */
export function readTranscript(text: string): TranscriptReading {
  const bytes = utf8Length(text);
  if (bytes > MAX_TRANSCRIPT_BYTES) return { kind: 'too-large', bytes, limit: MAX_TRANSCRIPT_BYTES };
  const lines = plainLines(text);
  const cut = lines.length > MAX_LINES;
  if (cut) lines.pop();
  const moments: Moment[] = isCollected(lines)
    ? [{ observations: readCollected(lines), changes: [] }]
    : readMoments(readConsole(lines), statementsIn(lines));
  const because = { kind: 'too-many-lines', lines: MAX_LINES } as const;
  for (const { observations } of cut ? moments : [])
    for (const observation of observations) observation.gaps.push({ part: 'transcript', because });
  return { kind: 'read', observations: moments.at(-1)?.observations ?? [], moments };
}

/** The collector's output as lines, as it came from the host. */
function readCollected(lines: readonly string[]): Observation[] {
  const collected = splitCollected(lines);
  if (!collected) return [];
  const observations = readSections(collected.sections);
  if (!collected.complete) {
    const cut = { part: 'transcript', because: { kind: 'cut' } as const };
    for (const observation of observations) observation.gaps.push(cut);
  }
  return observations;
}

function utf8Length(text: string): number {
  if (text.length > MAX_TRANSCRIPT_BYTES) return text.length;
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Above ASCII 1 byte more, above U+07FF 2 more; a surrogate pair is 4 bytes for its 2 units.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
