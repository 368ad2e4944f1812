/** What may go wrong with a call of the Web API, on purpose. */
export type Fault =
  /** The call is refused with a code. */
  | { kind: 'error'; error: string }
  /** HTTP 429 with Retry-After. */
  | { kind: 'ratelimited'; retryAfter: number }
  /** An HTTP status that is not Slack's usual 200. */
  | { kind: 'status'; status: number }
  /** The connection ends without an answer: before the work is done, or after. */
  | { kind: 'cut'; done: boolean };

/** Faults that wait for the next calls of a method, in order. */
export class Faults {
  readonly #waiting = new Map<string, Fault[]>();

  add(method: string, fault: Fault): void {
    this.#waiting.set(method, [...(this.#waiting.get(method) ?? []), fault]);
  }

  take(method: string): Fault | undefined {
    return this.#waiting.get(method)?.shift();
  }
}
