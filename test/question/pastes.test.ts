import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { QuestionFlags } from '../../src/analyzer/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { asks, found, inShort } from './asks.ts';

const folder = join(root, 'test', 'question', 'fixtures');
const paste = (name: string) => readFileSync(join(folder, `${name}.txt`), 'utf8');
const article = readFileSync(join(root, 'test', 'transcript', 'fixtures', 'article.txt'), 'utf8');

describe('with no flags', () => {
  test.each([
    ['answer-acknowledged', '-: 192.168.88.180 > 192.168.101.57 tcp 80 enp2s0'],
    ['arp-seen-on-a-down-interface', '-: 172.17.0.2 > 172.17.0.1 icmp docker0'],
    ['custom-table-without-rules', 'h: ? > 10.1.0.5 icmp eth1'],
    ['filtered-link-listing', 'h: ? > 10.1.0.5 icmp eth1'],
    ['final-reject', 'p5: ? > 10.2.2.2 tcp 8080 ?'],
    ['firewalld-log', '-: 2001:db8:0:7::33 > 2001:db8:0:5::80 icmp wlan0'],
    ['gateway-failed', 'w2: 10.99.0.4 > 10.50.1.7 icmp eth1'],
    ['martian-line', '-: 10.7.1.30 > 10.7.2.9 icmp eth1'],
    ['names-for-addresses', 'c1: 10.66.5.4 > ? tcp 8080 net1'],
    ['no-rule-for-main', 'n3: 10.9.3.1 > 10.9.3.7 icmp eth0'],
    ['no-sysctl-shown', '-: ? > 172.16.0.6 icmp eth1'],
    ['now-it-works', 'h: 10.40.0.7 > 10.30.2.20 icmp ens2'],
    ['one-capture-an-interface', 'nas: 192.168.7.33 > 192.168.5.80 icmp eth1'],
    ['one-interface-listed', 'web1: ? > 10.1.0.5 icmp eth1'],
    ['oracle-refuses', '-: 198.51.100.9 > 10.8.2.5 icmp ens4'],
    ['prose-in-another-language', 'localhost: ? > 192.168.12.28 icmp ens36'],
    ['published-port', 'edge: ? > 203.0.113.20 tcp 8443 eth1'],
    ['rules-alone', '-: ? > 10.10.26.160 icmp ?'],
    ['rules-cut-at-a-line-end', '-: ? > 10.240.88.210 icmp pppoe-cmcc_wan'],
    ['sender-is-own-address', 'r: 10.1.7.1 > 10.1.4.77 icmp eno2'],
    ['setting-shown-on-another-prompt', 'db1: 10.40.0.7 > 10.30.2.20 icmp ens2'],
    ['static-connected-route', '-: ? > 10.1.0.5 icmp eth1'],
    ['two-macs-answer', 'box: 10.5.5.1 > 10.5.5.12 icmp eth1'],
    ['vrf-member-named-by-master', '-: ? > 10.11.0.1 icmp eth1'],
  ])('%s: %s', (name, question) => {
    expect(asks(paste(name))).toBe(question);
  });

  test('the case it began with: eth1, the address of eth0 that works as its prose says, and those of eth2 and eth3', () => {
    const { hostName, flow, taken, siblings, attributed } = found(article);

    expect(`${hostName}: ${inShort(flow)}`).toBe('server-b: 172.16.0.4 > 172.16.5.4 icmp eth1');
    expect(taken).toMatchObject({ by: 'attempt', showing: 'captured-requests', outcome: 'failed' });
    expect(siblings.untried.map(inShort)).toEqual([
      '172.16.0.4 > 172.16.6.4 icmp eth2',
      '172.16.0.4 > 172.16.7.4 icmp eth3',
    ]);
    expect(siblings.working).toEqual([{ interface: 'eth0', to: '172.16.4.2', protocol: 'icmp' }]);
    expect(attributed).toEqual([]);
  });

  test('what stands under another prompt is taken for the host and says whose prompt it was', () => {
    const { host, attributed, siblings, peer, others } = found(paste('setting-shown-on-another-prompt'));

    expect(attributed).toEqual([
      { part: 'sysctls', keys: expect.arrayContaining(['net.ipv4.conf.ens2.rp_filter']), host: 'gw7' },
    ]);
    expect(host.state.sysctls?.['net.ipv4.conf.all.rp_filter']).toBe('1');
    expect(host.evidence.map(({ id }) => id)).toContain('rp_filter');
    expect(peer?.host).toBe('app1');
    expect(others.map((other) => other.host)).toEqual(['gw7']);
    expect(siblings.working.map(inShort)).toEqual(['10.40.0.7 > 10.30.1.20 icmp ens1']);
    expect(siblings.untried.map(inShort)).toEqual(['10.40.0.7 > 10.30.3.20 icmp ens3']);
  });
});

describe('flags narrow it', () => {
  const eth1 = { interface: 'eth1', from: '192.0.2.9' } satisfies QuestionFlags;
  test.each([
    [
      'arp-filter-on',
      { interface: 'eth0', to: '10.10.10.11', from: '10.10.10.50' },
      '-: 10.10.10.50 > 10.10.10.11 icmp eth0',
    ],
    ['custom-table-without-rules', eth1, 'h: 192.0.2.9 > 10.1.0.5 icmp eth1'],
    [
      'final-reject',
      { interface: 'eth0', to: '10.2.2.2', protocol: 'tcp', port: 8080 },
      'p5: ? > 10.2.2.2 tcp 8080 eth0',
    ],
    ['gateway-failed', { interface: 'eth1', from: '10.99.0.4' }, 'w2: 10.99.0.4 > 10.50.1.7 icmp eth1'],
    ['no-default-no-sender', { interface: 'eth1' }, '-: ? > 10.9.1.1 icmp eth1'],
    ['no-rule-for-main', { interface: 'eth0' }, 'n3: ? > 10.9.3.7 icmp eth0'],
    [
      'own-table-lacks-the-route',
      { interface: 'eth0', to: '192.168.1.2', from: '198.51.100.7' },
      '-: 198.51.100.7 > 192.168.1.2 icmp eth0',
    ],
    [
      'rules-alone',
      { interface: 'eth0', to: '10.10.26.160', from: '192.0.2.9' },
      '-: 192.0.2.9 > 10.10.26.160 icmp eth0',
    ],
    [
      'rules-cut-at-a-line-end',
      { interface: 'pppoe-cmcc_wan', from: '198.51.100.7' },
      '-: 198.51.100.7 > 10.240.88.210 icmp pppoe-cmcc_wan',
    ],
    ['vrf-member-loose-host', eth1, '-: 192.0.2.9 > 10.11.0.1 icmp eth1'],
  ] as const)('%s, %j: %s', (name, flags, question) => {
    expect(asks(paste(name), flags)).toBe(question);
  });

  test.each([
    [{ interface: 'eth2' }, '172.16.0.4 > 172.16.6.4 icmp eth2'],
    [{ to: '172.16.7.4' }, '172.16.0.4 > 172.16.7.4 icmp eth3'],
    [{ from: '10.9.9.9' }, '10.9.9.9 > 172.16.5.4 icmp eth1'],
    [{ protocol: 'tcp', port: 443 }, '172.16.0.4 > 172.16.5.4 tcp 443 eth1'],
    [{ host: 'server-b' }, '172.16.0.4 > 172.16.5.4 icmp eth1'],
  ] as const)('the case it began with, %j: %s', (flags, question) => {
    expect(inShort(found(article, flags).flow)).toBe(question);
  });
});
