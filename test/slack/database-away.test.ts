import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { ensureServer } from '../../src/store/embedded/index.ts';
import { launcher } from '../cli/run-roundtrip.ts';
import { testData, until } from '../store/support.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';

/** A bot in a process of its own, whose database is reached over a port that the test opens and closes. */
const data = testData();
const directory = mkdtempSync(join(tmpdir(), 'roundtrip-away-'));
const config = join(directory, 'roundtrip.yaml');
let workspace: Workspace;
let port = 0;
let way: Server | undefined;
let bot: ChildProcess | undefined;
let said = '';

beforeAll(async () => {
  writeFileSync(config, 'hosts: { server-b: {} }\n');
  await (await data.open()).close();
  workspace = await startWorkspace(ROUNDTRIP_APP);
  await open();
  await close();
}, 60_000);
afterEach(async () => {
  bot?.kill('SIGKILL');
  await close();
});
afterAll(async () => {
  await workspace.stop();
  rmSync(directory, { recursive: true });
  await data.remove();
});

const sockets = new Set<{ destroy(): void }>();

async function open(): Promise<void> {
  const { host, port: number } = await ensureServer(data.directory, () => undefined);
  way = createServer((client) => {
    const database = connect(join(host, `.s.PGSQL.${number}`));
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(database).pipe(client);
  });
  const server = way;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
}

async function close(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((resolve) => (way ? way.close(() => resolve()) : resolve()));
  way = undefined;
}

function startBot(): Promise<number | null> {
  said = '';
  const child = spawn(process.execPath, [launcher, 'bot', '--config', config], {
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      DATABASE_URL: `postgres://roundtrip_bot@127.0.0.1:${port}/postgres`,
    },
  });
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  bot = child;
  return new Promise((resolve) => child.once('close', resolve));
}

const connected = (count: number) => until(() => workspace.connectionCount() === count || undefined, 30);

test('a bot that starts while its database is away says so, waits, and goes on', async () => {
  const ended = startBot();
  await until(() => said.includes('the database does not answer') || undefined, 30);

  await open();
  await connected(1);
  await close();
  await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  await until(
    () => workspace.ephemerals('on-call').find(({ text }) => /does not answer|not be recorded/.test(text)),
    15,
  );
  await open();
  // Whatever was lost is made anew.
  await until(async () => {
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    return workspace.messages('net-ops').find(({ botId }) => botId !== undefined);
  }, 40);
  bot?.kill('SIGTERM');

  expect(await ended).toBe(0);
  expect(said.match(/the database does not answer/g)).toHaveLength(1);
}, 120_000);

test('one that waits ends when it is told to', async () => {
  const ended = startBot();
  await until(() => said.includes('the database does not answer') || undefined, 30);

  bot?.kill('SIGTERM');

  expect(await ended).toBe(0);
}, 60_000);
