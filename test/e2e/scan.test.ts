import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { readCounter, useLab } from '../support/lab.ts';

const lab = useLab();
const folder = mkdtempSync(join(tmpdir(), 'roundtrip-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function roundtrip(...args: string[]) {
  return runRoundtrip(['--config', lab.current.configFile, ...args], { cwd: tmpdir() });
}

type Row = { interface: string; status: string; cause: string; certainty: string };
const toldOf = ({ interfaces }: { interfaces: Row[] }) =>
  interfaces.map(
    ({ interface: device, status, cause, certainty }) => `${device} ${status} ${cause} ${certainty}`,
  );

const SEED = [
  'eth1 stopped strict-rp-filter likely',
  'eth2 stopped strict-rp-filter likely',
  'eth3 stopped strict-rp-filter likely',
  'eth0 nothing-found inconclusive open',
];

test('triage without an interface finds the dead ones before anybody pings', async () => {
  const pings = () => readCounter(lab.current, 'server-b', 'Icmp', 'InEchos');
  const before = await pings();

  const { status, stdout } = roundtrip('triage', 'server-b', '--json');

  const report = JSON.parse(stdout);
  expect(status).toBe(0);
  expect(report).toMatchObject({ schema: 'roundtrip.host/1', host: 'server-b' });
  expect(toldOf(report)).toEqual(SEED);
  expect(report.interfaces[0].headline).toContain('strict rp_filter');
  expect(await pings()).toBe(before);
});

test('a scan says it as a table, as JSON lines and as CSV, and fails where that was asked for', () => {
  const table = roundtrip('scan', 'server-b');
  const json = roundtrip('scan', '--all', '--json', '--fail-on', 'likely');
  const csv = roundtrip('scan', 'server-b', '--csv', '--fail-on', 'proven');

  expect(table.status).toBe(0);
  expect(table.stdout).toMatch(/server-b +eth1 +172\.16\.5\.4 +stopped +strict-rp-filter/);
  expect(Math.max(...table.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(json.status).toBe(1);
  const documents = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents.map(({ host }) => host).sort()).toEqual(['server-a', 'server-b']);
  expect(csv.status).toBe(0);
  expect(csv.stdout.split('\r\n')[0]).toBe('host,interface,address,status,cause,certainty,headline');
  expect(csv.stdout).toContain('server-b,eth1,172.16.5.4,stopped,strict-rp-filter,likely,');
});

test('a host that cannot be read is a line of its own, and exit status 3', () => {
  const config = parse(readFileSync(lab.current.configFile, 'utf8'));
  const file = join(folder, 'gone.yaml');
  writeFileSync(file, stringify({ ...config, hosts: { ...config.hosts, gone: { group: 'web' } } }));
  const scan = (...args: string[]) => runRoundtrip(['--config', file, 'scan', ...args]);

  const { status, stdout } = scan('server-b', 'web', '--json', '--fail-on', 'likely');

  const documents = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(status).toBe(3);
  expect(documents.find(({ host }) => host === 'gone')).toMatchObject({
    schema: 'roundtrip.error/1',
    code: expect.any(String),
    message: expect.stringContaining('gone'),
    nextStep: expect.any(String),
  });
  expect(toldOf(documents.find(({ host }) => host === 'server-b'))).toEqual(SEED);
});

describe('what was collected on the hosts', () => {
  test('is read from a folder, and from one file of several hosts, with no configuration', async () => {
    const { stdout: script } = runRoundtrip(['collect', '-']);
    const collected = join(folder, 'collected');
    mkdirSync(collected);
    const texts: string[] = [];
    for (const node of ['server-a', 'server-b']) {
      const { stdout } = await lab.current.exec(node, ['sh', '-s'], { input: script });
      texts.push(stdout);
      writeFileSync(join(collected, `${node}.txt`), stdout);
    }
    const joined = join(folder, 'joined.txt');
    writeFileSync(joined, texts.join(''));

    for (const path of [collected, joined]) {
      const { status, stdout } = runRoundtrip(['scan', '--from-file', path, '--json']);

      const documents = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(status).toBe(0);
      expect(toldOf(documents.find(({ interfaces }) => interfaces.length > 2))).toEqual(SEED);
      expect(documents).toHaveLength(2);
    }
  });
});
