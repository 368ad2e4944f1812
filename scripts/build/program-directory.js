import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildProgram } from './bundles.js';
import { manifestOf } from './manifest.js';

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

/** @param {string} root @param {string} out */
function copyFiles(root, out) {
  const files = globSync([...READ_AT_RUN_TIME, 'bin/*.js', 'README.md', 'LICENSE', 'docs/*'], {
    cwd: root,
    exclude: ['**/*.ts'],
    withFileTypes: true,
  });
  for (const entry of files.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join(out, relative(root, path)));
  }
  writeFileSync(join(out, 'bin', 'installation.js'), INSTALLATION);
  const zod = join(root, 'node_modules', 'zod');
  cpSync(zod, join(out, 'node_modules', 'zod'), {
    recursive: true,
    filter: (path) => path !== join(zod, 'src'),
  });
}

/**
 * The program as it is published, without the library, the licences and the page.
 * @param {string} root
 * @param {string} out an empty directory
 * @returns {ReturnType<typeof buildProgram>}
 */
export async function buildProgramDirectory(root, out) {
  copyFiles(root, out);
  const source = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const program = await buildProgram(root, out);
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifestOf(source, program), undefined, 2)}\n`);
  return program;
}
