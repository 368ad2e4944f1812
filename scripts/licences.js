/** `npm run licences`: every package of the lock by its licence; exit status 1 where one is not allowed. */
import { dirname } from 'node:path';
import { readLicences } from './check-licences.js';

const { byLicence, problems, packages } = readLicences(dirname(import.meta.dirname));
for (const [licence, names] of [...byLicence].sort(([, one], [, other]) => other.length - one.length))
  process.stdout.write(`${licence} (${names.length})\n${names.map((name) => `  ${name}\n`).join('')}`);
process.stdout.write(
  problems.length === 0
    ? `\n${packages} packages, ${byLicence.size} licences, all allowed.\n`
    : `\nNot allowed (scripts/check-licences.js has the list):\n${problems.map((problem) => `  ${problem}\n`).join('')}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;
