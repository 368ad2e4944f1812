import { cpSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { backUp, openStore, restore, stopEmbedded, storeIsRunning } from '../../src/store/index.ts';
import { freshId, requested } from './support.ts';

/*
 * Run as root, with a directory that the database's user cannot get to: the database stands elsewhere, and the directory holds a link.
 */

let root: string;
const opened: string[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roundtrip-places-'));
});
afterEach(async () => {
  for (const directory of opened.splice(0))
    if (existsSync(directory)) await stopEmbedded(directory, { remove: true }).catch(() => undefined);
  rmSync(root, { recursive: true });
});

const place = (name: string) => join(root, name, 'data');
const owned = (dataDirectory: string) => ({
  ...{ dataDirectory, databaseUrl: undefined, databaseOwnerUrl: undefined },
});

/** Records one event there; answers how many there are by then. */
async function record(dataDirectory: string): Promise<number> {
  opened.push(dataDirectory);
  const store = await openStore({ dataDirectory });
  await store.events.append(freshId(), 0, [requested]);
  const verdict = await store.audit.verify();
  await store.close();
  return verdict.events;
}

test('a copied directory does not share the log of the first, whichever command it is', async () => {
  await record(place('first'));
  cpSync(join(root, 'first'), join(root, 'copy'), { recursive: true, verbatimSymlinks: true });
  const copy = place('copy');
  const backup = join(root, 'all.backup');

  const refused = { code: 'store-of-another-directory', facts: { other: place('first') } };
  await expect(openStore({ dataDirectory: copy })).rejects.toMatchObject(refused);
  await expect(storeIsRunning(copy)).rejects.toMatchObject(refused);
  await expect(stopEmbedded(copy, { remove: true })).rejects.toMatchObject(refused);
  await expect(backUp(owned(copy), backup)).rejects.toMatchObject(refused);
  expect(await record(place('first'))).toBe(2);

  await backUp(owned(place('first')), backup);
  rmSync(join(copy, 'postgres'));
  await restore(owned(copy), backup);
  expect(await record(copy)).toBe(3);
  expect(await record(copy)).toBe(4);
  expect(await record(place('first'))).toBe(3);
}, 60_000);

test('a directory that was moved keeps its log, and another one in its place begins its own', async () => {
  await record(place('first'));
  const backup = join(root, 'all.backup');
  await backUp(owned(place('first')), backup);
  mkdirSync(join(root, 'moved'));
  renameSync(place('first'), place('moved'));

  await restore(owned(place('first')), backup);

  expect(await record(place('moved'))).toBe(2);
  expect(await record(place('first'))).toBe(2);
  expect(readlinkSync(join(place('moved'), 'postgres'))).not.toBe(
    readlinkSync(join(place('first'), 'postgres')),
  );
  cpSync(join(root, 'moved'), join(root, 'copy'), { recursive: true, verbatimSymlinks: true });
  await expect(openStore({ dataDirectory: place('copy') })).rejects.toMatchObject({
    facts: { other: place('moved') },
  });
}, 60_000);

test('a link of an earlier version belongs to the directory that it was made for', async () => {
  await record(place('first'));
  const cluster = readlinkSync(join(place('first'), 'postgres'));
  rmSync(`${cluster}.of`);
  cpSync(join(root, 'first'), join(root, 'copy'), { recursive: true, verbatimSymlinks: true });

  await expect(openStore({ dataDirectory: place('copy') })).rejects.toMatchObject({
    code: 'store-of-another-directory',
  });
  expect(await record(place('first'))).toBe(2);
  expect(readlinkSync(`${cluster}.of`)).toBe(join(place('first'), 'postgres'));
}, 60_000);
