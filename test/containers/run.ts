import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject } from '../fresh/project-copy.ts';
import { table } from '../fresh/table.ts';
import { count, suiteCommand } from '../support/suite-command.ts';
import { makeBaseImages } from './base-images.ts';
import { type Composition, composition } from './composition.ts';
import { forgetImages, reachDocker } from './docker.ts';
import * as steps from './steps.ts';

/**
 * `npm run test:containers`: docker-compose.yml for real, the article's story in it, and what
 * docs/operating.md says of it. Base images are made here, so that none is pulled. Needs root, and Debian or Ubuntu; containers,
 * networks and volumes are removed at the end.
 */
const { minutes, clean } = suiteCommand(
  'test:containers',
  'docker-compose.yml for real. Needs root, and Debian or Ubuntu.',
)
  .option('--minutes <n>', 'how long all must stay healthy', count, 1)
  .option('--clean', 'remove the images at the end, too')
  .parse()
  .opts<{ minutes: number; clean?: boolean }>();
const tell = (text: string) => void process.stdout.write(`${text}\n`);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => interrupted.abort(new Error(`ended by ${signal}`)));

const previous = steps.previousCommit();
const STEPS: [title: string, run: (composed: Composition) => Promise<string>][] = [
  ['images', async ({ compose }) => (await compose('--profile', 'lab', 'build')) && 'bot and lab'],
  ['previous image', (composed) => steps.buildPrevious(composed, previous)],
  ['refusals', steps.refusals],
  ['ports', steps.ports],
  ['up', steps.bringUp],
  ['bounds', steps.bounds],
  ['story', steps.story],
  ['audit verify', steps.verify],
  ['Prometheus', steps.metrics],
  ['healthy', (composed) => steps.stayHealthy(composed, minutes, tell)],
  ['backup, restore', steps.backUpAndRestore],
  ['after it', () => steps.askAgain('eth1')],
  ['down', (composed) => composed.remove().then(() => 'all removed')],
  ['upgrade', steps.upgrade],
];

const rows: string[][] = [];
const directory = mkdtempSync('/var/tmp/roundtrip-composition-');
const docker = await reachDocker();
tell(`Docker: ${docker.told}`);
const composed = composition(join(directory, 'project'), docker, interrupted.signal);
try {
  copyProject(composed.directory);
  tell('Making the base images that are not there yet …');
  await makeBaseImages(docker, interrupted.signal);
  for (const [title, run] of STEPS) {
    const begun = performance.now();
    const result = await run(composed).catch((error: Error) => `FAILED: ${error.message}`);
    rows.push([title, `${((performance.now() - begun) / 1000).toFixed(1)} s`, result]);
    tell(`${title}: ${result}`);
    if (result.startsWith('FAILED')) break;
  }
} finally {
  await composed.remove();
  await docker.stop();
  rmSync(directory, { recursive: true, force: true });
  if (clean) forgetImages();
}
const shown = rows.map((row) => row.map((cell) => cell.split('\n')[0] ?? ''));
tell(`\n${table([['step', 'seconds', 'result'], ...shown])}`);
if (rows.length < STEPS.length || rows.some(([, , result]) => result?.startsWith('FAILED')))
  process.exitCode = 1;
