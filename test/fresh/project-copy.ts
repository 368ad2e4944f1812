import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import { root } from '../cli/run-roundtrip.ts';

/** What a fresh clone does not hold. */
const NOT_CLONED = new Set(['node_modules', '.git', 'coverage', 'data', 'dist', 'secrets', '.env']);

/** The project as a fresh clone of it would be, changes that are not committed yet included. */
export function copyProject(directory: string): void {
  cpSync(root, directory, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => {
      // What the containers are given is a person's own, but for the page that says so.
      if (source.startsWith(`${root}/deploy/`)) return basename(source) === 'README.md';
      return !NOT_CLONED.has(basename(source)) || source.startsWith(`${root}/src/`);
    },
  });
}
