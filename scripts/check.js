// `npm run check`: types, format and lint, boundaries, sentences that are read, out of place or never said, dead code, shell, documents, licences. All of them run, whichever fails; one line each.
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLicences } from './check-licences.js';
import { checkSentences } from './check-sentences.js';
import { checkShell } from './check-shell.js';
import { checkTexts } from './check-texts.js';
import { checkTypes, typedProgram } from './check-types.js';
import { checkUnsaid } from './check-unsaid.js';
import { makeSite } from './docs/site.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a package's own executable in this same Node, so that the pinned one checks. */
function runTool(packageName, binName, args) {
  const directory = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const script = join(directory, typeof bin === 'string' ? bin : bin[binName]);
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 256 * 1024 * 1024 };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) =>
      resolve({ passed: error === null, stdout, output: `${stdout}${stderr}` }),
    );
  });
}

async function checkFormatAndLint() {
  const { passed, output } = await runTool('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']);
  return { passed, output, summary: 'format and lint' };
}

/** A cruiser that understands no TypeScript finds no violation either: so it must have seen every source. */
async function checkBoundaries() {
  const { stdout, output } = await runTool('dependency-cruiser', 'depcruise', [
    'src',
    'packages',
    'bin',
    '--output-type',
    'json',
  ]);
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return { passed: false, output, summary: 'boundaries could not be looked at' };
  }
  const seen = report.modules.filter(({ source }) => /^(?:src|packages)\/.*\.ts$/.test(source)).length;
  const sources = globSync(['src/**/*.ts', 'packages/**/*.ts'], { cwd: root }).length;
  const violations = report.summary.violations.filter(({ rule }) => rule.severity === 'error');
  return {
    passed: seen > 0 && seen >= sources && violations.length === 0,
    output: violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}\n`).join(''),
    summary: `boundaries: ${seen} of ${sources} modules looked at, ${violations.length} violations`,
  };
}

async function checkDeadCode() {
  const { passed, output } = await runTool('knip', 'knip', ['--no-progress']);
  return { passed, output, summary: 'no unused file, export or package' };
}

/** The program that runs on hosts and the undo that it leaves there, each as it is joined; and what ends an idle database. */
async function checkShellPrograms() {
  const { gatePart, programParts, undoParts } = await import('../src/host/program.ts');
  const idle = 'src/store/embedded/idle.sh';
  return checkShell([
    programParts(),
    undoParts(),
    [{ file: 'role', text: 'ROLE=observe\n' }, gatePart()],
    [{ file: idle, text: readFileSync(join(root, idle), 'utf8') }],
  ]);
}

/** Every page of the site is made, and every link in it has to lead somewhere. */
function checkDocuments() {
  const { problems, pages, links } = makeSite(root);
  return {
    passed: problems.length === 0,
    output: problems.map((problem) => `${problem}\n`).join(''),
    summary: `documents: ${pages} pages and ${links} links, ${problems.length} problems`,
  };
}

function checkLicences() {
  const { problems, packages } = readLicences(root);
  return {
    passed: problems.length === 0,
    output: problems.map((problem) => `${problem}\n`).join(''),
    summary: `licences: ${packages} packages, ${problems.length} not allowed`,
  };
}

// What runs as a process of its own runs beside what is done here.
const formatAndLint = checkFormatAndLint();
const boundaries = checkBoundaries();
const deadCode = checkDeadCode();
const program = typedProgram(root);

let failed = 0;
const CHECKS = [
  () => checkTypes(program),
  () => formatAndLint,
  () => boundaries,
  () => checkSentences(program, root),
  () => checkTexts(root),
  () => checkUnsaid(root),
  () => deadCode,
  checkShellPrograms,
  checkDocuments,
  checkLicences,
];
for (const check of CHECKS) {
  const { passed, output, summary } = await check();
  process.stdout.write(`${passed ? 'ok    ' : 'FAILED'} ${summary}\n`);
  if (!passed) {
    process.stdout.write(output);
    failed += 1;
  }
}
process.exitCode = failed === 0 ? 0 : 1;
