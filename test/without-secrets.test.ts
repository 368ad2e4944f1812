import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { leaveOutSecrets, withoutSecrets } from '../src/without-secrets.ts';

test.each([
  ['token xoxb-123-abc!', 'token [left out: Slack token]!'],
  ['xapp-1-A1-2-f', '[left out: Slack token]'],
  ['xoxe.xoxp-1-Mi0y', '[left out: Slack token]'],
  ['postgresql://me:s3cret@db:5432/x', 'postgresql://me:[left out: password]@db:5432/x'],
  ['/services/T0A/B0C/XyZ', '/services/T0A/[left out: Slack webhook]'],
  ['{"password":"hunter22","port":1}', '{"password":"[left out: secret]","port":1}'],
  ['export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG', 'export AWS_SECRET_ACCESS_KEY=[left out: secret]'],
  ['net.ipv6.conf.eth1.stable_secret = fe80::1', 'net.ipv6.conf.eth1.stable_secret = [left out: secret]'],
  ["curl -s -u admin:hunter2 'http://a/'", "curl -s -u admin:[left out: password] 'http://a/'"],
  ['auth-trunc hmac(sha1) 0x0011223344556677 96', 'auth-trunc hmac(sha1) [left out: IPsec key] 96'],
  ['Authorization: Basic YWRtaW46aHVudGVyMg==', 'Authorization: [left out: authorization]'],
  ['nmcli con add wifi-sec.psk "hunter22"', 'nmcli con add wifi-sec.psk "[left out: secret]"'],
  ['mysql --password hunter22 db', 'mysql --password [left out: secret] db'],
  ['root:$6$salt$c3RyZXRjaGVk/x1:19000:', 'root:[left out: password hash]:19000:'],
])('withoutSecrets(%j)', (text, expected) => {
  expect(withoutSecrets(text)).toBe(expected);
});

test.each([
  'nothing to hide: http://example.org:80/a, a@b',
  '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP group default qlen 1000',
  '    link/ether 52:54:00:12:34:56 brd ff:ff:ff:ff:ff:ff',
  'default via 172.16.5.1 dev eth1 proto dhcp src 172.16.5.4 metric 100',
  'filter parent ffff: protocol ip pref 49152 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 flowid ???',
  'qdisc tbf 8001: root refcnt 2 rate 1Mbit burst 32Kb lat 400ms',
  'a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9a3f1c9beef',
  '02:17:49.498516 IP 172.16.0.4 > 172.16.5.4: ICMP echo request, id 14512, seq 1, length 64',
  'tcp   LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=711,fd=3))',
])('leaves alone: %s', (text) => {
  expect(leaveOutSecrets(text)).toEqual({ text, kinds: [] });
});

describe('a key', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('in a block is left out as a whole, and what follows stays', () => {
    const { text, kinds } = leaveOutSecrets(`$ cat key\n${pem}$ ip addr\n`);

    expect(text).toBe('$ cat key\n[left out: private key]\n$ ip addr\n');
    expect(kinds).toEqual(['private key']);
  });

  it('whose end is not shown is left out as far as it goes', () => {
    const cut = pem.split('\n').slice(0, 2).join('\n');

    expect(withoutSecrets(`${cut}\n$ ip addr show eth1\n`)).toBe(
      '[left out: private key]\n$ ip addr show eth1\n',
    );
    expect(withoutSecrets(cut)).toBe('[left out: private key]');
  });

  it('of WireGuard is left out wherever it stands', () => {
    const key = randomBytes(32).toString('base64');

    expect(withoutSecrets(`PrivateKey = ${key}\n`)).not.toContain(key);
    expect(withoutSecrets(`wg0\t${key}\t${key}\t51820\toff`)).not.toContain(key);
  });
});

test.each([
  'a'.repeat(200_000),
  'a.'.repeat(100_000),
  'a://b:'.repeat(30_000),
  'xoxb.a'.repeat(30_000),
  'password'.repeat(30_000),
  'password = '.repeat(20_000),
  'curl -u '.repeat(25_000),
  'eyJaaaaaaaaa.'.repeat(15_000),
  '-----BEGIN PRIVATE KEY-----\n'.repeat(7_000),
  'authorization: '.repeat(14_000),
  'auth a '.repeat(30_000),
  `${'A'.repeat(43)} `.repeat(5_000),
  '$6$'.repeat(60_000),
])('a text of one kind is searched in no time: %#', (text) => {
  const started = performance.now();

  withoutSecrets(text);

  expect(performance.now() - started).toBeLessThan(2_000);
});
