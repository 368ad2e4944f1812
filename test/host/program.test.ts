import { describe, expect, it } from 'vitest';
import { collectScript } from '../../src/host/index.ts';
import { hostProgram } from '../../src/host/program.ts';
import { readTranscript } from '../../src/transcript/index.ts';
import { outputOf, useLab } from '../support/lab.ts';
import { SHELLS } from './shells.ts';

describe('the program that runs on a host', () => {
  const lab = useLab({ name: `host-program-${process.pid}` });
  const run = (words: readonly string[], shell: readonly string[] = ['dash']) =>
    lab.current.exec('server-b', [...shell, '-s', '--', ...words], { input: hostProgram() });

  describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('in %s', (_, shell) => {
    it('tells the host to whoever reads its transcript', async () => {
      const { stdout, exitCode } = await run(
        ['observe', 'eth1', 'from', '172.16.0.4', 'seconds', '1', 'unattended'],
        shell,
      );

      const reading = readTranscript(stdout);
      const [observation] = reading.kind === 'read' ? reading.observations : [];
      expect(exitCode).toBe(0);
      expect(observation?.host).toBe('server-b');
      expect(observation?.state.routes[4]?.length).toBeGreaterThan(4);
      expect(observation?.captures).toMatchObject([{ listening: true, packets: [] }]);
      expect(observation?.oracle).toMatchObject([
        { iif: 'eth1', answer: { kind: 'error' } },
        { answer: { dev: 'eth0' } },
      ]);
      expect(observation?.counters).toHaveLength(2);
    });

    it('looks for a named gateway on the link before it captures, and says that it did', async () => {
      const stateWith = async (gateway: string) => {
        const words = ['observe', 'eth1', 'gateway', gateway, 'seconds', '2', 'unattended'];
        const { stdout } = await run(words, shell);
        const reading = readTranscript(stdout);
        const [observation] = reading.kind === 'read' ? reading.observations : [];
        const entry = observation?.state.neighbours?.find(({ address }) => address === gateway);
        const { captures = [], state } = observation ?? {};
        return { asked: state?.askedNeighbours, entry, packets: captures.flatMap((one) => one.packets) };
      };

      const there = await stateWith('172.16.5.1');
      const silent = await stateWith('172.16.5.77');
      const elsewhere = await stateWith('10.99.0.77');

      expect(there.asked).toEqual([{ address: '172.16.5.1', dev: 'eth1' }]);
      expect(there.entry).toMatchObject({ dev: 'eth1', mac: expect.any(String) });
      for (const one of [silent, elsewhere])
        expect(['FAILED', 'INCOMPLETE']).toContain(one.entry?.dev === 'eth1' && one.entry.state);
      for (const { packets } of [there, silent, elsewhere])
        expect(packets.filter(({ kind }) => kind === 'echo-request' || kind === 'echo-reply')).toEqual([]);
    }, 60_000);

    it.each(['1.2.3', 'eth0', '1.2.3.4;id'])('takes %s for no gateway', async (word) => {
      const { exitCode } = await run(['observe', 'eth1', 'gateway', word, 'unattended'], shell);
      expect(exitCode).toBe(2);
    });

    it('makes, tells, confirms and undoes a change', async () => {
      const step = ['sysctl', 'net.ipv4.conf.eth2.rp_filter', '1', '2'];
      const value = () =>
        outputOf(lab.current, 'server-b', ['cat', '/proc/sys/net/ipv4/conf/eth2/rp_filter']);

      const applied = await run(['apply', 'S1', '60', ...step], shell);
      const changed = await value();
      const status = await run(['status', 'S1'], shell);
      const confirmed = await run(['confirm', 'S1'], shell);
      const undone = await run(['undo', 'S1'], shell);

      expect(applied.stdout).toMatch(/ result applied method=detached-process seconds=60\n/);
      expect(changed.trim()).toBe('2');
      expect(status.stdout).toMatch(/ result applied armed=yes seconds=(60|5\d)\n/);
      expect(confirmed.stdout).toMatch(/ result confirmed\n/);
      expect(undone.stdout).toMatch(/ result undone /);
      expect((await value()).trim()).toBe('1');
    });
  });

  it('captures no packet where only the state is wanted', async () => {
    const { stdout } = await run(['observe', 'eth1', 'seconds', '1', 'unwatched', 'unattended']);

    const reading = readTranscript(stdout);
    const [observation] = reading.kind === 'read' ? reading.observations : [];
    expect(stdout).not.toContain('tcpdump');
    expect(observation?.captures).toEqual([]);
    expect(observation?.gaps.map(({ part }) => part)).toContain('capture');
    expect(observation?.state.routes[4]?.length).toBeGreaterThan(4);
  });

  it('lists all interfaces without a flow, in every shell the same', async () => {
    const { stdout, exitCode } = await run(['survey', 'unattended']);

    const reading = readTranscript(stdout);
    const [observation] = reading.kind === 'read' ? reading.observations : [];
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('tcpdump');
    expect(observation?.state.addresses?.map(({ local }) => local)).toContain('172.16.7.4');
    for (const device of ['eth0', 'eth1', 'eth2', 'eth3'])
      expect(stdout).toContain(`tc -s qdisc show dev ${device}`);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/ end$/);
  });

  it.each([
    [[]],
    [['reboot']],
    [['survey', 'eth1']],
    [['survey', 'to', '1.2.3']],
    [['observe']],
    [['observe', 'eth1;reboot']],
    [['observe', '-eth1']],
    [['observe', '$(reboot)']],
    [['observe', 'eth1', 'to', '172.16.5.4;']],
    [['observe', 'eth1', 'to', '172.16.5.400']],
    [['observe', 'eth1', 'to', '1.2.3']],
    [['observe', 'eth1', 'proto', 'gre']],
    [['observe', 'eth1', 'proto', 'tcp']],
    [['observe', 'eth1', 'port', '80']],
    [['observe', 'eth1', 'proto', 'tcp', 'port', '70000']],
    [['observe', 'eth1', 'seconds', '99999']],
    [['observe', 'eth1', 'verbose', 'yes']],
    [['probe', 'server-a']],
    [['apply', 'S2', '60']],
    [['apply', '../S2', '60', 'rule', '4', '100', '1.2.3.4/32', '100']],
    [['apply', 'S2', '0', 'rule', '4', '100', '1.2.3.4/32', '100']],
    [['apply', 'S2', '60', 'rule', '4', '0', '1.2.3.4/32', '100']],
    [['apply', 'S2', '60', 'rule', '4', '100', '1.2.3.0/24', '100']],
    [['apply', 'S2', '60', 'rule', '4', '100', '1.2.3.4/32', '254']],
    [['apply', 'S2', '60', 'route', '4', '255', '0.0.0.0/0', 'eth1', '172.16.5.1', '-', '-']],
    [['apply', 'S2', '60', 'route', '4', '100', '0.0.0.0/0', 'eth1', 'fe80::1', '-', '-']],
    [['apply', 'S2', '60', 'route', '4', '100', '0.0.0.0/0', 'eth1']],
    [['apply', 'S2', '60', 'sysctl', 'kernel.core_pattern', '1', '2']],
    [['apply', 'S2', '60', 'sysctl', 'net.ipv4.conf.all.rp_filter', '1', '0']],
    [['apply', 'S2', '60', 'sysctl', 'net.ipv4.conf.eth1.forwarding', '0', '1']],
    [['apply', 'S2', '60', 'sysctl', 'net.ipv4.conf.../../eth1.rp_filter', '1', '2']],
    [['apply', 'S2', '60', 'sysctl', 'net.ipv4.conf.eth1.rp_filter', '1', '/etc/passwd']],
    [['apply', 'S2', '60', 'exec', 'reboot']],
  ])('refuses what is not in its grammar: %j', async (words) => {
    const result = await run(words);

    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/^roundtrip-host: \S/m);
    expect(result.stdout).not.toContain(' result applied');
  });

  /** Seconds that a run of two seconds takes whose caller says these words when it has begun, and then is silent. */
  async function secondsOfRun(...words: readonly string[]): Promise<number> {
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/program.sh'], { input: hostProgram() });
    const said = words.map((word) => `echo '${word}';`).join(' ');
    const script = `read -r begun rest </proc/uptime
{ cat /run/program.sh; sleep 1; ${said} sleep 9; } | { sh -s -- observe eth2 seconds 2 >/run/told 2>&1; cat /proc/uptime >/run/ended; }
read -r ended rest </run/ended; tail -n1 /run/told; echo "$begun $ended"`;
    const [last, times = ''] = (await outputOf(lab.current, 'server-b', ['sh', '-c', script])).split('\n');
    expect(last).toMatch(/ end$/);
    const [begun = 0, ended = 0] = times.split(' ').map(Number);
    return ended - begun;
  }

  it('goes on for as long as its caller holds it, and ends by itself where the caller is silent', async () => {
    const [alone, held] = [await secondsOfRun(), await secondsOfRun('hold 1', 'hold 5')];

    expect(alone).toBeGreaterThan(1.9);
    expect(alone).toBeLessThan(5);
    expect(held).toBeGreaterThan(5.9);
    expect(held).toBeLessThan(9);
  });

  it('is collected on a console: pasted as it is, or run as a file', async () => {
    const script = collectScript('eth1', '172.16.0.4').replace('seconds 8', 'seconds 1');
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/collect.sh'], { input: script });

    const asFile = await lab.current.exec('server-b', ['sh', '/run/collect.sh']);
    // An interactive bash looks into its history at every "!"; `script` gives it a terminal, and lines come one by one.
    const typing =
      'sleep 0.5; while IFS= read -r line; do printf "%s\\n" "$line"; done </run/collect.sh; sleep 4; echo exit; sleep 1';
    const pasted = await lab.current.exec('server-b', [
      'sh',
      '-c',
      `{ ${typing}; } | script -qec "bash --norc -i" /dev/null`,
    ]);

    for (const { stdout } of [asFile, pasted]) {
      const reading = readTranscript(stdout);
      const [observation] = reading.kind === 'read' ? reading.observations : [];
      expect(observation?.host).toBe('server-b');
      expect(observation?.oracle).toHaveLength(2);
      expect(observation?.gaps).toEqual([]);
    }
  });
});
