import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { markdownTable } from '../calibration/table.ts';
import { machineNode, root } from '../cli/run-roundtrip.ts';
import { median } from '../support/timing.ts';

const run = promisify(execFile);

const ROUNDS = Number(process.env['ROUNDTRIP_ROUNDS'] ?? 15);

/**
 * `npm run bench -- help`: how long `roundtrip --help` takes, by the sources and by the built package, started by the pinned
 * Node and by the machine's own; beside that Node doing nothing. Interleaved.
 */
export async function benchHelp(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  try {
    await run(process.execPath, [join(root, 'scripts', 'build.js'), '--out', directory]);
    const pinned = join('node_modules', `node-linux-${process.arch}`);
    symlinkSync(join(root, pinned), join(directory, pinned));
    const nodes = { 'the pinned Node': process.execPath, 'the Node of this machine': machineNode() };
    const taken = new Map<string, number[]>();
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [node, path] of Object.entries(nodes)) {
        for (const [what, words] of Object.entries({
          'does nothing': ['-e', '0'],
          'the sources': [join(root, 'bin', 'roundtrip.js'), '--help'],
          'the built package': [join(directory, 'bin', 'roundtrip.js'), '--help'],
        })) {
          const begun = performance.now();
          await run(path, words);
          const name = `${node}: ${what}`;
          // The first round fills the caches of all.
          if (round > 0) taken.set(name, [...(taken.get(name) ?? []), performance.now() - begun]);
        }
      }
    }
    const rows = [...taken].map(([name, all]) => [
      name,
      String(all.length),
      Math.round(median(all)).toString(),
      Math.round(Math.max(...all)).toString(),
    ]);
    console.log(markdownTable([['`--help`', 'times', 'median (ms)', 'longest (ms)'], ...rows]));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
