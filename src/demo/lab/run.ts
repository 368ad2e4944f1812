import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** A root's search path; a user's own may lack the sbin folders, where ip, sshd and sysctl often are. */
export const ROOT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a command left behind. `exitCode` is null where a signal or the time limit ended it. */
export interface CommandResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Milliseconds; default 30000. Then the command's whole process group is killed. */
  readonly timeoutMs?: number;
  /** Its standard input; default: none. */
  readonly input?: string;
}

/** A command that goes on until it is stopped or ends by itself. */
export interface RunningCommand {
  /** All of its output so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<CommandResult>;
  /** Resolves when stdout or stderr contains the text; rejects when the command ends or the time is over. */
  readonly waitFor: (text: string, timeoutMs?: number) => Promise<void>;
  /** Asks it to end (SIGINT, as Ctrl-C does), kills it after two seconds. */
  readonly stop: () => Promise<CommandResult>;
}

/** Never the caller's environment: a node must not see this machine's settings or secrets. */
const ENVIRONMENT = { PATH: ROOT_PATH, HOME: '/root', USER: 'root', LOGNAME: 'root', LANG: 'C' };

/** Runs a command to its end. Never throws for what the command does; a program that is missing gives 127. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const command = start(argv, options.input);
  const timer = setTimeout(() => command.signal('SIGKILL'), options.timeoutMs ?? 30_000);
  const result = await command.exited;
  clearTimeout(timer);
  return result;
}

/** Starts a command that goes on. */
export function startCommand(argv: readonly string[]): RunningCommand {
  const command = start(argv, undefined);
  return {
    stdout: command.stdout,
    stderr: command.stderr,
    exited: command.exited,
    waitFor: (text, timeoutMs = 5000) => waitForOutput(command, text, timeoutMs),
    async stop() {
      command.signal('SIGINT');
      const timer = setTimeout(() => command.signal('SIGKILL'), 2000);
      const result = await command.exited;
      clearTimeout(timer);
      return result;
    },
  };
}

/** Starts a command as one stream, its standard input and output; it ends with the stream. */
export function pipeCommand([program = '', ...words]: readonly string[]): Duplex {
  const child = spawn(program, words, { cwd: '/', env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'ignore'] });
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout });
  child.once('error', (error) => stream.destroy(error));
  stream.once('close', () => child.kill('SIGKILL'));
  return stream;
}

interface StartedCommand {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exited: Promise<CommandResult>;
  readonly signal: (signal: NodeJS.Signals) => void;
}

function start(argv: readonly string[], input: string | undefined): StartedCommand {
  const [program = '', ...words] = argv;
  // A process group of its own: one signal reaches what runs inside the namespaces too.
  const child = spawn(program, words, { cwd: '/', env: ENVIRONMENT, detached: true });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A command that does not read its input closes the pipe early, which is no failure.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const exited = new Promise<CommandResult>((resolve) => {
    child.on('error', (error) => resolve({ exitCode: 127, stdout, stderr: `${stderr}${error.message}\n` }));
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // It ended by itself in this moment.
    }
  };
  return { child, stdout: () => stdout, stderr: () => stderr, exited, signal };
}

async function waitForOutput(command: StartedCommand, text: string, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let ended = false;
  void command.exited.then(() => {
    ended = true;
  });
  while (!command.stdout().includes(text) && !command.stderr().includes(text)) {
    if (ended || Date.now() > deadline) {
      throw new Error(`"${text}" was not printed; standard error: ${command.stderr()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
