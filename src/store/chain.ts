import { createHash } from 'node:crypto';
import type { TrailFinding } from '../texts/failures/index.ts';
import { readEvent } from '../triage/index.ts';

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
  next(link: Link & { hash: string }): TrailFinding | undefined;
  /** Whose content is gone without any word of that, once all links were seen. */
  end(): { position: number; triage: string; finding: TrailFinding } | undefined;
};

/** What stands in place of an event that was pruned. */
export const PRUNED = '';

/** What stands before a part of the log that is checked alone, of one triage. */
export type Earlier = { sequence: number; bare: number; firstBare: number };

/** Events of a triage without their content: how many, and the first. */
type Bare = { position: number; count: number };

/**
 * Starts checking a chain: from its beginning, or from a position on, whose event something else vouches for. `earlier` is asked
 * then when a triage is first seen.
 */
export function checkChain(from = 1, earlier?: (triage: string) => Earlier | undefined): ChainCheck {
  let position = from - 1;
  let hash = from === 1 ? GENESIS : undefined;
  const sequences = new Map<string, number>();
  const bare = new Map<string, Bare>();

  function sequenceBefore(triage: string): number {
    const known = sequences.get(triage);
    if (known !== undefined) return known;
    const before = earlier?.(triage);
    if (before !== undefined && before.bare > 0)
      bare.set(triage, { position: before.firstBare, count: before.bare });
    return before?.sequence ?? 0;
  }

  /** The event that says of those before it that they were pruned. It is signed as every other is. */
  function note({ triage, position: at, event }: Link): void {
    const before = bare.get(triage);
    if (event === PRUNED)
      bare.set(triage, { position: before?.position ?? at, count: (before?.count ?? 0) + 1 });
    else if (before !== undefined && prunedEvents(event) === before.count) bare.delete(triage);
  }

  return {
    next(link) {
      if (link.position !== position + 1)
        return { kind: 'event-missing', facts: { after: position, next: link.position } };
      if (hash !== undefined && link.previousHash !== hash) return { kind: 'chain-broken', facts: {} };
      if (link.event !== PRUNED && hashLink(link) !== link.hash)
        return { kind: 'content-changed', facts: {} };
      const before = sequenceBefore(link.triage);
      if (link.sequence !== before + 1)
        return { kind: 'out-of-order', facts: { sequence: before + 1, triage: link.triage } };
      sequences.set(link.triage, link.sequence);
      note(link);
      position = link.position;
      hash = link.hash;
      return undefined;
    },
    end() {
      const [first] = [...bare].toSorted(([, one], [, other]) => one.position - other.position);
      if (first === undefined) return undefined;
      const [triage, { position: at }] = first;
      return { position: at, triage, finding: { kind: 'content-gone', facts: {} } };
    },
  };
}

/** Of how many events a `pruned` event says so; undefined of every other event. */
function prunedEvents(text: string): number | undefined {
  const event = text.includes('"pruned"') ? readEvent(text) : undefined;
  return event?.kind === 'pruned' ? event.events : undefined;
}
