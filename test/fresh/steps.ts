import type { Command, Ended } from './run-command.ts';

/** What a user types in a fresh clone, and how it must end. */
export type Step = {
  title: 'not installed' | 'launcher' | 'demo' | 'package' | 'tests';
  command: Command;
  /** What is wrong with how it ended, or undefined. */
  fault(ended: Ended): string | undefined;
  /** What is worth knowing about how it ended. */
  remark?(ended: Ended): string | undefined;
};

/** What npm and the launcher print of an old Node must not look like a failure to the user. */
function complaint(output: string): string | undefined {
  return /EBADENGINE|ERR_UNKNOWN_FILE_EXTENSION|ExperimentalWarning|SyntaxError/.exec(output)?.[0];
}

function faultOf({ status, output }: Ended, expected: RegExp): string | undefined {
  if (status !== 0) return `exit status ${status}`;
  if (!expected.test(output)) return `does not say ${expected.source}`;
  return complaint(output);
}

const plain = (output: string) => output.replaceAll(/\x1b\[[\d;]*m/g, '');

/** The launcher before anything is installed: it says what to do, in any Node. */
const notInstalled: Step = {
  title: 'not installed',
  command: ['bin/roundtrip.js', '--version'],
  fault: ({ status, output }) =>
    status === 1 && /not installed\.\nRun "npm run setup"/.test(output) ? complaint(output) : 'no advice',
};

const demo: Step = {
  title: 'demo',
  command: ['npm', 'run', 'demo', '--', '--once'],
  fault: (ended) => faultOf(ended, /The ping: 0 answers before, 2 after\./),
};

const launcher: Step = {
  title: 'launcher',
  command: ['sh', '-c', 'bin/roundtrip.js --version && bin/roundtrip.js --help'],
  fault: (ended) => faultOf(ended, /^\d+\.\d+\.\d+\nUsage: roundtrip/),
};

const PACKAGE = `set -e
npm run build
project=$(mktemp -d)
npm pack --silent --pack-destination "$project" ./dist
cp test/fixtures/explain/aws-two-eni.txt "$project/console.txt"
cd "$project"
echo '{ "private": true }' > package.json
unshare --net sh -ec 'npm install --offline --no-audit --no-fund ./roundtrip-*.tgz; node_modules/.bin/roundtrip explain console.txt'
rm -r "$project"`;

/** The package is built, and installed and used in a project elsewhere, where there is no network. */
const packed: Step = {
  title: 'package',
  command: ['sh', '-c', PACKAGE],
  fault: (ended) => faultOf({ ...ended, output: plain(ended.output) }, /^Likely: ip-10-0-1-10/m),
};

function tests(files: readonly string[]): Step {
  return {
    title: 'tests',
    command: ['npm', 'test', '--', ...files],
    fault: (ended) => faultOf({ ...ended, output: plain(ended.output) }, /Tests {2}\d+ passed \(/),
    remark: ({ output }) => /Tests {2}(.*)/.exec(plain(output))?.[1],
  };
}

/** The steps in the order of a first visit; `files` are the tests that stand for all. */
export function firstVisit(files: readonly string[]): Step[] {
  return [notInstalled, demo, launcher, packed, tests(files)];
}
