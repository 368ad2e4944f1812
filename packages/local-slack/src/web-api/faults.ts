/** What may go wrong with a call of the Web API, on purpose. */
export type Fault =
  /** The call is refused with a code. */
  | { kind: 'error'; error: string }
  /** HTTP 429 with Retry-After. */
  | { kind: 'ratelimited'; retryAfter: number }
  /** An HTTP status that is not Slack's usual 200. */
  | { kind: 'status'; status: number }
  /** The connection ends without an answer: before the work is done, or after. */
  | { kind: 'cut'; done: boolean }
  /** The answer takes so many milliseconds; the work is done at the end of them. */
  | { kind: 'slow'; milliseconds: number };

/** The method that a fault is for; `*`: whichever is called. */
type Target = string;

/** Faults that wait for the next calls of a method, in order, and those that stand until they are taken back. */
export class Faults {
  readonly #waiting = new Map<Target, Fault[]>();
  readonly #standing = new Map<Target, Fault[]>();

  add(method: Target, fault: Fault): void {
    this.#waiting.set(method, [...(this.#waiting.get(method) ?? []), fault]);
  }

  /** Every call until the function that is returned is called. */
  stand(method: Target, fault: Fault): () => void {
    this.#standing.set(method, [...(this.#standing.get(method) ?? []), fault]);
    return () =>
      this.#standing.set(
        method,
        (this.#standing.get(method) ?? []).filter((one) => one !== fault),
      );
  }

  /** What goes wrong with this call: one fault, after the delays that stand. */
  take(method: string): Fault[] {
    const once = this.#waiting.get(method)?.shift() ?? this.#waiting.get('*')?.shift();
    const standing = [...(this.#standing.get(method) ?? []), ...(this.#standing.get('*') ?? [])];
    const all = [...standing, ...(once ? [once] : [])];
    const slow = all.filter((one) => one.kind === 'slow');
    const other = all.filter((one) => one.kind !== 'slow').at(-1);
    return other ? [...slow, other] : slow;
  }
}
