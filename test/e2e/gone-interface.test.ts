import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { runRoundtrip, unwrapped } from '../cli/run-roundtrip.ts';
import { outputOf, useLab } from '../support/lab.ts';

const lab = useLab({ store: true });

const triage = (...args: string[]) =>
  runRoundtrip(['triage', '--config', lab.current.configFile, ...args], { cwd: tmpdir() });

/** Lines of shell on server-b. */
const onServerB = (...lines: string[]) => outputOf(lab.current, 'server-b', ['sh', '-ec', lines.join('\n')]);

test('an interface that is gone is diagnosed by what still speaks of it, and the exit status stays 2', async () => {
  await onServerB(
    'ip link del eth2',
    'mkdir -p /etc/netplan /var/lib/dhcp',
    "printf 'network:\\n  ethernets:\\n    eth2:\\n      dhcp4: true\\n' >/etc/netplan/50-cloud-init.yaml",
    'printf \'lease {\\n  interface "eth2";\\n  fixed-address 172.16.6.4;\\n}\\n\' >/var/lib/dhcp/dhclient.leases',
    'ip rule add pref 1006 iif eth2 lookup 106',
  );

  const told = triage('server-b', 'eth2', '--from', 'server-a', '--verbose');
  const { status, stdout } = triage('server-b', 'eth2', '--from', 'server-a', '--to', '172.16.6.4', '--json');

  expect(told.status).toBe(2);
  expect(unwrapped(told.stdout)).toContain('server-b no longer has eth2');
  for (const trace of [
    '/etc/netplan/50-cloud-init.yaml line 3',
    '/var/lib/dhcp/dhclient.leases',
    'rule 1006',
  ])
    expect(unwrapped(told.stdout)).toContain(trace);
  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    cause: 'interface-down',
    stage: 'link',
    certainty: 'proven',
    remedies: [],
  });
});

test('to fix it is as wrong as to ask for it', () => {
  const words = ['server-b', 'eth2', '--from', 'server-a', '--yes', '--json'];

  const { status, stdout } = runRoundtrip(['fix', '--config', lab.current.configFile, ...words]);

  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused' });
});

test('an interface that was renamed is named by its new name', async () => {
  await onServerB(
    'ip link set dev eth3 down',
    'ip link set dev eth3 name ens7',
    'mkdir -p /etc/network/interfaces.d',
    "printf 'iface eth3 inet static\\n  address 172.16.7.4/24\\n' >/etc/network/interfaces.d/eth3",
  );

  const { status, stdout } = triage('server-b', 'eth3', '--from', 'server-a', '--verbose');

  expect(status).toBe(2);
  expect(unwrapped(stdout)).toContain('server-b no longer has eth3');
  expect(unwrapped(stdout)).toContain('/etc/network/interfaces.d/eth3');
  expect(unwrapped(stdout)).toContain('ens7');
});

test('a name that nothing speaks of was mistyped', () => {
  const { status, stdout, stderr } = triage('server-b', 'eth12', '--from', 'server-a', '--json');

  expect(status).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 'roundtrip.error/1', code: 'interface-unknown' });
  expect(stderr).toMatch(/has no interface eth12\.\n.*eth0, eth1/);
});
