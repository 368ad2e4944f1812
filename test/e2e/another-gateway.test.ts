import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

describe('a gateway that a person has named', () => {
  const lab = useLab({ store: true });
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
  });
  const fix = (...args: string[]) => {
    const asked = ['server-b', 'eth1', '--from', 'server-a', '--remedy', 'policy-routing'];
    const words = ['fix', ...asked, ...args, '--json', '--config', lab.current.configFile];
    const { status, stdout } = runRoundtrip(words);
    return { status, fixed: JSON.parse(stdout) };
  };
  const stateOfHost = () =>
    Promise.all([
      outputOf(lab.current, 'server-b', ['ip', 'rule']),
      outputOf(lab.current, 'server-b', ['ip', '-4', 'route', 'show', 'table', 'all']),
    ]);

  test('is refused where it does not answer ARP on the interface, whichever network it is in', async () => {
    const before = await stateOfHost();
    for (const gateway of ['172.16.5.77', '10.99.0.77']) {
      const { status, fixed } = fix('--gateway', gateway, '--yes');

      expect(status).toBe(1);
      expect(fixed).toMatchObject({ outcome: 'refused', plan: null });
      expect(fixed.reason).toContain(`${gateway} does not answer ARP on eth1`);
    }
    expect(await stateOfHost()).toEqual(before);
  }, 120_000);

  test("is taken where it answers there, though it is outside of the interface's networks, and the ping proves it", async () => {
    await lab.current.exec('router', ['ip', 'addr', 'add', '10.99.0.1/32', 'dev', 'lo']);

    const { fixed } = fix('--gateway', '10.99.0.1', '--yes');

    expect(fixed.outcome).toBe('committed');
    const commands = fixed.plan.steps.map(({ do: argv }: { do: string[] }) => argv.join(' '));
    expect(commands).toContain('ip route add 10.99.0.1/32 dev eth1 scope link table 101 proto 176');
    expect(commands).toContain('ip route add default via 10.99.0.1 dev eth1 table 101 proto 176');
    expect(await countAnswers(lab.current, 'server-a', '172.16.5.4')).toBe(2);
    const undone = runRoundtrip(['undo', fixed.triage, '--yes', '--config', lab.current.configFile]);
    expect(undone.status).toBe(0);
  }, 120_000);
});
