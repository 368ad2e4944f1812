import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostStateOf, simulate } from '../../src/triage/index.ts';
import { readRouteQuery } from '../../src/triage/route-query.ts';
import { generate } from '../kernel/generate.ts';
import { observe } from '../kernel/namespace.ts';
import { launcher } from './run-roundtrip.ts';

const SEED = `[root@server-b ~]# ip r
default via 172.16.4.1 dev eth0
172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2
172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4
10.8.0.0/16 proto static
\tnexthop via 172.16.4.8 dev eth0 weight 1
\tnexthop via 172.16.5.8 dev eth1 weight 1
[root@server-b ~]# ip rule
0:\tfrom all lookup local
100:\tfrom 172.16.5.4 lookup cloud
200:\tto 9.9.9.9 lookup 300
32766:\tfrom all lookup main
32767:\tfrom all lookup default
[root@server-b ~]# ip route show table cloud
default via 172.16.5.1 dev eth1
[root@server-b ~]# cat /etc/iproute2/rt_tables
100 cloud
[root@server-b ~]# sysctl -ar '\\.rp_filter|forward'
net.ipv4.ip_forward = 0
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth0.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;

async function* lines(...text: string[]) {
  yield* text;
}

async function answers(transcript: string, ...questions: string[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const line of simulate(hostStateOf(transcript), lines(...questions)))
    found.push(JSON.parse(line));
  return found;
}

describe('simulate', () => {
  test('answers in the words of ip -j route get', async () => {
    const found = await answers(
      SEED,
      '172.16.0.4',
      '172.16.0.4 from 172.16.5.4',
      '172.16.5.4',
      '10.8.1.1 from 172.16.4.2',
      '172.16.5.9 from 172.16.0.4 iif eth0',
      '172.16.4.2 from 172.16.5.9 iif eth0 ipproto icmp',
    );

    expect(found).toEqual([
      { gateway: '172.16.4.1', dev: 'eth0', prefsrc: '172.16.4.2' },
      { gateway: '172.16.5.1', dev: 'eth1', table: 'cloud' },
      { type: 'local', dev: 'lo', table: 'local', prefsrc: '172.16.5.4' },
      {
        nexthops: [
          { gateway: '172.16.4.8', dev: 'eth0', weight: 1, flags: [] },
          { gateway: '172.16.5.8', dev: 'eth1', weight: 1, flags: [] },
        ],
      },
      { error: 'EHOSTUNREACH' },
      { error: 'RPF', because: 'the route back to 172.16.5.9 uses eth1, not eth0' },
    ]);
  });

  test('what the state does not tell is UNKNOWN with the reason, for the flows that it touches', async () => {
    const masked = SEED.replace('via 172.16.4.1 dev', 'via XXX.XXX.XXX.XXX dev');

    expect(await answers(SEED, '9.9.9.9', '8.8.8.8')).toEqual([
      { error: 'UNKNOWN', because: 'not all routes of table 300 were shown' },
      { gateway: '172.16.4.1', dev: 'eth0', prefsrc: '172.16.4.2' },
    ]);
    expect(await answers(masked, '8.8.8.8', '172.16.5.9')).toMatchObject([
      { error: 'UNKNOWN' },
      { dev: 'eth1' },
    ]);
  });

  test('blank lines and comments are passed over; what is not understood keeps its place', async () => {
    expect(await answers(SEED, '', '# a comment', 'server-a', '172.16.5.9')).toMatchObject([
      { error: 'UNKNOWN', because: expect.stringContaining('"server-a"') },
      { dev: 'eth1' },
    ]);
  });

  test('a transcript of several hosts needs a name; one without routes is refused', () => {
    const two = `${SEED}${SEED.replaceAll('server-b', 'server-c')}`;

    expect(() => hostStateOf(two)).toThrow(/several hosts: server-b, server-c/);
    expect(hostStateOf(two, 'server-c').rules[4]).toHaveLength(5);
    expect(() => hostStateOf(two, 'nosuch')).toThrow(/no routes of nosuch.*server-b, server-c/);
    expect(() => hostStateOf('hello')).toThrow(/no routes/);
    expect(() => hostStateOf('x'.repeat(11_000_000))).toThrow(/10 MB/);
  });

  test('gateways of the other family and tables by number', async () => {
    const transcript = SEED.replace('default via 172.16.4.1 dev eth0', 'default via inet6 fe80::1 dev eth0')
      .replace('lookup 300', 'lookup 301')
      .concat('[root@server-b ~]# ip route show table 301\n9.9.0.0/16 dev eth1 scope link src 172.16.5.4\n');

    expect(await answers(transcript, '8.8.8.8', '9.9.9.9')).toEqual([
      { via: { family: 'inet6', host: 'fe80::1' }, dev: 'eth0', prefsrc: '172.16.4.2' },
      { dev: 'eth1', table: '301', prefsrc: '172.16.5.4' },
    ]);
  });
});

describe('a line in the syntax of ip route get', () => {
  test.each([
    ['10.0.0.1', { family: 4, to: '10.0.0.1' }],
    ['ip -j -4 route get 10.0.0.1/32 oif eth0', { family: 4, to: '10.0.0.1', oif: 'eth0' }],
    ['to fd00::1 from fd00::2 iif eth1', { family: 6, to: 'fd00::1', from: 'fd00::2', iif: 'eth1' }],
    [
      '172.16.5.4 from 172.16.0.4 iif eth1 mark 0x1 ipproto icmp',
      { family: 4, to: '172.16.5.4', from: '172.16.0.4', iif: 'eth1', mark: 1, ipproto: 1 },
    ],
    ['1.1.1.1 tos 10 notify uid 5', { family: 4, to: '1.1.1.1', tos: 16, uid: 5 }],
    ['1.1.1.1 dsfield 0x10 ipproto 47', { family: 4, to: '1.1.1.1', tos: 16, ipproto: 47 }],
    [
      '1.1.1.1 ipproto TCP sport 1 dport 65535',
      { family: 4, to: '1.1.1.1', ipproto: 6, sport: 1, dport: 65535 },
    ],
    ['1.1.1.1 vrf blue', { family: 4, to: '1.1.1.1', oif: 'blue' }],
  ])('%s', (line, query) => {
    expect(readRouteQuery(line)).toEqual({ kind: 'query', query });
  });

  test.each([
    'from 1.1.1.1',
    '1.1.1.1 2.2.2.2',
    '1.1.1.1 from fd00::1',
    '1.1.1.1 iif',
    '1.1.1.1 dport 70000',
    '1.1.1.1 mark x',
    '10.0.0.0/8',
    '1.1.1.1 ipproto warp',
    '1.1.1.1 fibmatch',
  ])('%s is not understood', (line) => {
    expect(readRouteQuery(line).kind).toBe('not-understood');
  });
});

describe('roundtrip simulate', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (transcript: string, input: string) => {
    const file = join(folder, 'state.txt');
    writeFileSync(file, transcript);
    const bin = new URL('../../bin/roundtrip.js', import.meta.url).pathname;
    return spawnSync(bin, ['simulate', '--state', file], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  };

  test('prints one object a line, as the running kernel does for a host shown in a transcript', () => {
    const configuration = generate(90_001, 200);
    configuration.queries = configuration.queries.filter((query) => !/^(22|23|ff)/.test(query));
    const { listings, answers: kernel } = observe(configuration);
    const transcript = Object.entries(listings)
      .map(([command, output]) => `[root@host ~]# ${command}\n${output.trim()}\n`)
      .join('');

    const result = run(transcript, configuration.queries.join('\n'));

    const found = result.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(result.stderr).toBe('');
    expect(found).toHaveLength(configuration.queries.length);
    for (const [index, answer] of found.entries()) {
      const said = kernel[index];
      const query = configuration.queries[index];
      if (answer['nexthops']) continue;
      if (said && 'route' in said) {
        const { dev, gateway, prefsrc, table, type, via } = said.route;
        expect(answer, query).toEqual(
          JSON.parse(JSON.stringify({ dev, gateway, prefsrc, table, type, via })),
        );
      } else expect(answer['error'], query).toBeDefined();
    }
  });

  test('100,000 questions take seconds', { timeout: 60_000 }, () => {
    const questions = Array.from({ length: 100_000 }, (_, index) => `8.${index % 200}.${index % 250}.1`);

    const started = performance.now();
    const result = run(SEED, questions.join('\n'));

    expect(result.stdout.split('\n')).toHaveLength(100_001);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('a file that is not there is bad usage', () => {
    const bin = new URL('../../bin/roundtrip.js', import.meta.url).pathname;

    const result = spawnSync(bin, ['simulate', '--state', join(folder, 'none')], { encoding: 'utf8' });

    expect(result.status).toBe(2);
    expect(result.stderr).toContain('cannot be read');
  });
});

describe('simulate --change', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roundtrip-change-'));
  const state = join(folder, 'console.txt');

  beforeAll(() => writeFileSync(state, SEED));
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (change: string, ...options: string[]) =>
    spawnSync(launcher, ['simulate', '--state', state, '--change', '-', ...options], {
      input: change,
      encoding: 'utf8',
    });

  test('prints one document, and fails on what stops where it is asked to', () => {
    const stops = run('ip route del default via 172.16.4.1\n', '--json', '--fail-on', 'stops');
    const quiet = run(
      'ip route show\nip rule add from 10.9.9.9 lookup main\n',
      '--json',
      '--fail-on',
      'stops',
    );

    expect(stops.status).toBe(1);
    expect(JSON.parse(stops.stdout)).toMatchObject({
      schema: 'roundtrip.change/1',
      host: 'server-b',
      form: 'shell',
    });
    expect(quiet.status).toBe(0);
  });

  test('says in its first line what it would stop, and names lines that fail', () => {
    const { stdout, status } = run('ip route add default via 172.16.4.9\n');

    expect(status).toBe(0);
    expect(stdout).toMatch(/^This change would stop none of \d+ flows/);
    expect(stdout).toContain('1: ip route add default via 172.16.4.9: fails: File exists (EEXIST)');
  });

  test('state and change may be UTF-16, as Windows saves them; what is no text is refused', () => {
    const wide = join(folder, 'wide.txt');
    const change = 'ip route del default via 172.16.4.1\n';
    writeFileSync(wide, Buffer.from(SEED, 'utf16le'));
    const ask = (input: Buffer) =>
      spawnSync(launcher, ['simulate', '--state', wide, '--change', '-', '--json'], { input });

    const { stdout } = ask(Buffer.from(`\uFEFF${change}`, 'utf16le').swap16());
    expect(JSON.parse(stdout.toString())).toEqual(JSON.parse(run(change, '--json').stdout));
    const refused = ask(Buffer.alloc(100, 1));
    expect([refused.status, refused.stderr.toString()]).toEqual([2, expect.stringContaining('is no text.')]);
  });

  test.each([
    [['--fail-on', 'everything'], 'ip rule flush\n'],
    [[], '# nothing\n'],
  ])('refuses %j with %j', (options, change) => {
    const { status, stderr } = run(change, ...options);

    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  test('--json without a change is refused', () => {
    const argv = ['simulate', '--state', state, '--verbose'];
    const { status, stderr } = spawnSync(launcher, argv, { input: '', encoding: 'utf8' });

    expect(status).toBe(2);
    expect(stderr).toContain('--change');
  });
});
