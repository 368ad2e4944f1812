// Brings what a command needs: npm packages as the lock says and, on Debian or Ubuntu, system packages. Where nothing
// can come of it, it says so before anything is downloaded. Plain JavaScript for any Node >= 18, since the pinned one may
// not be there yet.
//   node scripts/setup.js PURPOSE    bot, demo, test, check or fresh (setup/purposes.js)
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripsTypes } from '../bin/pinned-node.js';
import { costOf, install, known, updateLists } from './setup/apt.js';
import { installNodePackages, isNodePinned, whyInstallNodePackages } from './setup/install-node-packages.js';
import { canInstall, lacking, packageSystem } from './setup/machine.js';
import { withoutServiceStarts } from './setup/no-service-starts.js';
import { MEGABYTES } from './setup/node-packages.js';
import { startProgressLine } from './setup/progress-line.js';
import { PURPOSES } from './setup/purposes.js';
import { installCommand } from './setup/system-packages.js';
import { whyStop } from './setup/why-stop.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} line */
function say(line) {
  process.stdout.write(`setup: ${line}\n`);
}

/** @param {string} reason */
function fail(reason) {
  process.stderr.write(`setup: ${reason}\n`);
  process.exitCode = 1;
}

function lookAround(purpose) {
  return {
    isRoot: process.getuid?.() === 0,
    system: packageSystem(),
    missing: lacking(purpose.needed),
    missingUseful: lacking(purpose.useful),
    npmPackagesMissing: whyInstallNodePackages(root, purpose) !== undefined,
    runningNode: process.versions.node,
    hasNode: isNodePinned(root) || stripsTypes(process.versions.node),
  };
}

/** The system packages that can be had, after a look at what apt has today. */
async function findInstallable(wanted) {
  if (wanted.length === 0 || !canInstall()) return [];
  const progress = startProgressLine();
  progress.step("apt's lists");
  await updateLists();
  progress.clear();
  return known(wanted);
}

function saySystemPackages(packages) {
  const cost = costOf(packages);
  const size =
    cost === undefined
      ? ''
      : `, ${cost.count} with what they depend on: ${cost.download} to download, ${cost.disk} on disk`;
  say(`system packages (${packages.join(', ')})${size}; no service is started`);
}

function sayNodePackages(purpose) {
  const { download, disk } = purpose.development ? MEGABYTES.all : MEGABYTES.runtime;
  const kind = purpose.development ? 'npm packages' : 'npm packages, without development tools';
  say(`${kind}: ${download} MB to download, ${disk} MB on disk`);
}

async function installSystemPackages(packages, purpose) {
  const { lastLines } = await withoutServiceStarts(() => install(packages));
  const still = lacking(purpose.needed);
  return {
    succeeded: still.length === 0,
    problem: `${lastLines}\nNot installed: ${still.join(', ')}. To try again by hand: ${installCommand(still)}`,
  };
}

async function installPackagesOfNode(purpose) {
  const { succeeded, lastLines } = await installNodePackages(root, purpose);
  return { succeeded, problem: `${lastLines}\nnpm could not install the packages into ${root}.` };
}

/** One after the other, told in one line. @returns whether all succeeded */
async function runSteps(steps) {
  if (steps.length === 0) return true;
  const progress = startProgressLine();
  for (const { title, run } of steps) {
    progress.step(title);
    const { succeeded, problem } = await run();
    if (!succeeded) {
      progress.end('failed');
      fail(problem);
      return false;
    }
  }
  progress.end('done');
  return true;
}

function sayWhatRemains(purpose, installed) {
  const still = lacking(purpose.useful);
  if (still.length > 0) {
    say(`without ${still.join(', ')}, the tests that need it are skipped.`);
    if (packageSystem() === 'apt') say(`  to have it: ${installCommand(still)}`);
  }
  if (installed.includes('openssh-server') && existsSync('/run/systemd/system')) {
    say('openssh-server is installed and was not started; to keep it off at the next boot as well:');
    say('  systemctl disable ssh.service ssh.socket');
  }
}

async function setUp(purpose) {
  const machine = lookAround(purpose);
  const reason = whyStop(purpose, machine);
  if (reason !== undefined) return fail(reason);

  const packages = await findInstallable([...machine.missing, ...machine.missingUseful]);
  const unknown = machine.missing.filter((name) => !packages.includes(name) && canInstall());
  if (unknown.length > 0) return fail(`apt-get finds no package ${unknown.join(', ')}: look at its sources.`);

  const steps = [];
  if (packages.length > 0) {
    saySystemPackages(packages);
    steps.push({ title: 'system packages', run: () => installSystemPackages(packages, purpose) });
  }
  if (machine.npmPackagesMissing) {
    sayNodePackages(purpose);
    steps.push({ title: 'npm packages', run: () => installPackagesOfNode(purpose) });
  }
  if (await runSteps(steps)) sayWhatRemains(purpose, packages);
}

const purpose = PURPOSES[process.argv[2] ?? ''];
if (purpose === undefined) fail(`say what for: ${Object.keys(PURPOSES).join(', ')}`);
else await setUp(purpose);
