import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { launcher, runRoundtrip } from '../cli/run-roundtrip.ts';
import { countAnswers, outputOf } from '../support/lab.ts';

/* An agent, with the protocol's own client, beside the bot: the seed's case to a verdict, and no further. */

const TOKEN = 'a-token-that-nobody-guesses';
const ASK = { host: 'server-b', interface: 'eth1', from: 'server-a' };
let demo: Demo;

beforeAll(async () => {
  const config: NonNullable<Parameters<typeof startDemo>[0]>['config'] = ({ channels }) => ({
    mcp: { channel: channels['net-ops']?.id },
  });
  demo = await startDemo({ config });
}, 60_000);

afterAll(async () => {
  await demo.stop();
}, 60_000);

const environment = () => ({ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' });

async function overStdio(): Promise<Client> {
  const client = new Client({ name: 'test', version: '0' });
  const args = [launcher, 'mcp', '--as', 'triage-helper', '--config', demo.configFile];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, env: environment(), stderr: 'inherit' }),
  );
  return client;
}

async function dataOf(client: Client, name: string, input: Record<string, unknown>): Promise<unknown> {
  const { content } = await client.callTool({ name, arguments: input }, undefined, { timeout: 90_000 });
  return JSON.parse(/\{[\s\S]*\}/.exec((content as { text: string }[]).at(-1)?.text ?? '')?.[0] ?? '{}');
}

test('an agent comes to the verdict, and asks people for the fix; nothing is changed by it', {
  timeout: 120_000,
}, async () => {
  const state = () =>
    outputOf(demo.lab, 'server-b', [
      'sh',
      '-c',
      'ip rule; ip route show table all; sysctl -a 2>/dev/null | grep rp_filter',
    ]);
  const before = await state();
  const client = await overStdio();

  const whole = await dataOf(client, 'triage_host', { host: 'server-b' });
  const verdict = await dataOf(client, 'triage', ASK);
  const asked = await dataOf(client, 'request_fix', { ...ASK, reason: 'the monitor of eth1 is red' });

  const stopped = (whole as { interfaces: { interface: string; status: string }[] }).interfaces;
  expect(stopped.filter(({ status }) => status === 'stopped').map((row) => row.interface)).toEqual([
    'eth1',
    'eth2',
    'eth3',
  ]);
  expect(verdict).toMatchObject({ cause: 'strict-rp-filter', certainty: 'proven' });
  expect(asked).toMatchObject({ outcome: 'awaiting-approval', remedy: 'policy-routing', minimum: 1 });
  expect(await state()).toBe(before);
  const message = await demo.workspace.waitFor((workspace) =>
    workspace
      .messages('net-ops')
      .find(({ blocks }) => JSON.stringify(blocks ?? []).includes('the monitor of eth1 is red')),
  );
  expect(JSON.stringify(message.blocks)).toContain('the agent triage-helper asks to change server-b');
  const trail = runRoundtrip(['audit', 'export', '--config', demo.configFile]).stdout;
  const calls = trail.split('\n').filter((line) => line.includes('"kind":"agent-called"'));
  expect(calls.map((line) => /"tool":"(\w+)"/.exec(line)?.[1])).toEqual([
    'triage_host',
    'triage',
    'request_fix',
  ]);
  expect(trail).not.toContain('"kind":"approved"');
  expect(runRoundtrip(['audit', 'verify', '--config', demo.configFile]).status).toBe(0);
  await client.close();

  // People decide: what they approve is made as for anybody else.
  await demo.workspace.as('net-admin').press('net-ops', message.ts, 'approve');
  const ended = await demo.workspace.waitFor(
    (workspace) =>
      workspace.messages('net-ops').find(({ text }) => /Fixed:|Rolled back:|Not applied/.test(text)),
    60_000,
  );
  expect(ended.text).toContain('Fixed:');
  expect(await countAnswers(demo.lab, 'server-a', '172.16.5.4')).toBe(2);
});

test('over HTTP only whoever shows the token is answered, and no browser', { timeout: 60_000 }, async () => {
  const args = [launcher, 'mcp', '--as', 'far-helper', '--http', '0', '--config', demo.configFile];
  const child = spawn(process.execPath, args, { env: { ...environment(), MCP_TOKEN: TOKEN } });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/http:\S+\/mcp/);
  const url = new URL(/http:\S+\/mcp/.exec(said)?.[0] ?? '');
  const post = (headers: Record<string, string>) =>
    fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', ...headers } });
  const authorization = `Bearer ${TOKEN}`;

  const statuses = [
    (await post({})).status,
    (await post({ authorization: 'Bearer wrong' })).status,
    (await post({ authorization, origin: 'http://127.0.0.1' })).status,
    (await fetch(url, { headers: { authorization } })).status,
  ];
  const client = new Client({ name: 'test', version: '0' });
  await client.connect(
    new StreamableHTTPClientTransport(url, { requestInit: { headers: { authorization } } }),
  );
  const hosts = await dataOf(client, 'list_hosts', {});

  expect(statuses).toEqual([401, 401, 403, 405]);
  expect(hosts).toMatchObject({ hosts: [{ host: 'server-a' }, { host: 'server-b' }] });
  await client.close();
  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});
