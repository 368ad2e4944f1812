// `npm run build`: the package as it is published, in dist/. `npm pack ./dist` makes the tarball.
// JavaScript in place of the sources, since Node strips no types under node_modules; what it reads at run time stands beside it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildLibrary } from './build/bundles.js';
import { licencesOf } from './build/licences.js';
import { pageOf } from './build/page.js';
import { buildProgramDirectory } from './build/program-directory.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { out } = parseArgs({ options: { out: { type: 'string', default: join(root, 'dist') } } }).values;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const [program] = await Promise.all([buildProgramDirectory(root, out), buildLibrary(root, out)]);
writeFileSync(join(out, 'THIRD-PARTY-LICENCES.txt'), licencesOf(program.bundled));
writeFileSync(join(out, 'docs', 'paste.html'), await pageOf(root));
process.stdout.write(
  `${out}: ${program.bundled.length} packages bundled; "npm pack ${out}" makes the tarball\n`,
);
