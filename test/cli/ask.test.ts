import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runRoundtrip } from './run-roundtrip.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roundtrip-ask-'));
  file = join(folder, 'roundtrip.yaml');
  writeFileSync(file, 'hosts: { server-a: {}, server-b: {}, "web-*": {} }\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function ask(words: string, options: readonly string[] = ['--dry-run', '--json']) {
  return runRoundtrip(['ask', ...options, '--config', file, words]);
}

test.each([
  ["can't ping eth1 on server-b", { host: 'server-b', interface: 'eth1', protocol: 'icmp' }],
  [
    'server-b の eth1 に server-a から届かない',
    { host: 'server-b', interface: 'eth1', from: { host: 'server-a' } },
  ],
  ['server-b:eth1 from 172.16.0.4 tcp 443', { from: { address: '172.16.0.4' }, protocol: 'tcp', port: 443 }],
])('%s: is certain, with the request that it begins', (words, request) => {
  const { status, stdout } = ask(words);

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'roundtrip.reading/1',
    reading: 'certain',
    request,
    offers: [],
  });
});

test.each([
  [
    'serverb eth1',
    'offers',
    [{ host: 'server-b', interface: 'eth1', protocol: 'icmp' }],
    /Did you mean server-b/,
  ],
  ['server-b is dead', 'offers', [], /^Which interface of server-b\?$/],
  ['a sandwich, please', 'none', [], /^I see no host and no interface/],
])('%s: is asked back, and nothing is looked at', (words, reading, offers, answer) => {
  const read = JSON.parse(ask(words).stdout);

  expect(read).toMatchObject({ reading, offers });
  expect(read.say).toMatch(answer);
});

test('without --dry-run, what is not clear is answered with the commands that it may mean, and exit status 2', () => {
  const { status, stdout } = ask('serverb eth1', []);

  expect(status).toBe(2);
  expect(stdout).toContain('\n    roundtrip triage server-b eth1\n');
});

test('without --dry-run, what is certain is looked at', () => {
  const { status, stdout } = ask('server-b eth1', ['--json']);

  // There is no such host to be reached: it was tried.
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'roundtrip.error/1' });
});

test('the words are read in the language that the answer is wanted in', () => {
  const read = JSON.parse(ask('eth1', ['--dry-run', '--json', '--language', 'ja']).stdout);

  expect(read.say).toMatch(/eth1/);
  expect(read.say).toMatch(/[ぁ-ん]/);
});
