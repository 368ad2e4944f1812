import { spawn } from 'node:child_process';
import { printable } from './printable.ts';
import type { FailedRun } from './texts/failures/index.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What became of a command that an administrator configured. */
export type CommandOutcome =
  | { kind: 'done'; output: string }
  /** It did not say yes: why, its own words included, bounded and without what looks secret. */
  | { kind: 'failed'; run: FailedRun };

type CommandOptions = {
  /** What it reads on standard input. */
  input?: string;
  /** Milliseconds after which it is ended, with its process group. */
  timeout: number;
  /** Its working directory. */
  directory: string;
  /** Bytes of output that are kept; with more than that it has failed, where `output` is asked for. */
  largest?: number;
  signal?: AbortSignal;
};

/** Our own secrets: no other program needs them. */
const OURS = /^(SLACK|DATABASE)_/;

/** Bytes of what it prints that are kept where nobody reads its output. */
const KEPT = 4_096;

/** Milliseconds that its output is waited for once it has ended. */
const CLOSES_WITHIN = 500;

/** Characters of its own words that are kept. */
const WORDS = 300;

/** Runs an argument vector, without a shell, until it ends or its time is over. Never throws. */
export function runBounded(argv: readonly string[], options: CommandOptions): Promise<CommandOutcome> {
  const { input = '', timeout, directory, largest, signal } = options;
  const [program = '', ...rest] = argv;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name)));
  return new Promise((resolve) => {
    const output = collector(largest ?? KEPT);
    const complaint = collector(KEPT);
    const failed = (run: FailedRun): void => finish({ kind: 'failed', run });
    const attempt = started(program, rest, { cwd: directory, env });
    if (attempt instanceof Error) {
      resolve({ kind: 'failed', run: { how: 'not-started', said: codeOf(attempt) } });
      return;
    }
    const child = attempt;
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => failed({ how: 'too-slow', seconds: timeout / 1000 }), timeout);
    const abort = (): void => failed({ how: 'interrupted' });
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    let finished = false;
    function finish(outcome: CommandOutcome): void {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      end();
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
      resolve(outcome);
    }
    child.on('error', (error) => failed({ how: 'not-started', said: codeOf(error) }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.stdout.on('data', output.take);
    child.stderr.on('data', complaint.take);
    // Its own end decides: what it leaves running may hold the pipes open, and ends with it.
    child.on('exit', (status, killedBy) => {
      end();
      const conclude = (): void => {
        const words = wordsOf(complaint.text()) || (largest === undefined ? wordsOf(output.text()) : '');
        if (status !== 0) failed({ how: 'ended', status: killedBy ?? status ?? 'unknown', said: words });
        else if (largest !== undefined && output.isFull())
          failed({ how: 'too-much', kilobytes: Math.round(largest / 1024) });
        else finish({ kind: 'done', output: output.text() });
      };
      const late = setTimeout(conclude, CLOSES_WITHIN);
      child.on('close', () => {
        clearTimeout(late);
        conclude();
      });
    });
  });
}

/** In a process group of its own: what it starts ends with it, unless that leaves the group. An error that is thrown at once is given. */
function started(program: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  try {
    return spawn(program, args, { ...options, detached: true, stdio: 'pipe' });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Keeps so many bytes and forgets the rest, so that a program that prints without end fills no memory. */
function collector(limit: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  let full = false;
  return {
    take(chunk: Buffer): void {
      const kept = chunk.subarray(0, limit - size);
      full ||= kept.length < chunk.length;
      if (kept.length > 0) chunks.push(kept);
      size += kept.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
    isFull: () => full,
  };
}

/** What it said, fit for one line. Secrets are looked for before anything is cut off. */
function wordsOf(text: string): string {
  return printable(withoutSecrets(text).trim().replace(/\s+/g, ' '), WORDS);
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
