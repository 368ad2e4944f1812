import { describe, expect, it } from 'vitest';
import { covers } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

const LINES = [
  'root@h:~# ip rule',
  '0:\tfrom all lookup local',
  '100:\tfrom 10.1.0.5 lookup 101',
  '32766:\tfrom all lookup main',
  'root@h:~# ip route',
  'default via 10.0.0.1 dev eth0',
  '10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5',
  'root@h:~# ',
];

describe('a console within a text', () => {
  it.each<[string, (line: string) => string]>([
    ['quoted as mail does', (line) => `> ${line}`],
    ['quoted twice', (line) => `>> ${line}`],
    ['in bold lines', (line) => `**${line}**`],
    ['in a table of one column', (line) => `| ${line} |`],
    ['in a list', (line) => `- ${line}`],
    ['in a list of stars', (line) => `* ${line}`],
    ['added by a diff', (line) => `+${line}`],
    ['in inline code', (line) => `\`${line}\``],
  ])('%s', (_, dress) => {
    const text = [
      'Hello all,',
      'this is what the machine says today:',
      '',
      ...LINES.map(dress),
      '',
      'Thanks',
    ].join('\n');
    const { state, host } = observationOf(text);

    expect(host).toBe('h');
    expect(state.gaps).toEqual([]);
    expect(state.rules[4]?.map(({ preference }) => preference)).toEqual([0, 100, 32766]);
    expect(state.routes[4]).toHaveLength(2);
  });

  it.each([
    ['{code}', '{code}'],
    ['{noformat:title=h}', '{noformat}'],
    ['[code]', '[/code]'],
    ['<pre>', '</pre>'],
    ['<pre><code>'.slice(0, 5), '</pre>'],
  ])('between %s and %s', (open, close) => {
    const alone = observationOf(`Look:\n${open}\n${LINES.join('\n')}\n${close}\nThanks\n`);
    const beside = observationOf(`Look:\n${open}${LINES.join('\n')}${close}\nThanks\n`);

    for (const { state } of [alone, beside]) {
      expect(state.gaps).toEqual([]);
      expect(state.rules[4]).toHaveLength(3);
      expect(covers(state.coverage, 'routes', { family: 4, table: '254' })).toBe(true);
    }
  });

  it('with cells of several columns', () => {
    const { state } = observationOf(
      'root@h:~# ip route\n| default | via 10.0.0.1 | dev eth0 |\n|---|---|---|\n| 10.0.0.0/24 | dev eth0 | scope link |\nroot@h:~# \n',
    );

    expect(state.routes[4]).toMatchObject([{ destination: '0.0.0.0/0' }, { destination: '10.0.0.0/24' }]);
  });

  it('with words in bold', () => {
    const { state } = observationOf(
      'root@h:~# ip route\ndefault via **10.0.0.1** dev **eth0**\nroot@h:~# \n',
    );

    expect(state.routes[4]?.[0]?.nextHops).toEqual([{ dev: 'eth0', gateway: '10.0.0.1', flags: [] }]);
  });

  it('as a diff: what was taken away is no more', () => {
    const { state } = observationOf(
      '--- before\n+++ after\n@@ -1,3 +1,3 @@\n root@h:~# ip rule\n 0:\tfrom all lookup local\n-100:\tfrom 10.1.0.5 lookup 100\n+100:\tfrom 10.1.0.5 lookup 101\n 32766:\tfrom all lookup main\n root@h:~# \n',
    );

    expect(state.rules[4]?.map(({ action }) => action)).toEqual([
      { kind: 'lookup', table: '255' },
      { kind: 'lookup', table: '101' },
      { kind: 'lookup', table: '254' },
    ]);
  });

  it('quoted in a part of the text', () => {
    const { state } = observationOf(
      `On Monday somebody wrote:\n> ${LINES.slice(4).join('\n> ')}\n\nYes, I see. My own are different, and I have looked for hours now.\nPlease show the rules as well.\nBest wishes\nA long signature\nwith more lines\nthan one would like\nto read.\n`,
    );

    expect(state.routes[4]).toHaveLength(2);
  });
});

it('the options of iptables are no diff', () => {
  const { state } = observationOf('# iptables -S\n-P INPUT DROP\n-A INPUT -p icmp -j ACCEPT\nroot@h:~# \n');

  expect(state.filters?.listings[0]?.text).toContain('-A INPUT -p icmp -j ACCEPT');
});

it('lines of a shell that go on are no quotes', () => {
  const { state } = observationOf(
    'root@h:~# for i in all eth1; do\n> sysctl net.ipv4.conf.$i.rp_filter\n> done\nnet.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.eth1.rp_filter = 1\nroot@h:~# \n',
  );

  expect(Object.keys(state.sysctls ?? {})).toHaveLength(2);
});

describe('numbers and times before every line', () => {
  it.each<[string, (line: string, at: number) => string]>([
    ['of an editor', (line, at) => `${String(at + 7).padStart(4)}  ${line}`],
    ['of a wiki', (line, at) => `${at + 1}. ${line}`],
    ['of a code block', (line, at) => `${at + 1} | ${line}`],
    ['of a terminal log', (line, at) => `[2025-03-11 22:41:0${at}] ${line}`],
    ['of ts', (line, at) => `2025-03-11T22:41:0${at}+01:00 ${line}`],
  ])('%s', (_, dress) => {
    const { state, host } = observationOf(`${LINES.map(dress).join('\n')}\n`);

    expect(host).toBe('h');
    expect(state.rules[4]).toHaveLength(3);
    expect(state.routes[4]).toHaveLength(2);
  });

  it('the numbers of hops and rules stay', () => {
    const { traces, state } = observationOf(
      'root@h:~# traceroute -n 10.2.2.2\ntraceroute to 10.2.2.2 (10.2.2.2), 30 hops max, 60 byte packets\n 1  10.0.0.1  0.4 ms  0.4 ms  0.4 ms\n 2  10.1.0.1  0.9 ms  0.9 ms  0.8 ms\n 3  10.2.2.2  1.4 ms  1.4 ms  1.3 ms\nroot@h:~# ip rule\n0:\tfrom all lookup local\n1:\tfrom 10.1.0.5 lookup 101\n2:\tfrom all lookup main\nroot@h:~# \n',
    );

    expect(traces?.[0]?.hops).toHaveLength(3);
    expect(state.rules[4]?.map(({ preference }) => preference)).toEqual([0, 1, 2]);
  });
});
