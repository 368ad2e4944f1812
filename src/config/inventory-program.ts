import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { runBounded } from '../bounded-command.ts';
import { printable } from '../printable.ts';
import { runIn } from '../texts/failures/index.ts';
import { ListedHosts, readAnsibleInventory } from './ansible-inventory.ts';
import { loadConfig } from './load.ts';
import type { Config } from './schema.ts';
import { type LeftOut, withInventory } from './with-inventory.ts';

/** Bytes that the program may print. */
const LARGEST = 32 * 1024 * 1024;

/** What the program listed at last, and what is wrong with it since. */
export type InventoryNews =
  | { kind: 'listed'; hosts: number; leftOut: readonly LeftOut[] }
  /** `kept`: so many hosts of the last good listing are kept. */
  | { kind: 'failed'; because: string; kept: number };

/** The hosts of `inventory.command`, as far as they are known. Who asks never waits for the program. */
export type InventoryProgram = {
  /** The configuration with the hosts of the last good listing. */
  extend(config: Config): Config;
  /** Runs the program where what is kept is older than `inventory.refresh`; done once that is known. Never throws. */
  refresh(): Promise<InventoryNews | undefined>;
};

type Needs = Pick<Config, 'inventory' | 'directory' | 'dataDirectory'>;

/** What is kept from one process to the next, in the folder for data. */
type Kept = { listed: ListedHosts; at: number };

/** Knows what an earlier process kept at once; `config` is asked each time. */
export function openInventory(config: Config, current: () => Config = () => config): InventoryProgram {
  let kept = config.inventory.command.length === 0 ? undefined : readKept(config);
  let running: Promise<InventoryNews | undefined> | undefined;
  let merged: { config: Config; listed: ListedHosts; outcome: ReturnType<typeof withInventory> } | undefined;

  function merge(now: Config, listed: ListedHosts): ReturnType<typeof withInventory> {
    if (merged?.config !== now || merged.listed !== listed)
      merged = { config: now, listed, outcome: withInventory(now, listed) };
    return merged.outcome;
  }

  async function run(): Promise<InventoryNews | undefined> {
    const { command, timeout, refresh } = config.inventory;
    if (command.length === 0) return undefined;
    const age = Date.now() - (kept?.at ?? 0);
    // One of the future was kept before the clock was set back.
    if (kept && age >= 0 && age < refresh) return undefined;
    const { directory } = config;
    const outcome = await runBounded(command, { timeout, directory, largest: LARGEST });
    try {
      if (outcome.kind === 'failed') throw new Error(runIn('en', outcome.run));
      const listed = readAnsibleInventory(outcome.output);
      kept = { listed, at: Date.now() };
      writeKept(config, kept);
      const { leftOut } = withInventory(current(), listed);
      return { kind: 'listed', hosts: Object.keys(listed.hosts).length, leftOut };
    } catch (error) {
      const because = `inventory.command ${error instanceof Error ? error.message : String(error)}`;
      return { kind: 'failed', because, kept: Object.keys(kept?.listed.hosts ?? {}).length };
    }
  }

  return {
    extend: (now) => (kept && config.inventory.command.length > 0 ? merge(now, kept.listed).config : now),
    refresh() {
      running ??= run().finally(() => (running = undefined));
      return running;
    },
  };
}

/** The configuration with the hosts of its inventory, for a command that needs it once; `tell` gets what is wrong. */
export async function loadConfigWithInventory(
  options: { file?: string | undefined },
  tell: (text: string) => void,
): Promise<Config> {
  const config = loadConfig(options);
  const inventory = openInventory(config);
  const news = await inventory.refresh();
  for (const text of problemsOf(news)) tell(text);
  return inventory.extend(config);
}

/** What is wrong with the inventory, one sentence each; nothing where it is as it should be. */
export function problemsOf(news: InventoryNews | undefined): string[] {
  if (news?.kind === 'failed')
    return [
      `${news.because}. ${news.kept === 0 ? 'No host of it is known.' : `The ${news.kept} hosts of the last good listing are kept.`}`,
    ];
  return (news?.leftOut ?? []).map(
    ({ name, because }) => `${printable(name)} of the inventory is left out: ${because}.`,
  );
}

/** The listing that is kept was read from what the same program printed. */
const KeptFile = z.object({ command: z.array(z.string()), at: z.number(), listed: ListedHosts });

const FILE = 'inventory.json';

function readKept({ inventory, dataDirectory }: Needs): Kept | undefined {
  try {
    const file = join(dataDirectory, FILE);
    if (statSync(file).size > LARGEST) return undefined;
    const kept = KeptFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isDeepStrictEqual(kept.command, inventory.command) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** A folder that cannot be written costs the next process a run of the program. */
function writeKept({ inventory, dataDirectory }: Needs, { listed, at }: Kept): void {
  const file = join(dataDirectory, FILE);
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dataDirectory, { recursive: true });
    writeFileSync(written, JSON.stringify({ command: inventory.command, at, listed }), { mode: 0o600 });
    renameSync(written, file);
  } catch {
    rmSync(written, { force: true });
  }
}
