import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { covers } from '../../src/analyzer/model/index.ts';
import { hostProgram, programParts } from '../../src/host/program.ts';
import { readCollected } from '../../src/host/read-collected.ts';
import { writesIcmpDrop } from '../support/bpf-object.ts';
import { outputOf, useLab } from '../support/lab.ts';
import { SHELLS } from './shells.ts';

/** What functions of the program print, others of its functions and the host's commands being replaced. */
function printed(shell: readonly [string, ...string[]], lines: readonly string[]): string {
  const parts = programParts().filter(({ file }) => file !== 'main.sh');
  const script = [
    ...parts.map(({ text }) => text),
    'nonce=N sections=0 reading_since= timeouts=no',
    ...lines,
  ];
  const [program, ...words] = shell;
  const { stdout, stderr } = spawnSync(program, [...words, '-s'], {
    input: `${script.join('\n')}\n`,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout;
}

const collected = (text: string) =>
  readCollected(`@@ROUNDTRIP N host h version 1\n${text}@@ROUNDTRIP N end\n`, 'h');

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
  'what may not load a module, in %s',
  (_, shell) => {
    it('is not listed where the module is not there, and then there is nothing of it', () => {
      const { state } = collected(
        printed(shell, ['root=yes', 'kernel_has() { return 1; }', 'ip() { echo listed; }', 'show_ipsec']),
      );

      expect(state.ipsecPolicies).toEqual([]);
      expect(covers(state.coverage, 'ipsec')).toBe(true);
    });

    it('is a gap where an older interface may have set it', () => {
      const { state } = collected(
        printed(shell, [
          'root=yes',
          'kernel_has() { [ "$1" = af_key ]; }',
          'ip() { echo listed; }',
          'show_ipsec',
        ]),
      );

      expect(state.gaps.map(({ part }) => part)).toEqual(['ipsec']);
      expect(covers(state.coverage, 'ipsec')).toBe(false);
    });

    it('is read from /proc by ss where the diag modules are not there', () => {
      const lines = ['has() { true; }', 'kernel_has() { [ "$1" != udp_diag ]; }', 'show_sockets'];

      expect(printed(shell, lines)).toContain('command ss -tuan | head -n 5000\n');
    });
  },
);

describe('keys of security associations', () => {
  it('stay on the host', () => {
    const listing = [
      'src 192.0.2.1 dst 192.0.2.2',
      '\tproto esp spi 0x00000100 reqid 1 mode tunnel',
      '\tauth-trunc hmac(sha256) 0x5ec4e7 128',
      '\tenc cbc(aes) 0x5ec4e7',
      '\taead rfc4106(gcm(aes)) 0x5ec4e7 128',
    ].join('\\n');
    const stub = `ip() { case $2 in state) printf '${listing.replaceAll('\t', '\\t')}\\n' ;; esac; }`;

    const text = printed(['dash'], ['root=yes', 'kernel_has() { true; }', stub, 'show_ipsec']);

    expect(text).not.toContain('5ec4e7');
    expect(collected(text).state.ipsecStates).toMatchObject([{ source: '192.0.2.1', spi: '0x00000100' }]);
  });
});

describe('what takes packets beside the packet filter', () => {
  const lab = useLab({ name: `host-passage-${process.pid}` });
  const observe = async (device: string) => {
    const words = ['observe', device, 'from', '172.16.0.4', 'seconds', '1', 'unattended'];
    const { stdout } = await lab.current.exec('server-b', ['sh', '-s', '--', ...words], {
      input: hostProgram(),
    });
    return readCollected(stdout, 'server-b').state;
  };
  const onServerB = (...lines: string[]) =>
    outputOf(lab.current, 'server-b', ['sh', '-ec', lines.join('\n')]);
  const BPF_FILES = ['mkdir -p /run/bpf', 'mount -t bpf bpf /run/bpf', 'export TC_BPF_MNT=/run/bpf'];

  it('is not there where nothing is, and that was shown', async () => {
    const { hooks = [], links, coverage } = await observe('eth1');

    expect(hooks).toEqual([]);
    expect(links?.find(({ name }) => name === 'eth1')?.xdp).toBeUndefined();
    for (const chain of ['ingress', 'egress'])
      expect(covers(coverage, 'hooks', { device: 'eth1', program: 'tc', chain })).toBe(true);
    expect(covers(coverage, 'hooks', { device: 'eth1', program: 'xdp' })).toBe(true);
    // The answer leaves by another interface: what hangs there counts as well.
    expect(covers(coverage, 'hooks', { device: 'eth0', program: 'tc', chain: 'egress' })).toBe(true);
  });

  it('is named with its device and direction', async () => {
    await onServerB(
      ...BPF_FILES,
      writesIcmpDrop('xdp', '/run/xdp.o'),
      writesIcmpDrop('tc', '/run/tc.o'),
      'ip link set dev eth2 xdpgeneric obj /run/xdp.o sec xdp',
      'tc qdisc add dev eth2 clsact',
      'tc filter add dev eth2 egress bpf da obj /run/tc.o sec tc',
    );

    const { hooks, links } = await observe('eth2');

    expect(links?.find(({ name }) => name === 'eth2')?.xdp).toBe('generic');
    expect(hooks).toMatchObject([{ device: 'eth2', hook: 'egress', via: 'tc', kind: 'bpf' }]);
  });

  it('is looked for below an interface and above it', async () => {
    await onServerB(
      'ip link add br9 type bridge',
      'ip link set dev eth3 master br9',
      'ip link set dev br9 up',
      'ip addr add 10.9.0.1/24 dev br9',
    );

    const [asked, port] = [await observe('br9'), await observe('eth3')];

    for (const { coverage } of [asked, port])
      for (const device of ['br9', 'eth3'])
        expect(covers(coverage, 'hooks', { device, program: 'tc', chain: 'ingress' })).toBe(true);
    expect(asked.bridgePorts).toMatchObject([{ device: 'eth3', master: 'br9' }]);
  });

  it('that bpftool lists is read, and a bpftool that lists nothing is a gap', async () => {
    const answer = (text: string) =>
      onServerB(
        "printf '#!/bin/sh\\ncat /run/bpftool.txt\\n' >/usr/local/sbin/bpftool",
        'chmod 755 /usr/local/sbin/bpftool',
        `cat >/run/bpftool.txt <<'END'\n${text}\nEND`,
      );
    await onServerB('mkdir -p /run/sbin', 'mount --bind /run/sbin /usr/local/sbin');

    await answer(
      'xdp:\n\ntc:\neth1(2) tcx/ingress guard prog_id 42 link_id 7\n\nflow_dissector:\n\nnetfilter:\n',
    );
    const listed = await observe('eth1');
    await answer('WARNING: bpftool not found for kernel 6.1.0');
    const missing = await observe('eth1');

    expect(listed.hooks).toContainEqual(
      expect.objectContaining({ device: 'eth1', hook: 'ingress', via: 'tcx', name: 'guard', id: 42 }),
    );
    expect(covers(listed.coverage, 'hooks', { device: 'eth1', program: 'tcx' })).toBe(true);
    expect(covers(missing.coverage, 'hooks', { device: 'eth1', program: 'tcx' })).toBe(false);
    expect(missing.gaps.map(({ part }) => part)).toContain('hooks');
  });
});
