import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExplain } from '../../src/slack/parse-explain.ts';
import { asTyped, readPasted } from '../../src/slack/pasted-text.ts';

describe('a pasted console out of a message', () => {
  test.each([
    ['explain eth1 ```ip r\ndefault dev eth0```', 'ip r\ndefault dev eth0', 'explain eth1'],
    ['a ```one``` b ```two``` c', 'one\ntwo', 'a   b   c'],
    ['never closed ```ip r', 'ip r', 'never closed'],
    ['no block', '', 'no block'],
  ])('%j', (text, console, words) => {
    const pasted = readPasted(text);

    expect(pasted.console).toBe(console);
    expect(pasted.words.trim()).toBe(words);
  });

  test('is the whole message where that is asked for and it has no code block', () => {
    expect(readPasted('default via 10.0.0.1 dev eth0', { plain: true }).console).toContain('10.0.0.1');
  });

  test.each([
    ['2: eth0: &lt;BROADCAST,UP&gt; mtu 1500', '2: eth0: <BROADCAST,UP> mtu 1500'],
    ['10.0.0.1 &gt; 10.0.0.2: ICMP', '10.0.0.1 > 10.0.0.2: ICMP'],
    ['root@<http://b.example.com|b.example.com>:~#', 'root@b.example.com:~#'],
    ['sysctl -ar ‘\\.rp_filter’', "sysctl -ar '\\.rp_filter'"],
    ['iifname “eth1” drop', 'iifname "eth1" drop'],
    ['ip\u00a0r', 'ip r'],
    ['et\u200bh1', 'eth1'],
    ['&amp;lt;', '&lt;'],
  ])('%j is what was typed', (sent, typed) => {
    expect(asTyped(sent)).toBe(typed);
  });

  test('never throws, and holds no code fence', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        expect(readPasted(text).words).not.toContain('```');
      }),
    );
  });
});

describe('the words beside it', () => {
  const shown = { interfaces: ['eth0', 'eth1', 'wan'], hosts: ['server-b', 'edge'] };

  test.each([
    ['explain eth1 from 172.16.0.4', { interface: 'eth1', from: '172.16.0.4' }],
    ['explain ens9', { interface: 'ens9' }],
    [
      'explain --iface eth1 --from=172.16.0.4 --to 10.0.0.1',
      { interface: 'eth1', from: '172.16.0.4', to: '10.0.0.1' },
    ],
    ['why does wan not answer?', { interface: 'wan' }],
    ['explain this please', {}],
    ['', {}],
    ['explain eth1 gateway 172.16.5.1', { interface: 'eth1', gateway: '172.16.5.1' }],
    ['explain “eth1” port 443', { interface: 'eth1', protocol: 'tcp', port: 443 }],
    ['explain eth1:443', { interface: 'eth1', protocol: 'tcp', port: 443 }],
    ['explain eth1:53 udp', { interface: 'eth1', protocol: 'udp', port: 53 }],
    ['does wan:8443 answer?', { interface: 'wan', protocol: 'tcp', port: 8443 }],
    ['explain ens9:22', { interface: 'ens9', protocol: 'tcp', port: 22 }],
    ['explain eth1 on server-b', { interface: 'eth1', host: 'server-b' }],
    ['explain --host edge', { host: 'edge' }],
    ['explain eth1 on server-c', { interface: 'eth1' }],
  ])('%j', (words, question) => {
    expect(parseExplain(words, shown)).toEqual(question);
  });

  test.each([
    ['explain eth1;reboot', 'interface-name-invalid'],
    ['explain eth1 from server-a', 'sender-not-an-address'],
    ['explain eth1 port 99999', 'number-invalid'],
    ['x'.repeat(900), 'question-unreadable'],
  ])('%j is refused, with a next step', (words, code) => {
    expect(() => parseExplain(words, shown)).toThrow(
      expect.objectContaining({ code, nextStep: expect.stringMatching(/\w/) }),
    );
  });
});
