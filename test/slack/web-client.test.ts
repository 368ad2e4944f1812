import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { createClients, fetchWithin, onRateLimited, slackApiUrl } from '../../src/slack/web-client.ts';

describe('where a token may go', () => {
  test.each([
    'https://slack.com/api/',
    'https://acme.enterprise.slack.com/api/',
    'https://slack-gov.com/api/',
    'http://127.0.0.1:4000/api/',
    'http://localhost:4000/api/',
    'http://[::1]:4000/api/',
  ])('%s', (url) => {
    expect(slackApiUrl(url)).toBe(url);
  });

  test.each([
    'https://slack.com.evil.example/api/',
    'https://evilslack.com/api/',
    'http://slack.com/api/',
    'https://slack.com:8443/api/',
    'http://10.0.0.1/api/',
    'http://127.0.0.1.evil.example/api/',
    'http://127.0.0.1@evil.example/api/',
    'http://0.0.0.0/api/',
    'ftp://127.0.0.1/api/',
    'nonsense',
  ])('not %s', (url) => {
    expect(() => createClients('xoxb-1-real', url, createBoltLogger(pino({ level: 'silent' })))).toThrow(
      /neither Slack nor on this machine/,
    );
  });
});

test('an address that an answer names gets no credentials either', async () => {
  const sent: string[] = [];
  const guarded = fetchWithin(async (url) => {
    sent.push(String(url));
    return new Response('ok');
  });

  await guarded('https://files.slack.com/upload/v1/abc');
  await expect(guarded('https://files.evil.example/upload/v1/abc')).rejects.toThrow('refused');

  expect(sent).toEqual(['https://files.slack.com/upload/v1/abc']);
});

test('a call that reaches nobody names the address that was tried, in the error and in the log', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (text: string) => void lines.push(text) });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const { posting } = createClients('xoxb-1-real', `http://127.0.0.1:${port}/api/`, createBoltLogger(log));
  const said = `http://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`;

  await expect(posting.auth.test()).rejects.toThrow(said);

  expect(lines.join('')).toContain(said);
  expect(lines.join('')).not.toContain('fetch failed');
});

test('each answer 429 is told by the method that was called', async () => {
  const told: string[] = [];
  onRateLimited((method) => told.push(method));
  const limited = fetchWithin(async () => new Response('', { status: 429, headers: { 'retry-after': '1' } }));

  await limited('https://slack.com/api/chat.postMessage');
  await limited('https://files.slack.com/upload/v1/abc');

  expect(told).toEqual(['chat.postMessage', 'other']);
});
