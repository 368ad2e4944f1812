import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** An id as Slack's look: a letter for the kind, then capitals and digits. */
export function newId(prefix: string, length = 10): string {
  const bytes = randomBytes(length);
  return prefix + Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** A token that nobody can take for one of Slack's: it says `local` where theirs have numbers. */
export function newToken(kind: 'xoxb' | 'xapp'): string {
  return `${kind}-local-${randomBytes(16).toString('hex')}`;
}

export function newSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Message timestamps (`seconds.microseconds`): unique and strictly increasing over the whole workspace. */
export class Clock {
  #last = 0;

  /** @param atLeast a timestamp that already exists, from an earlier run */
  startAfter(atLeast: string): void {
    this.#last = Math.max(this.#last, Math.round(Number(atLeast) * 1e6));
  }

  next(): string {
    this.#last = Math.max(Date.now() * 1000, this.#last + 1);
    const seconds = Math.floor(this.#last / 1e6);
    return `${seconds}.${String(this.#last % 1e6).padStart(6, '0')}`;
  }
}
