import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that only ask to be passed on with the copy. Another one ends the build: somebody has to read it. */
export const PASSED_ON = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
]);

/**
 * Names, versions and licence texts of bundled packages.
 * @param {readonly string[]} directories of the packages
 */
export function licencesOf(directories) {
  const parts = directories.map((directory) => {
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const { name, version, license = manifest.licenses?.[0]?.type } = manifest;
    if (!PASSED_ON.has(license)) throw new Error(`${name} ${version} has the licence ${license}`);
    return `${name} ${version} (${license})\n\n${textIn(directory, manifest)}`;
  });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  return `This package contains these, under their licences:\n\n${[...new Set(parts)].join(line)}\n`;
}

function textIn(directory, { license, author = [], contributors = [], repository }) {
  const files = globSync('{LICENSE,LICENCE,License,license,COPYING}*', { cwd: directory });
  if (files.length > 0)
    return files.map((file) => readFileSync(join(directory, file), 'utf8').trim()).join('\n\n');
  const holders = [author, contributors]
    .flat()
    .flatMap((one) => (typeof one === 'string' ? one : one?.name) ?? []);
  const source = typeof repository === 'string' ? repository : repository?.url;
  return `It names its licence, ${license}, and brings no text of it. By ${holders.join(', ') || source}.`;
}
