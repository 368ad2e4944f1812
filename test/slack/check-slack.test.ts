import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { checkSlack } from '../../src/slack/index.ts';
import { ROUNDTRIP_APP } from '../support/slack-app.ts';

const silent = pino({ level: 'silent' });
const ended: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function workspaceWith(scopes: readonly string[]): Promise<Workspace> {
  const workspace = await startWorkspace({ ...ROUNDTRIP_APP, scopes: [...scopes] });
  ended.push(() => workspace.stop());
  return workspace;
}

test('who the bot is, and which scopes of the manifest its token lacks', async () => {
  const { botToken, apiUrl } = await workspaceWith(['commands', 'chat:write']);

  const standing = await checkSlack({ slackBotToken: botToken, slackApiUrl: apiUrl }, silent);

  expect(standing).toMatchObject({ user: 'roundtrip' });
  expect(standing.missing).toContain('files:read');
  expect(standing.missing).not.toContain('chat:write');
});

test('where Slack does not say what was granted, nothing is claimed', async () => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":true,"user":"roundtrip","team":"Example"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ended.push(() => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as AddressInfo;

  const standing = await checkSlack(
    { slackBotToken: 'xoxb-1', slackApiUrl: `http://127.0.0.1:${port}/api/` },
    silent,
  );

  expect(standing).toEqual({ user: 'roundtrip', team: 'Example' });
});
