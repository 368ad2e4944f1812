/** Whether all captures of a run are listening, or have ended, or there is none. */
export class Readiness {
  readonly #promise = Promise.withResolvers<void>();
  readonly ready = this.#promise.promise;
  #expected: number | undefined;
  readonly #settled = new Set<string>();

  hear(event: string, rest: string): void {
    if (event === 'capturing') this.#expected = Number(rest);
    if (event === 'listening' || event === 'captured') this.#settled.add(rest);
    if (this.#expected !== undefined && this.#settled.size >= this.#expected) this.#promise.resolve();
  }

  resolve(): void {
    this.#promise.resolve();
  }
}
