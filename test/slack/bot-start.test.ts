import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { launcher, runRoundtrip } from '../cli/run-roundtrip.ts';
import { freshId, requested, testData, until } from '../store/support.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';

/* A bot in a process of its own that answers for its health before it has anything else: what keeps it from starting ends it. */

const data = testData();
const directory = mkdtempSync(join(tmpdir(), 'roundtrip-start-'));
const key = join(directory, 'audit.key');
const audit = { signingKeyFile: key, anchorFile: join(directory, 'audit.anchor') };
let workspace: Workspace;
/** Takes connections and never answers. */
let mute: Server;
let mutePort: number;
let healthPort: number;

beforeAll(async () => {
  const store = await data.open({ audit });
  await store.events.append(freshId(), 0, [requested]);
  await store.close();
  workspace = await startWorkspace(ROUNDTRIP_APP);
  mute = createServer().listen(0, '127.0.0.1');
  const spare = createServer().listen(0, '127.0.0.1');
  await until(() => (mute.listening && spare.listening) || undefined);
  mutePort = (mute.address() as AddressInfo).port;
  healthPort = (spare.address() as AddressInfo).port;
  await new Promise((resolve) => spare.close(resolve));
}, 60_000);
afterEach(() => bot?.kill('SIGKILL'));
afterAll(async () => {
  mute.close();
  await workspace.stop();
  rmSync(directory, { recursive: true });
  await data.remove();
});

let bot: ChildProcess | undefined;

type Ended = { status: number | null; signal: NodeJS.Signals | null; said: string };

function startBot(more: object = {}, environment: Record<string, string> = {}): Promise<Ended> {
  const config = join(directory, 'roundtrip.yaml');
  const settings = {
    hosts: { 'server-b': {} },
    store: { directory: data.directory },
    audit,
    health: { port: healthPort },
    ...more,
  };
  writeFileSync(config, JSON.stringify(settings));
  const child = spawn(process.execPath, [launcher, 'bot', '--config', config], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      ROUNDTRIP_LOG: 'error',
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_API_URL: workspace.apiUrl,
      ...(environment['SLACK_SIGNING_SECRET'] ? {} : { SLACK_APP_TOKEN: workspace.appToken }),
      ...environment,
    },
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  bot = child;
  return new Promise((resolve) => child.once('close', (status, signal) => resolve({ status, signal, said })));
}

const healthAnswers = async () =>
  (await fetch(`http://127.0.0.1:${healthPort}/healthz`).catch(() => undefined))?.ok || undefined;

describe('a bot that cannot start ends with its port closed', () => {
  test('where the signing key is missing', async () => {
    renameSync(key, `${key}.away`);

    const ended = await startBot();
    renameSync(`${key}.away`, key);

    expect(ended).toMatchObject({ status: 1, signal: null });
    expect(ended.said.trim().split('\n')).toEqual([
      expect.stringContaining(`The signing key ${key} is not there`),
      expect.stringContaining('Put it back'),
    ]);
    expect(await healthAnswers()).toBeUndefined();
  }, 30_000);

  test('where Slack does not know the token', async () => {
    const ended = await startBot({}, { SLACK_BOT_TOKEN: 'xoxb-unknown' });

    expect(ended).toMatchObject({ status: 2, said: expect.stringContaining('SLACK_BOT_TOKEN') });
  }, 30_000);

  test('where there is no token at all, though health is answered by then', async () => {
    const ended = await startBot({}, { SLACK_BOT_TOKEN: '' });

    expect(ended).toMatchObject({ status: 2, said: expect.stringContaining('SLACK_BOT_TOKEN') });
  }, 30_000);

  test('where what comes after the connection to Slack fails', async () => {
    const ended = await startBot(
      { alerts: { port: mutePort, channel: 'C1' } },
      { ALERTS_TOKEN: 'a1b2c3d4e5f6a7b8c9d0' },
    );

    expect(ended).toMatchObject({
      status: 1,
      said: expect.stringContaining('Alerts cannot be listened for'),
    });
    expect(workspace.connectionCount()).toBe(0);
  }, 30_000);

  test('where the port for Slack is taken', async () => {
    const http = { port: mutePort, address: '127.0.0.1' };
    const ended = await startBot({ slack: { http } }, { SLACK_SIGNING_SECRET: 'secret' });

    expect(ended).toMatchObject({
      status: 1,
      said: expect.stringMatching(/at port \d+: listen EADDRINUSE.*\nChoose another slack\.http\.port/),
    });
  }, 30_000);
});

test('a bot whose key was replaced says that it records nothing', async () => {
  const ended = startBot();
  const ready = () => runRoundtrip(['--config', join(directory, 'roundtrip.yaml'), 'ready']);
  const asks = () => workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  await until(() => (ready().status === 0 ? true : undefined), 20);

  const changed = runRoundtrip(['--config', join(directory, 'roundtrip.yaml'), 'audit', 'new-key', '--yes']);
  await asks();
  await until(() => workspace.ephemerals('on-call').find(({ text }) => text?.includes('audit')), 15);
  const after = ready();
  bot?.kill('SIGTERM');

  expect(changed.status).toBe(0);
  expect(after).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/✓ database.*\n✗ recording: .*audit/),
  });
  const { said, ...how } = await ended;
  expect(how).toEqual({ status: 0, signal: null });
  expect(said.match(/nothing can be recorded/g)).toHaveLength(1);
}, 60_000);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends a bot that waits for Slack',
  async (signal) => {
    const ended = startBot({}, { SLACK_API_URL: `http://127.0.0.1:${mutePort}/api/` });
    const asked = new Promise((resolve) => mute.once('connection', resolve));
    await until(healthAnswers, 20);
    await asked;

    bot?.kill(signal);

    expect(await ended).toEqual({ status: 0, signal: null, said: '' });
    expect(await healthAnswers()).toBeUndefined();
  },
  40_000,
);
