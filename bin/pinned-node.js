// The Node that the program runs in: where it is, and how to go on in it. Plain JavaScript for any Node >= 18, since the
// launcher and the scripts read this in whatever Node calls them.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** What execvp(3) searches where PATH is not set. */
const DEFAULT_PATH = '/usr/bin:/bin';

/** The first 22 that strips types without a flag; 23 does since 23.6. */
export const OLDEST_FOR_PROGRAM = '22.18';

/**
 * Options of the Node that a bot runs in, which goes on for weeks. Left to itself it lets garbage grow to several times what is
 * in use, since the machine has the memory. What may be in use is not limited.
 */
export const BOT_NODE_OPTIONS = ['--max-semi-space-size=8', '--heap-growing-percent=60'];

/**
 * The Node that package-lock.json pins, found through its package: links of a package manager may be missing.
 * @param {string} root the directory of package.json
 * @returns {string | undefined} undefined where it is not installed, or there is none for this machine
 */
export function pinnedNode(root) {
  try {
    const require = createRequire(join(root, 'package.json'));
    const node = join(dirname(require.resolve(`node-linux-${process.arch}/package.json`)), 'bin', 'node');
    return existsSync(node) ? node : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a Node of this version runs TypeScript as it is.
 * @param {string} version
 */
export function stripsTypes(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);
}

/**
 * The Node for the program: the pinned one, else the running one if it is new enough.
 * @param {string} root the directory of package.json
 * @returns {string | undefined}
 */
export function nodeForProgram(root) {
  return pinnedNode(root) ?? (stripsTypes(process.versions.node) ? process.execPath : undefined);
}

/**
 * Whether this process runs in that Node, whatever path it was started by.
 * @param {string} node
 */
export function isRunningNode(node) {
  return realpathSync(node) === realpathSync(process.execPath);
}

/**
 * A search path on which `node` is this one.
 * @param {string} node
 * @param {string | undefined} path
 */
export function pathWithNode(node, path) {
  const directory = dirname(node);
  const others = (path || DEFAULT_PATH).split(delimiter).filter((entry) => entry !== directory);
  return [directory, ...others].join(delimiter);
}

/**
 * Goes on in another Node with the same terminal, and ends with its exit status. Signals are handed on, except an
 * interrupt that a terminal has sent to the whole process group already.
 * @param {string} node
 * @param {readonly string[]} args
 * @param {{ env: NodeJS.ProcessEnv, ipc?: boolean, onNotStarted: (error: Error) => unknown }} options
 *   `ipc`: the child's channel closes when this process is killed outright
 */
export function goOnIn(node, args, { env, ipc = false, onNotStarted }) {
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', ...(ipc ? ['ipc'] : [])], env });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'];
  /** @param {NodeJS.Signals} signal */
  const handOn = (signal) => {
    const sentToGroup = onTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    if (!sentToGroup) child.kill(signal);
  };
  for (const signal of signals) process.on(signal, handOn);
  child.once('error', (error) => {
    for (const signal of signals) process.off(signal, handOn);
    onNotStarted(error);
  });
  child.once('exit', (status, signal) => {
    process.exit(signal === null ? (status ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}
