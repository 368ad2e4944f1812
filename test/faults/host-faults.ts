import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostProgram } from '../../src/host/program.ts';

/** What strikes once, at one call of `ip`; `none` shows that the run itself is sound. */
export const FAULTS = [
  'none',
  'step-fails',
  'step-works-and-fails',
  'step-hangs',
  'step-works-and-hangs',
  'ip-fails-for-a-while',
  'ip-hangs-for-a-while',
  'program-killed',
  'connection-cut',
  'network-cut',
  'session-ended',
  'disk-full',
  'no-inodes',
  'read-only',
  'record-removed',
  'undo-worker-killed',
  'undo-guard-killed',
  'undo-all-killed',
  'undo-meets-confirm',
  'clock-jump',
  'reboot',
] as const;
type Fault = (typeof FAULTS)[number];

const AFTERS = ['leaves', 'confirms', 'undoes'] as const;
const SHELLS = ['dash', 'bash'] as const;

export type Run = {
  /** The number of the call of `ip` at which the fault strikes, counted from the beginning of "apply" on. */
  point: number;
  fault: Fault;
  /** What the bot does with a change that was applied. */
  after: (typeof AFTERS)[number];
  shell: (typeof SHELLS)[number];
};

/** `unknown` is said so by the host; `wrong` is a change that stands without anybody's knowing, or a false answer. */
type Outcome = 'kept' | 'restored' | 'unknown' | 'wrong';
export type Ended = Run & { outcome: Outcome; line: string; struck: boolean };

/** The host program in a file, for as many runs as one likes. */
function stage(): { run(run: Run): Promise<Ended>; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-faults-'));
  const program = join(directory, 'program.sh');
  writeFileSync(program, hostProgram());
  return {
    async run(run) {
      const line = await runOnHost(program, run);
      return { ...run, line, outcome: judge(line, run.fault), struck: struckIn(line, run.point) };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function runOnHost(program: string, { shell, point, fault, after }: Run): Promise<string> {
  const script = fileURLToPath(new URL('host-run.sh', import.meta.url));
  const argv = ['-n', '-m', '-p', '-f', '--mount-proc', '--kill-child'];
  argv.push('bash', script, program, shell, String(point), fault, after);
  return new Promise((resolve) => {
    execFile('unshare', argv, { timeout: 180_000, encoding: 'utf8' }, (error, stdout, stderr) => {
      const line = stdout.trim().split('\n').at(-1) ?? '';
      const answered = line.startsWith('calls=');
      resolve(answered ? `${line}${differences(stderr)}` : `no answer: ${error?.message ?? ''} ${stderr}`);
    });
  });
}

/** What "diff" told of a host that is neither as it was nor as it was to become. */
function differences(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^[<>] /.test(line));
  return lines.length === 0 ? '' : ` ${lines.join('; ')}`;
}

/** Whether the change came to that boundary. */
function struckIn(line: string, point: number): boolean {
  const [, calls = '0'] = /^calls=(\d+)/.exec(line) ?? [];
  return point <= Number(calls);
}

/** How the host is decides; what the host and the bot's answer say must agree with it. */
function judge(line: string, fault: Fault): Outcome {
  const [, answer = '', said = '', is = ''] = /^calls=\d+ answer=(\S*) said=(\S*) is=(\S+)/.exec(line) ?? [];
  // What became of it is known to who was told, also where the record was removed afterwards.
  if (is === 'changed' && answer === 'confirmed' && said === 'none') return 'kept';
  if (is === 'changed' && said === 'confirmed') return /^(refused|undone)/.test(answer) ? 'wrong' : 'kept';
  // A restart takes along what was confirmed before it, since no file keeps it here.
  if (fault === 'reboot' && is === 'restored' && said === 'none') return 'restored';
  if (is === 'restored' && /^(undone|none)/.test(said)) return answer === 'confirmed' ? 'wrong' : 'restored';
  return /^(applied|undoing)/.test(said) ? 'unknown' : 'wrong';
}

/** Runs all of them, so many at a time; `onEnded` after each. */
export async function runAll(
  runs: readonly Run[],
  parallel: number,
  onEnded: (ended: Ended) => void = () => undefined,
): Promise<Ended[]> {
  const { run, remove } = stage();
  const waiting = [...runs];
  const ended: Ended[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const one = await run(next);
      ended.push(one);
      onEnded(one);
    }
  };
  try {
    await Promise.all(Array.from({ length: parallel }, lane));
  } finally {
    remove();
  }
  return ended;
}

/** Every fault at every so many boundaries, the shells and the bot's ways taking turns. */
export function everyRun(lastPoint: number, stride = 1): Run[] {
  const runs: Run[] = [];
  for (const [at, fault] of FAULTS.entries()) {
    if (fault === 'none') continue;
    for (let point = 1 + (at % stride); point <= lastPoint; point += stride) {
      const turn = point + at;
      const shell = turn % 2 === 0 ? 'dash' : 'bash';
      const after =
        fault === 'undo-meets-confirm'
          ? 'confirms'
          : turn % 7 === 0
            ? 'undoes'
            : Math.floor(turn / 2) % 2 === 0
              ? 'leaves'
              : 'confirms';
      runs.push({ point, fault, after, shell });
    }
  }
  return runs;
}
