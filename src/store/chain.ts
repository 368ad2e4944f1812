import { createHash } from 'node:crypto';

/** What the first event of a log carries as the hash before it. */
export const GENESIS = '0'.repeat(64);

/** One link of the hash chain over the whole log, exactly as it is stored. */
export type Link = {
  position: number;
  triage: string;
  sequence: number;
  at: string;
  event: string;
  previousHash: string;
};

/**
 * SHA-256, hex, over six lines: the hash before, position, triage, sequence, time, and the event's JSON. None of them
 * can hold a newline (JSON escapes it), so that two different links never give the same text.
 */
export function hashLink(link: Link): string {
  const lines = [link.previousHash, link.position, link.triage, link.sequence, link.at, link.event];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** What the signature of a link is over: its hash covers everything before it. */
export function signedLines(link: { position: number; hash: string }): (string | number)[] {
  return ['roundtrip.event/1', link.position, link.hash];
}

/** Checks one link after another, oldest first. */
export type ChainCheck = {
  /** undefined where the link fits, else what is wrong with it. */
  next(link: Link & { hash: string }): string | undefined;
};

/** Starts checking a chain from its beginning. */
export function checkChain(): ChainCheck {
  let position = 0;
  let hash = GENESIS;
  const sequences = new Map<string, number>();
  return {
    next(link) {
      if (link.position !== position + 1)
        return `an event is missing: ${position} is followed by ${link.position}`;
      if (link.previousHash !== hash) return 'it does not carry the hash of the event before it';
      if (hashLink(link) !== link.hash) return 'its content does not match its hash';
      const before = sequences.get(link.triage) ?? 0;
      if (link.sequence !== before + 1) return `it is not event ${before + 1} of ${link.triage}`;
      sequences.set(link.triage, link.sequence);
      position = link.position;
      hash = link.hash;
      return undefined;
    },
  };
}
