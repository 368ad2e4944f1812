import { StringDecoder } from 'node:string_decoder';

const MARK = '@@ROUNDTRIP';
/** A host that says more than this (bytes) is not listened to: no honest one comes near. */
export const OUTPUT_LIMIT = 16_000_000;
/** Longest line of standard error that is looked at, and how much of the rest is kept for an error's message. */
const COMPLAINT_LIMIT = 2000;
const LIVE_LINE_LIMIT = 10_000;
/** Who is told while the host still talks. */
export type Listener = {
  /** What must be known at once: `listening any`, `packet any …`, `probed 0` … */
  readonly onLive?: (event: string, rest: string) => void;
  /** Sections that have come whole. */
  readonly onSections?: (count: number) => void;
};

/** What has been heard of a run: frames on standard output, live lines on standard error. */
export class Heard {
  readonly #nonce: string;
  readonly #options: Listener;
  readonly #output = new StringDecoder('utf8');
  readonly #errors = new StringDecoder('utf8');
  #lines: string[] = [];
  #partial = '';
  #partialError = '';
  #bytes = 0;
  /** Lines up to the end of the last whole section. */
  #whole = 0;
  #sections = 0;
  ended = false;
  complaint = '';
  failure: { code: string; message: string } | undefined;

  constructor(nonce: string, options: Listener) {
    this.#nonce = nonce;
    this.#options = options;
  }

  /** @returns false where the host said too much */
  hear(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > OUTPUT_LIMIT) return false;
    const lines = (this.#partial + this.#output.write(chunk)).split('\n');
    this.#partial = lines.pop() ?? '';
    const before = this.#sections;
    for (const line of lines) this.#hearLine(line);
    if (this.#sections > before) this.#options.onSections?.(this.#sections);
    return true;
  }

  #hearLine(line: string): void {
    const frame = line.startsWith(`${MARK} ${this.#nonce} `)
      ? line.slice(MARK.length + this.#nonce.length + 2)
      : '';
    // Whatever a login shell prints before the first frame is none of the transcript.
    if (this.ended || (this.#lines.length === 0 && !frame.startsWith('host '))) return;
    this.#lines.push(line);
    if (frame.startsWith('exit ')) this.#sections += 1;
    if (frame === 'end') this.ended = true;
    if (frame.startsWith('exit ') || this.#lines.length === 1) this.#whole = this.#lines.length;
  }

  hearError(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > OUTPUT_LIMIT) return false;
    const lines = (this.#partialError + this.#errors.write(chunk)).split('\n');
    this.#partialError = (lines.pop() ?? '').slice(0, LIVE_LINE_LIMIT);
    for (const line of lines) this.#hearErrorLine(line.slice(0, LIVE_LINE_LIMIT));
    return true;
  }

  #hearErrorLine(line: string): void {
    const live = `${MARK} ${this.#nonce} live `;
    if (!line.startsWith(live)) {
      this.complaint = `${this.complaint}${line}\n`.slice(0, COMPLAINT_LIMIT);
      return;
    }
    const [event = '', ...words] = line.slice(live.length).split(' ');
    const rest = words.join(' ');
    if (event === 'error') this.failure = { code: words[0] ?? 'usage', message: words.slice(1).join(' ') };
    this.#options.onLive?.(event, rest);
  }

  get begun(): boolean {
    return this.#lines.length > 0;
  }

  transcript(): string {
    const lines = this.ended
      ? this.#lines
      : [...this.#lines.slice(0, this.#whole), `${MARK} ${this.#nonce} end`];
    return `${lines.join('\n')}\n`;
  }
}
