import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stopEmbedded } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { countAnswers, outputOf, useLab } from '../support/lab.ts';

const DEAD = { eth1: '172.16.5.4', eth2: '172.16.6.4', eth3: '172.16.7.4' };

describe("the seed's three dead interfaces", () => {
  const lab = useLab({ store: true });
  afterAll(async () => {
    await stopEmbedded(join(lab.current.directory, 'data'), { remove: true });
  });
  const fix = (...args: string[]) => {
    const { status, stdout } = runRoundtrip([
      ...['fix', ...args, '--from', 'server-a', '--json', '--config', lab.current.configFile],
    ]);
    return { status, fixed: JSON.parse(stdout) };
  };
  const answered = async () => {
    const counts: number[] = [];
    for (const address of Object.values(DEAD))
      counts.push(await countAnswers(lab.current, 'server-a', address));
    return counts;
  };
  const everything = () =>
    outputOf(lab.current, 'server-b', [
      'sh',
      '-c',
      'ip rule; ip -4 route show table all; ip -4 address; sysctl -a 2>/dev/null | grep rp_filter',
    ]);

  test('are repaired by one approval, each verified on its own, and one undo restores all', async () => {
    const before = await everything();
    const broken = await answered();

    const { status, fixed } = fix('server-b', 'eth1', '--also', '--yes');
    const repaired = await answered();
    const undone = runRoundtrip(['undo', fixed.triage, '--yes', '--config', lab.current.configFile]);

    expect(broken).toEqual([0, 0, 0]);
    expect({ status, outcome: fixed.outcome }).toEqual({ status: 0, outcome: 'committed' });
    expect(fixed.plan.repairs).toEqual(Object.entries(DEAD).map(([name, to]) => ({ interface: name, to })));
    for (const name of Object.keys(DEAD)) expect(fixed.reason).toContain(`${name}: A new probe`);
    expect(repaired).toEqual([2, 2, 2]);
    expect(undone.status).toBe(0);
    expect(await answered()).toEqual([0, 0, 0]);
    expect(await everything()).toBe(before);
  });

  test('are planned by their names, and one that works is not among them', () => {
    const two = fix('server-b', 'eth2,eth3', '--dry-run');
    const works = fix('server-b', 'eth1,eth0', '--yes');

    expect(two.fixed).toMatchObject({ outcome: 'planned', remedy: 'policy-routing' });
    expect(two.fixed.plan.repairs.map(({ interface: name }: { interface: string }) => name)).toEqual([
      'eth2',
      'eth3',
    ]);
    expect(works).toMatchObject({ status: 1, fixed: { outcome: 'refused' } });
    expect(works.fixed.reason).toMatch(/eth0 answers/);
  });

  test('are all as before where one of them still fails', async () => {
    await outputOf(lab.current, 'router', [
      ...['ip', 'rule', 'add', 'pref', '10', 'from', '172.16.7.4', 'iif', 'net7', 'blackhole'],
    ]);
    const before = await everything();

    const { status, fixed } = fix('server-b', 'eth1', '--also', '--yes');

    expect({ status, outcome: fixed.outcome }).toEqual({ status: 1, outcome: 'rolled-back' });
    expect(fixed.reason).toMatch(/eth1: A new probe.*eth3: After the change a new probe still fails/);
    expect(await answered()).toEqual([0, 0, 0]);
    expect(await everything()).toBe(before);
  });
});
