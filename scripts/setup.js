// Brings what the demo and the tests need: npm packages as the lock says and, on Debian or Ubuntu, system packages.
// Plain JavaScript for any Node >= 18, since it may run before the pinned one is there.
//   node scripts/setup.js            for the demo and the tests
//   node scripts/setup.js --npm      npm packages only (checks)
//   node scripts/setup.js --runtime  npm packages only, and only those that the bot itself needs
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutServiceStarts } from './setup/no-service-starts.js';
import { whyInstall, withoutDevelopment } from './setup/node-packages.js';
import { runQuietly } from './setup/run-quietly.js';
import {
  installablePackages,
  installCommand,
  isDebianLike,
  missingPackages,
  SYSTEM_PACKAGES,
} from './setup/system-packages.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const aptEnvironment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
const wanted = Object.keys(SYSTEM_PACKAGES);
const runtimeOnly = process.argv.includes('--runtime');

function say(line) {
  process.stdout.write(`setup: ${line}\n`);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** npm replaces node_modules, so it must not run in the Node that is in there. */
function environmentWithoutOurNode() {
  const ours = join(root, 'node_modules') + sep;
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(ours));
  return { ...process.env, PATH: path.join(delimiter) };
}

async function installNodePackages() {
  const lock = readJson(join(root, 'package-lock.json'));
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  const platform = { os: process.platform, cpu: process.arch };
  const reason = whyInstall(runtimeOnly ? withoutDevelopment(lock) : lock, installed, platform, (path) =>
    existsSync(join(root, path)),
  );
  if (reason === undefined) return true;

  const { succeeded, lastLines } = await runQuietly(
    `installing the npm packages, since ${reason}`,
    ['npm', 'ci', '--include=dev', '--no-audit', '--no-fund'],
    { cwd: root, env: environmentWithoutOurNode() },
  );
  if (!succeeded) {
    process.stderr.write(`${lastLines}\nThe npm packages could not be installed.\n`);
    process.stderr.write(`Look at the lines above, then run "npm ci" in ${root}.\n`);
  }
  return succeeded;
}

function missingSystemPackages() {
  const { stdout } = spawnSync(
    'dpkg-query',
    ['-W', '-f', '$' + '{Package} $' + '{db:Status-Abbrev}\\n', ...wanted],
    {
      encoding: 'utf8',
      env: aptEnvironment,
    },
  );
  return missingPackages(wanted, stdout ?? '');
}

async function aptInstall(missing) {
  const update = await runQuietly('reading the list of system packages', ['apt-get', 'update', '-q'], {
    env: aptEnvironment,
  });
  const policy = spawnSync('apt-cache', ['policy', ...missing], { encoding: 'utf8', env: aptEnvironment });
  const installable = installablePackages(missing, policy.stdout ?? '');
  if (installable.length === 0) return update;
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  return runQuietly(
    `installing ${installable.length} system packages (${installable.join(', ')}), starting no service`,
    ['apt-get', 'install', ...options, ...installable],
    { env: aptEnvironment },
  );
}

/** Never ends the setup: what can be done without these packages is done. */
async function installSystemPackages() {
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!isDebianLike(osRelease)) {
    tellMissingPrograms();
    return;
  }
  const missing = missingSystemPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    say(`some system packages are missing, and only root can install them. Run this once:`);
    say(`  ${installCommand(missing)}`);
    return;
  }
  const { lastLines } = await withoutServiceStarts(() => aptInstall(missing));
  tellOutcome(missing, lastLines);
}

function tellOutcome(asked, lastLines) {
  const still = missingSystemPackages();
  if (still.length > 0) {
    process.stderr.write(`${lastLines}\n`);
    say(`not installed: ${still.join(', ')}. What needs them will say so. To try again by hand:`);
    say(`  ${installCommand(still)}`);
  }
  if (
    asked.includes('openssh-server') &&
    !still.includes('openssh-server') &&
    existsSync('/run/systemd/system')
  ) {
    say('openssh-server is installed and was not started; to keep it off at the next boot as well:');
    say('  systemctl disable ssh.service ssh.socket');
  }
}

function tellMissingPrograms() {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  const missing = Object.values(SYSTEM_PACKAGES).filter(
    (program) => !directories.some((directory) => existsSync(join(directory, program))),
  );
  if (missing.length === 0) return;
  say(`this is neither Debian nor Ubuntu; install what gives these programs: ${missing.join(', ')}`);
}

if (!(await installNodePackages())) {
  process.exitCode = 1;
} else if (!runtimeOnly && !process.argv.includes('--npm')) {
  await installSystemPackages();
}
