import { randomBytes } from 'node:crypto';
import { quoteCommand, quoteWord } from '../analyzer/model/index.ts';
import type { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { LostBecause, WorkOnHost } from '../texts/failures/index.ts';
import type { CommandEnd, Connection, RemoteCommand } from './connection.ts';
import { Heard, type Listener, OUTPUT_LIMIT } from './heard.ts';
import { interfaceUnknown } from './interface-unknown.ts';
import { hostProgram } from './program.ts';
import { unreachable } from './unreachable.ts';

/** Beyond the time that the run itself may take (milliseconds). */
const OVERTIME = 30_000;

/** A run of the host's program under way. */
export type ScriptRun = {
  /** A word for the program: `go 3 4711`, `stop`, `from ADDR` … The time that the run may take begins anew. */
  say(words: string): void;
  /** The framed transcript, from its first line to its last. */
  readonly finished: Promise<string>;
  /** What has come so far, as a transcript that ends after its last whole section. */
  soFar(): string;
  /** Ends the run at once; the program notices that its input has ended. */
  abandon(): void;
};

export type ScriptRunOptions = Listener & {
  readonly host: string;
  /** Seconds that the run itself may take, counted from the last word that was said to it. */
  readonly seconds: number;
  /** What is done there: what to do next where the host is lost meanwhile depends on it. */
  readonly during: WorkOnHost;
};

/** Runs a verb over the connection: as root, by `sudo -n` where that is allowed, else as the user. */
export async function runScript(
  connection: Connection,
  words: readonly string[],
  options: ScriptRunOptions,
): Promise<ScriptRun> {
  const nonce = randomBytes(8).toString('hex');
  const command = await connection.run(remoteCommand(insertNonce(words, nonce)));
  const heard = new Heard(nonce, options);
  const limit = new TimeLimit(options.seconds * 1000 + OVERTIME);
  const finished = finish(command, heard, limit, options);
  // The caller may look at it later, or never.
  finished.catch(() => undefined);
  command.input.on('error', () => undefined);
  command.input.write(hostProgram());
  return {
    say: (line) => {
      limit.restart();
      if (command.input.writable) command.input.write(`${line}\n`);
    },
    finished,
    soFar: () => heard.transcript(),
    abandon: () => command.close(),
  };
}

/** A verb and its own arguments, where these are not one. */
const OWN_WORDS: Readonly<Record<string, number>> = { survey: 1, apply: 3, recheck: 3 };

/** The nonce stands after the verb's own arguments. */
function insertNonce(words: readonly string[], nonce: string): string[] {
  const own = OWN_WORDS[words[0] ?? ''] ?? 2;
  return [...words.slice(0, own), 'nonce', nonce, ...words.slice(own)];
}

/** Verbs that are given the connection that carries them. */
const LOOKS: ReadonlySet<string> = new Set(['survey', 'observe', 'probe', 'capture']);

/** For any login shell, csh and fish too: one quoted word to `sh`, on one line. sudo's environment has no SSH_CONNECTION, so it is handed on. */
function remoteCommand(words: readonly string[]): string {
  const looks = LOOKS.has(words[0] ?? '');
  const shell = `sh -s -- ${quoteCommand(words)}${looks ? ' ssh $SSH_CONNECTION' : ''}`;
  const script = [
    `if [ "$(id -u)" = 0 ]; then exec ${shell}; fi`,
    `if sudo -n sh -c : </dev/null >/dev/null 2>&1; then exec sudo -n ${shell}; fi`,
    `exec ${shell}`,
  ].join('; ');
  return `sh -c ${quoteWord(script)}`;
}

function finish(
  command: RemoteCommand,
  heard: Heard,
  limit: TimeLimit,
  options: ScriptRunOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: RoundtripError) => {
      limit.end();
      reject(error);
      command.close();
    };
    const tooMuch = () =>
      fail(unreachable('host-output-too-large', { host: options.host, megabytes: OUTPUT_LIMIT / 1_000_000 }));
    limit.start(() => fail(overloaded(options.host)));
    command.output.on('data', (chunk: Buffer) => {
      if (!heard.hear(chunk)) tooMuch();
      else if (heard.ended) {
        limit.end();
        command.input.end();
        resolve(heard.transcript());
      }
    });
    command.errors.on('data', (chunk: Buffer) => {
      if (!heard.hearError(chunk)) tooMuch();
    });
    void command.ended.then((end) => {
      if (!heard.ended) fail(explainEnd(heard, end, options));
    });
  });
}

/** A limit (milliseconds) that begins anew as often as it is wanted, until it has ended. */
class TimeLimit {
  readonly #milliseconds: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  start(expired: () => void): void {
    this.#timer = setTimeout(expired, this.#milliseconds);
  }

  restart(): void {
    this.#timer?.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The host did not say in time what it was asked. */
export function overloaded(host: string): RoundtripError {
  return unreachable('host-overloaded', { host });
}

type Work = Pick<ScriptRunOptions, 'host' | 'during'>;

/** A command that was not begun, or whose connection did not last. */
export function brokenOff(end: Exclude<CommandEnd, { kind: 'exit' }>, work: Work): RoundtripError {
  if (end.kind === 'refused') return unreachable('host-session-refused', { host: work.host, said: end.said });
  return lost(work, end.why === '' ? 'closed' : { said: printable(end.why, 200) });
}

function lost({ host, during }: Work, because: LostBecause): RoundtripError {
  return unreachable('host-lost', { host, because, during });
}

/** What the program itself gives a code to (program/frame.sh, fail). */
const OWN_CODES = ['host-ip-missing', 'undo-was-due'] as const;

function explainEnd(heard: Heard, end: CommandEnd, options: ScriptRunOptions): RoundtripError {
  const { host } = options;
  if (end.kind !== 'exit') return brokenOff(end, options);
  const { status } = end;
  if (heard.failure?.code === 'interface-unknown') {
    const [, name = '', known = ''] = /no interface (\S+); there are: (.*)/.exec(heard.failure.message) ?? [];
    return interfaceUnknown(host, name, known.trim().split(/ +/));
  }
  const complaint = printable((heard.failure?.message ?? heard.complaint).trim().replace(/\s+/g, ' '), 300);
  if (heard.failure !== undefined || (status !== null && status !== 0)) {
    const own = OWN_CODES.find((code) => code === heard.failure?.code);
    if (own !== undefined) return unreachable(own, { host });
    return unreachable('host-program-failed', { at: 'end', host, status, said: complaint });
  }
  if (heard.begun) return lost(options, 'cut-short');
  return lost(options, complaint === '' ? 'no-answer' : { said: printable(complaint, 200) });
}
