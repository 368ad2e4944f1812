import { now } from './clock.ts';

/** Captures that wait are held so often (milliseconds), for so long (seconds). */
const HOLD_EVERY = 4000;
export const HOLD = 15;

/**
 * Keeps the captures of a look going: the hosts end them after the time for which they were started, unless they are told again and
 * again to go on. Whatever is said, they end by themselves some minutes after that time (program/hold.sh).
 */
export class Holding {
  readonly #say: (word: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #until = 0;
  #ended = false;

  constructor(say: (word: string) => void) {
    this.#say = say;
  }

  /** No capture ends before `end`. */
  begin(): void {
    this.#until = Number.POSITIVE_INFINITY;
    this.#start();
  }

  /** No capture ends within so many seconds from now. */
  holdFor(seconds: number): void {
    this.#until = Math.max(this.#until, now() + seconds * 1000);
    this.#start();
    this.#hold();
  }

  end(): void {
    this.#ended = true;
    clearInterval(this.#timer);
  }

  #start(): void {
    if (this.#ended) return;
    this.#timer ??= setInterval(() => this.#hold(), HOLD_EVERY);
  }

  #hold(): void {
    const left = Math.ceil((this.#until - now()) / 1000);
    if (left > 0) this.#say(`hold ${Math.min(HOLD, left)}`);
  }
}
