import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type QuestionRefused, refusalMessages, takenMessage } from '../../src/analyzer/index.ts';
import type { Outcome, Showing } from '../../src/analyzer/model/index.ts';
import { tell } from '../../src/texts/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { found } from './asks.ts';

describe('what was taken as the question', () => {
  test.each([
    [
      readFileSync(join(root, 'test', 'transcript', 'fixtures', 'article.txt'), 'utf8'),
      'pings from 172.16.0.4 to 172.16.5.4 (eth1 of server-b), because the capture on server-b shows requests and no reply',
    ],
    [
      '$ nc -vz -w3 10.2.2.2 8080\nnc: connect to 10.2.2.2 port 8080 (tcp) failed: No route to host\n',
      'TCP connections to 10.2.2.2 port 8080, because the connection fails',
    ],
    [
      'root@h:~# tcpdump -ni any icmp\n10:00:01.000001 eth1  In  IP x.x.x.x > <my-ip>: ICMP echo request, id 3, seq 1, length 64\n',
      'pings to an address that is not shown (eth1 of h), because the capture on h shows requests and no reply',
    ],
    [
      'root@h:~# ip -br a\neth0 UP 10.0.0.5/24\neth1 UP 10.1.0.5/24\nroot@h:~# ip r\ndefault via 10.0.0.1 dev eth0\n',
      'pings to 10.1.0.5 (eth1 of h), because the paste shows no attempt, and it is the most likely of eth0 and eth1',
    ],
  ])('%#', (text, said) => {
    expect(tell(takenMessage(found(text)))).toBe(said);
  });

  test('every way of showing it and every outcome has its words', () => {
    const showings: Record<Showing, true> = {
      ping: true,
      connection: true,
      path: true,
      'captured-requests': true,
      'captured-answers': true,
      'arp-requests': true,
      'two-owners': true,
      'martian-line': true,
      'filter-line': true,
      'refused-by-kernel': true,
      'asked-of-kernel': true,
      stated: true,
    };
    const outcomes: Record<Outcome, true> = { failed: true, unclear: true, answered: true, asked: true };
    const question = found('$ ping 10.0.0.1\nPING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.\n');

    const said = (Object.keys(showings) as Showing[]).flatMap((showing) =>
      (Object.keys(outcomes) as Outcome[]).map((outcome) =>
        tell(takenMessage({ ...question, taken: { by: 'attempt', showing, outcome, host: 'h', line: '' } })),
      ),
    );

    for (const sentence of said) expect(sentence).toMatch(/^pings to 10\.0\.0\.1, because .{10,} h\b/);
    expect(new Set(said).size).toBeGreaterThan(Object.keys(showings).length);
  });
});

test.each([
  [{ kind: 'refused', reason: 'no-console' }, /no console output/, /tcpdump, ip addr, ip rule, ip route/],
  [
    { kind: 'refused', reason: 'several-hosts', hosts: ['a', 'b'], to: '10.1.0.5' },
    /which host has 10\.1\.0\.5: a or b\./,
    /--host a$/,
  ],
  [
    { kind: 'refused', reason: 'several-hosts', hosts: ['', ''] },
    /whose prompt has no name/,
    /one host only/,
  ],
  [
    { kind: 'refused', reason: 'host-unknown', host: 'c', hosts: ['a', 'b'] },
    /no prompt of c/,
    /Name one of a or b/,
  ],
  [{ kind: 'refused', reason: 'host-unknown', host: 'c', hosts: [] }, /no prompt of c/, /Leave --host out/],
  [
    { kind: 'refused', reason: 'interface-unknown', interface: 'eth9', interfaces: ['lo', 'eth0'] },
    /no interface eth9/,
    /one of lo, eth0/,
  ],
  [
    { kind: 'refused', reason: 'interface-unknown', interface: 'ETH1', interfaces: ['eth1'], like: 'eth1' },
    /no interface ETH1/,
    /--iface eth1: capital letters count/,
  ],
  [
    { kind: 'refused', reason: 'interface-local', interfaces: ['eth0', 'eth1'] },
    /only carries what a host sends to itself/,
    /arrive on: eth0 or eth1/,
  ],
  [
    {
      kind: 'refused',
      reason: 'address-unfit',
      flag: 'to',
      address: '10.0.0.1',
      is: { kind: 'gateway', host: 'a' },
      own: ['10.0.0.5'],
    },
    /^--to: 10\.0\.0\.1 is the gateway of a/,
    /such as 10\.0\.0\.5\. To ask about the gateway/,
  ],
  [
    { kind: 'refused', reason: 'not-an-interface', typed: 'eth1:443', interface: 'eth1', port: 443 },
    /"eth1:443" is not/,
    /--iface eth1 --port 443\.$/,
  ],
  [
    { kind: 'refused', reason: 'not-an-interface', typed: 'eth1:x', interface: 'eth1' },
    /"eth1:x" is not/,
    /--iface eth1\.$/,
  ],
] satisfies [QuestionRefused, RegExp, RegExp][])(
  '%j is told with what to do next',
  (refused, message, next) => {
    const told = refusalMessages(refused);

    expect(tell(told.message)).toMatch(message);
    expect(tell(told.nextStep)).toMatch(next);
  },
);
