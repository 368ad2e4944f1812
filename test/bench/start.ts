import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOptions, startWorkspace } from '../../packages/local-slack/src/index.ts';
import { startBotProcess } from '../../src/demo/bot-process.ts';
import { stopEmbedded } from '../../src/store/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { median } from '../support/timing.ts';

const ROUNDS = 7;
const MANIFEST = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

/** `npm run bench -- start`: how long a bot takes until Slack is connected, beside a Node that does nothing. */
export async function benchStart(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'roundtrip-bench-'));
  const workspace = await startWorkspace({ ...(await manifestOptions(MANIFEST)), port: 0 });
  const configFile = join(directory, 'roundtrip.yaml');
  await writeFile(configFile, 'hosts:\n  server-b: {}\n');
  const start = async (): Promise<number> => {
    const begun = performance.now();
    const bot = await startBotProcess(configFile, workspace, join(directory, 'bot.log'));
    const taken = performance.now() - begun;
    await bot.stop();
    return taken;
  };
  const measured = new Map<string, number[]>();
  const note = (what: string, taken: number) => measured.set(what, [...(measured.get(what) ?? []), taken]);
  try {
    note('a bot, which makes its database', await start());
    for (let round = 0; round < ROUNDS; round += 1) {
      note('a Node that does nothing', await emptyNode());
      note('a bot, its database running', await start());
      await stopEmbedded(join(directory, 'data'));
      note('a bot, which starts its database', await start());
    }
  } finally {
    await stopEmbedded(join(directory, 'data'), { remove: true });
    await workspace.stop();
    await rm(directory, { recursive: true, force: true });
  }
  const base = median(measured.get('a Node that does nothing') ?? []);
  const rows = [...measured].map(([what, all]) => [
    what,
    String(all.length),
    (median(all) / 1000).toFixed(2),
    (Math.max(...all) / 1000).toFixed(2),
    (median(all) / base).toFixed(1),
  ]);
  console.log(markdownTable([['until it is ready', 'times', 'median (s)', 'longest (s)', 'ratio'], ...rows]));
}

function emptyNode(): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  return new Promise((resolve) => child.once('exit', () => resolve(performance.now() - begun)));
}
