import { expect, test } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { consoleInput, pastedHost } from '../remedies/pasted-host.ts';

const OWN_TABLE = '[root@b ~]# ip route show table 101\ndefault via 172.16.5.1 dev eth1\n';
const OTHER_TABLE = '[root@b ~]# ip route show table 102\ndefault via 172.16.4.1 dev eth0\n';

function found(rules: string, tables: string) {
  const console = pastedHost({ all: 0, own: 0 }).replace('32766:', `${rules}32766:`) + tables;
  const input = consoleInput(console, { protocol: 'icmp', from: '192.0.2.9' });
  const { cause, headline, explanation } = diagnose(input);
  return { cause, headline, explanation, ja: diagnose(input, 'ja').headline };
}

test('a table without any rule: nothing is said of rules for other addresses', () => {
  const { cause, headline, explanation, ja } = found('', OWN_TABLE);

  expect(cause).toBe('policy-rule-missing');
  expect(headline).toMatch(/has table 101 for eth1, but no policy rule uses it for 172\.16\.5\.4$/);
  expect(explanation).toMatch(/Add one that looks up table 101\.$/);
  expect(ja).toMatch(/eth1 用のテーブル 101 がありますが/);
});

test('another address that has a rule is told', () => {
  const { cause, headline, ja } = found('100:\tfrom 172.16.4.2 lookup 102\n', OTHER_TABLE);

  expect(cause).toBe('policy-rule-missing');
  expect(headline).toMatch(/has policy rules for other addresses, but none for 172\.16\.5\.4$/);
  expect(ja).toMatch(/他のアドレス用のポリシールールがありますが/);
});

test.each(['fwmark 0x9', 'uidrange 1000-2000', 'ipproto tcp sport 443'])(
  "a rule for another address' %s alone is not that address' own",
  (selector) => {
    const { cause } = found(`100:\tfrom 172.16.4.2 ${selector} lookup 102\n`, OTHER_TABLE);

    expect(cause).not.toBe('policy-rule-missing');
  },
);
