// `npm run build`: the package as it is published, in dist/. `npm pack ./dist` makes the tarball.
// JavaScript in place of the sources, since Node strips no types under node_modules; what it reads at run time stands beside it.
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildLibrary, buildProgram } from './build/bundles.js';
import { licencesOf } from './build/licences.js';
import { manifestOf } from './build/manifest.js';
import { pageOf } from './build/page.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The launcher's words about this installation: where the repository has sources, the package has a bundle. */
const INSTALLATION = `// Where the program of this installation is, and how it is installed.
export const loadProgram = () => import('../lib/main.js');
/** The program brings its packages along. */
export const NEEDED_PACKAGE = undefined;
/** @param {string} _root */
export const installStep = (_root) => 'Install the package roundtrip again with its optional packages, then try again.';
`;

/** What the program reads at run time: it stands where it stands in the repository. */
const READ_AT_RUN_TIME = [
  'manifest.yml',
  'src/**/*.sh',
  'src/picture/font/*',
  'packages/*/page/**/*',
  'packages/*/package.json',
];

function copyFiles(dist) {
  const files = globSync([...READ_AT_RUN_TIME, 'bin/*.js', 'README.md', 'LICENSE', 'docs/*'], {
    cwd: root,
    exclude: ['**/*.ts'],
    withFileTypes: true,
  });
  for (const entry of files.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join(dist, path.slice(root.length + 1)));
  }
  writeFileSync(join(dist, 'bin', 'installation.js'), INSTALLATION);
  const zod = join(root, 'node_modules', 'zod');
  cpSync(zod, join(dist, 'node_modules', 'zod'), {
    recursive: true,
    filter: (path) => path !== join(zod, 'src'),
  });
}

const { out } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } }).values;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
copyFiles(out);
const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [program] = await Promise.all([buildProgram(root, out), buildLibrary(root, out)]);
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifestOf(source, program), undefined, 2)}\n`);
writeFileSync(join(out, 'THIRD-PARTY-LICENCES.txt'), licencesOf(program.bundled));
writeFileSync(join(out, 'docs', 'paste.html'), await pageOf(root));
process.stdout.write(
  `${out}: ${program.bundled.length} packages bundled; "npm pack ${out}" makes the tarball\n`,
);
