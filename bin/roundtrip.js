#!/usr/bin/env node
// The launcher: plain JavaScript for any Node >= 18, from any directory. In the repository the program itself is TypeScript
// that Node runs as it is (type stripping); where the running one is too old for that it goes on in the pinned Node.
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installStep, loadProgram, NEEDED_PACKAGE } from './installation.js';
import {
  BOT_NODE_OPTIONS,
  goOnIn,
  isRunningNode,
  nodeForProgram,
  OLDEST_FOR_PROGRAM,
  pathWithNode,
  pinnedNode,
  stripsTypes,
} from './pinned-node.js';

const launcher = fileURLToPath(import.meta.url);
const root = dirname(dirname(launcher));
const LAUNCHED_BY_PARENT = '__ROUNDTRIP_LAUNCHED';

function dependenciesInstalled() {
  if (NEEDED_PACKAGE === undefined) return true;
  try {
    createRequire(import.meta.url).resolve(NEEDED_PACKAGE);
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

/** On a machine that cannot run the pinned Node (another C library), this one has to do. */
function continueAfterFailure(error) {
  if (stripsTypes(process.versions.node)) return continueHere();
  return fail(
    'node-not-started',
    `The pinned Node could not be started: ${error.message}`,
    installStep(root),
  );
}

/** The launcher is gone: end as SIGTERM would end it, and in any case soon. */
function endWithLauncher() {
  setTimeout(() => process.exit(129), 5_000).unref();
  process.kill(process.pid, 'SIGTERM');
}

async function continueHere() {
  if (process.channel !== undefined && process.env[LAUNCHED_BY_PARENT] !== undefined) {
    process.once('disconnect', endWithLauncher);
    process.channel.unref();
  }
  delete process.env[LAUNCHED_BY_PARENT];
  const pinned = pinnedNode(root);
  if (pinned !== undefined && isRunningNode(pinned)) {
    process.env.PATH = pathWithNode(pinned, process.env.PATH);
  }
  // Starts in half the time. Inside the package, where only who installed it can write: what lies there is run.
  module.enableCompileCache?.(join(root, 'node_modules', '.cache', 'node-compile-cache'));
  const { run } = await loadProgram();
  await run(process.argv.slice(2));
}

// A second start costs more than most commands do. A bot goes on for weeks: it gets the pinned Node, with options of its own.
const isBot = process.argv.slice(2).includes('bot');
const isLaunched = process.env[LAUNCHED_BY_PARENT] !== undefined;
const goesOnHere = stripsTypes(process.versions.node) && (isLaunched || !isBot);
const node = goesOnHere ? process.execPath : nodeForProgram(root);

if (!dependenciesInstalled()) {
  fail('not-installed', 'The packages that roundtrip is built from are not installed.', installStep(root));
} else if (node === undefined) {
  fail(
    'node-too-old',
    `The pinned Node is not installed, and Node ${process.versions.node} is too old: roundtrip needs ${OLDEST_FOR_PROGRAM}.`,
    installStep(root),
  );
} else if (isRunningNode(node)) {
  await continueHere();
} else {
  const given = process.argv.slice(2);
  goOnIn(node, [...(isBot ? BOT_NODE_OPTIONS : []), launcher, ...given], {
    env: { ...process.env, [LAUNCHED_BY_PARENT]: '1' },
    ipc: true,
    onNotStarted: continueAfterFailure,
  });
}
