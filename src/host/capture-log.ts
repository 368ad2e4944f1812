import type { Capture, Span } from '../analyzer/model/index.ts';
import { now } from './clock.ts';

type Listening = { from: number; ended?: { at: number; asStopped: boolean } };

/** When the captures of one run listened, as far as its lines tell while it goes on. */
export class CaptureLog {
  readonly #ready = Promise.withResolvers<void>();
  /** Resolves once every capture listens or has ended, and where there is none. */
  readonly ready = this.#ready.promise;
  /** Every capture has begun, or has ended. */
  settled = false;
  readonly #captures = new Map<string, Listening>();
  readonly #neverListened = new Set<string>();
  #expected: number | undefined;
  #stopped: number | undefined;

  /** Takes a line of the run: `capturing 1`, `listening any`, `captured any stopped|ended`. */
  note(event: string, rest: string): void {
    const [name = '', how] = rest.split(' ');
    if (event === 'capturing') this.#expected = Number(rest);
    if (event === 'listening') this.#captures.set(name, { from: now() });
    if (event === 'captured') this.#end(name, how === 'stopped');
    const settled = this.#captures.size + this.#neverListened.size;
    if (this.#expected === undefined || settled < this.#expected) return;
    this.settled = true;
    this.#ready.resolve();
  }

  #end(name: string, asStopped: boolean): void {
    const capture = this.#captures.get(name);
    if (capture) capture.ended = { at: now(), asStopped };
    else this.#neverListened.add(name);
  }

  /** Nothing more comes from the run. */
  close(): void {
    this.#ready.resolve();
  }

  /** The run is asked to end its captures now. */
  noteStop(): void {
    this.#stopped ??= now();
  }

  /** Whether a capture listens now, as far as is known. */
  get listening(): boolean {
    return [...this.#captures.values()].some(({ ended }) => ended === undefined);
  }

  /** The captures with the time for which each is known to have listened. */
  noteTimes(captures: readonly Capture[]): Capture[] {
    return captures.map((capture) => {
      const listened = this.#span(capture.interface ?? '');
      return listened === undefined ? capture : { ...capture, listened };
    });
  }

  /** One that ended by itself, or was never seen to end, may have ended any time after it began. */
  #span(name: string): Span | undefined {
    const capture = this.#captures.get(name);
    if (capture === undefined) return undefined;
    const { from, ended } = capture;
    const until = ended?.asStopped === true && this.#stopped !== undefined ? this.#stopped : from;
    return { from, until: Math.max(from, until) };
  }
}
