#!/usr/bin/env node
// The launcher: plain JavaScript for any Node >= 18, from any directory. The program itself is TypeScript that
// Node runs as it is (type stripping), so where this Node is too old for that, the pinned one goes on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(import.meta.url);
const root = dirname(dirname(launcher));
const require = createRequire(import.meta.url);
const TOLD_BY_PARENT = '__ROUNDTRIP_LAUNCHED';

/** Node 24.3 was the first to strip types without a warning; 22.18 and 23.6 do it with one. */
function fitness(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const atLeast = (m, n) => major > m || (major === m && minor >= n);
  if (atLeast(24, 3)) return 'good';
  if (atLeast(23, 6) || (major === 22 && minor >= 18)) return 'usable';
  return 'too-old';
}

/** The Node that package-lock.json pins, or undefined where it is not installed. */
function pinnedNode() {
  const candidates = [join(root, 'node_modules', '.bin', 'node')];
  try {
    const packageFile = require.resolve(`node-linux-${process.arch}/package.json`);
    candidates.unshift(join(dirname(packageFile), 'bin', 'node'));
  } catch {
    // Not this platform's package, or not installed: the other candidate decides.
  }
  return candidates.find((candidate) => existsSync(candidate));
}

function dependenciesInstalled() {
  try {
    require.resolve('commander');
    return true;
  } catch {
    return false;
  }
}

function fail(code, message, nextStep) {
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ schema: 'roundtrip.error/1', code, message, nextStep })}\n`);
  }
  process.stderr.write(`${message}\n${nextStep}\n`);
  process.exitCode = 1;
}

/**
 * Goes on in another Node with the same terminal. Signals are handed on, except an interrupt that a terminal has
 * sent to the whole process group already. The IPC channel tells the child when this process is killed outright.
 */
function continueIn(node) {
  const child = spawn(node, [launcher, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [TOLD_BY_PARENT]: '1' },
  });
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    const sentToGroup = onTerminal && (signal === 'SIGINT' || signal === 'SIGQUIT');
    process.on(signal, () => {
      if (!sentToGroup) child.kill(signal);
    });
  }
  child.once('error', (error) => {
    fail('node-not-started', `The pinned Node could not be started: ${error.message}`, installStep);
  });
  child.once('exit', (status, signal) => {
    process.exit(signal === null ? (status ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}

/** The launcher is gone: end as if it had been told to, and in any case soon. */
function endWithLauncher() {
  setTimeout(() => process.exit(129), 5_000).unref();
  process.kill(process.pid, 'SIGTERM');
}

async function continueHere() {
  if (process.channel !== undefined && process.env[TOLD_BY_PARENT] !== undefined) {
    process.once('disconnect', endWithLauncher);
    process.channel.unref();
  }
  delete process.env[TOLD_BY_PARENT];
  // Starts in half the time. Inside the package, where only who installed it can write: what lies there is run.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'node-compile-cache'));
  const { run } = await import('../src/cli/main.ts');
  await run(process.argv.slice(2));
}

const installStep = `Run "npm ci" in ${root}, then try again.`;
const fit = fitness(process.versions.node);
const relaunched = process.env[TOLD_BY_PARENT] !== undefined;
const other = fit === 'good' || relaunched ? undefined : pinnedNode();

if (!dependenciesInstalled()) {
  fail('not-installed', 'The packages that roundtrip is built from are not installed.', installStep);
} else if (other !== undefined) {
  continueIn(other);
} else if (fit === 'too-old') {
  fail('node-too-old', `Node ${process.versions.node} is too old: roundtrip needs 22.18.`, installStep);
} else {
  await continueHere();
}
