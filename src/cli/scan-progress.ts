import { tellAside } from './screen.ts';
import { say } from './speech.ts';

/** Nothing is said of what takes no longer than this (ms). */
const QUIET = 1000;
/** How often it is said where a terminal rewrites the line, and where lines are kept (ms). */
const EVERY = { rewritten: 200, kept: 10_000 } as const;

/** How far a scan is, on standard error: one line that is rewritten on a terminal, a line now and then elsewhere. */
export class ScanProgress {
  #done = 0;
  #failed = 0;
  #shown = false;
  readonly #total: number;
  readonly #isTerminal = process.stderr.isTTY === true;
  #timer: NodeJS.Timeout;

  constructor(total: number) {
    this.#total = total;
    this.#timer = setTimeout(() => this.#begin(), QUIET);
  }

  note({ failed }: { failed: boolean }): void {
    this.#done += 1;
    if (failed) this.#failed += 1;
  }

  /** What is done so far, in words. */
  text(): string {
    return say().fleet.progress({ done: this.#done, total: this.#total, failed: this.#failed });
  }

  end(): void {
    clearTimeout(this.#timer);
    if (this.#shown && this.#isTerminal) process.stderr.write('\r\u001b[K');
  }

  #begin(): void {
    this.#show();
    this.#timer = setInterval(() => this.#show(), this.#isTerminal ? EVERY.rewritten : EVERY.kept);
  }

  #show(): void {
    this.#shown = true;
    if (this.#isTerminal) process.stderr.write(`\r${this.text()}\u001b[K`);
    else tellAside(this.text());
  }
}
