import { randomInt } from 'node:crypto';
import type { TriageId } from './events.ts';

/** Crockford's base 32: no I, L, O, U, so that an id can be read aloud. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Times are counted from here, so that eight digits last until 2058. */
const EPOCH = Date.UTC(2024, 0, 1);
const TIME_DIGITS = 8;
const RANDOM_DIGITS = 2;

/** A new id: milliseconds and two random digits, so that ids sort by time. Two may still meet: the store tells. */
export function newTriageId(now = Date.now()): TriageId {
  const random = randomInt(DIGITS.length ** RANDOM_DIGITS);
  return `T${encode(now - EPOCH, TIME_DIGITS)}${encode(random, RANDOM_DIGITS)}`;
}

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / DIGITS.length)) {
    text = (DIGITS[rest % DIGITS.length] ?? '0') + text;
  }
  return text;
}
