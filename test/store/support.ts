import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { openStore, type Store, type StoreOptions, stopEmbedded } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { layCluster } from '../support/prepared-cluster.ts';

/** A data directory of its own, with a server of its own that is gone at the end. */
export type TestData = {
  directory: string;
  open(options?: Partial<StoreOptions>): Promise<Store>;
  /** A connection beside the store, as the database's superuser. */
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  remove(): Promise<void>;
};

/** `prepared`: it begins with a database that was set up before. */
export function testData({ prepared = true }: { prepared?: boolean } = {}): TestData {
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-store-'));
  chmodSync(root, 0o755);
  const directory = join(root, 'data');
  const stores: Store[] = [];
  let laid: Promise<void> | undefined;
  return {
    directory,
    async open(options = {}) {
      if (prepared) {
        laid ??= layCluster(directory);
        await laid;
      }
      const store = await openStore({ dataDirectory: directory, ...options });
      stores.push(store);
      return store;
    },
    async query(text, values) {
      const client = new pg.Client(await ensureServer(directory, () => undefined));
      await client.connect();
      try {
        return (await client.query(text, values)).rows;
      } finally {
        await client.end();
      }
    },
    async remove() {
      for (const store of stores) await store.close();
      await stopEmbedded(directory, { remove: true });
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The server's process, as its own lock file tells. */
export function serverPid(directory: string): number {
  return Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** A process of its own that runs `children/NAME.ts`; its standard output comes line by line. */
export type Child = {
  process: ChildProcess;
  pid: number;
  lines: string[];
  /** The first line that matches, also of those that came before. */
  line(pattern: RegExp): Promise<string>;
  ended: Promise<number | null>;
};

export function startChild(name: string, args: readonly string[]): Child {
  const file = fileURLToPath(new URL(`children/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let errors = '';
  let wake: () => void = () => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter(Boolean));
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    pid: child.pid ?? 0,
    lines,
    ended,
    async line(pattern) {
      for (;;) {
        const found = lines.find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`${name} ended without saying ${pattern}: ${errors}`);
        await Promise.race([ended, new Promise<void>((resolve) => (wake = resolve))]);
      }
    },
  };
}

/** Waits until `probe` gives something, at most `seconds`. */
export async function until<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  seconds = 10,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`it did not happen within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

let counter = 0;

/** A triage id that no other test of this process uses. */
export function freshId(): string {
  counter += 1;
  return `T${String(process.pid % 10_000).padStart(4, '0')}${String(counter).padStart(6, '0')}`;
}

/** The first event of a triage. */
export const requested = {
  kind: 'requested',
  by: 'cli:root@test',
  origin: { kind: 'cli' },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
} satisfies TriageEvent;
