import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore, stopEmbedded } from '../../src/store/index.ts';

let made: Promise<string> | undefined;

/** Puts a database that is set up and holds nothing into a data directory, where there is none: making one takes a second of the processor. */
export async function layCluster(directory: string): Promise<void> {
  made ??= makeCluster();
  const from = await made;
  if (existsSync(join(directory, 'postgres'))) return;
  mkdirSync(directory, { recursive: true });
  await promisify(execFile)('cp', ['-a', from, directory]);
}

async function makeCluster(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-cluster-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  chmodSync(root, 0o755);
  await (await openStore({ dataDirectory: root })).close();
  await stopEmbedded(root);
  return join(root, 'postgres');
}
