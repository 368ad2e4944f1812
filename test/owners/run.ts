import { table } from '../fresh/table.ts';
import { OWNERS } from './owners.ts';
import { ownersRoot } from './root.ts';
import { COLUMNS, tellStory } from './story.ts';

/**
 * `npm run test:owners [-- OWNER…]`: a fix that is kept, on hosts that boot with systemd, one for each who configures
 * interfaces, with an address of its own and one by DHCP. Needs root, and Debian or Ubuntu.
 */
const chosen = process.argv.slice(2);
const tell = (text: string) => void process.stderr.write(`${text}\n`);
const root = ownersRoot(tell);
const rows: string[][] = [];
for (const owner of OWNERS) {
  if (chosen.length > 0 && !chosen.some((word) => owner.name.toLowerCase().includes(word.toLowerCase())))
    continue;
  for (const addressing of ['static', 'dhcp'] as const) {
    if (chosen.includes('static') && addressing === 'dhcp') continue;
    if (chosen.includes('dhcp') && addressing === 'static') continue;
    const begun = performance.now();
    const row = await tellStory(owner, addressing, root, `${owner.keeper.slice(0, 4)}${addressing[0]}`);
    const cells = COLUMNS.map((column) => row[column]);
    rows.push([owner.name, addressing, ...cells]);
    tell(
      `${owner.name}, ${addressing}: ${Math.round((performance.now() - begun) / 1000)} s: ${cells.join(', ')}`,
    );
  }
}
process.stdout.write(table([['owner', 'address', ...COLUMNS], ...rows]));
const failed = rows.flat().filter((cell) => cell.startsWith('FAILED'));
if (failed.length > 0 || rows.length === 0) process.exitCode = 1;
