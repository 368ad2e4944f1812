import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { mirror, waysOfApt } from '../fresh/mirror.ts';

/** Where roots are kept between runs: making one downloads some 120 MB. */
const CACHE = '/var/cache/roundtrip-tests';
const SMALLEST = ['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'iputils-ping', 'procps', 'udev'];
/** Everybody who configures interfaces on Debian, and what the host program needs. */
const PACKAGES = [
  ...['netplan.io', 'network-manager', 'ifupdown', 'isc-dhcp-client', 'dnsmasq-base'],
  ...['openssh-server', 'tcpdump', 'nftables'],
];
/** Nobody starts anything while packages are configured. */
const NO_SERVICES = '#!/bin/sh\nexit 101\n';

/** The root that hosts of these tests begin with, of the release that this machine runs; made where it is not there yet. */
export function ownersRoot(tell: (text: string) => void): string {
  const { codename, uri, components } = mirror();
  const key = createHash('sha256')
    .update(JSON.stringify([codename, SMALLEST, PACKAGES]))
    .digest('hex');
  const root = join(CACHE, `owners-${codename}-${key.slice(0, 12)}`);
  if (existsSync(root)) return root;
  tell('making the root that the hosts begin with (once, some minutes) …');
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, 'making-'));
  try {
    chmodSync(made, 0o755);
    const options = ['--variant=minbase', `--components=${components.join(',')}`];
    alone(['debootstrap', ...options, `--include=${SMALLEST.join(',')}`, codename, made, uri]);
    writeFileSync(join(made, 'etc/apt/apt.conf.d/01machine'), waysOfApt());
    writeFileSync(join(made, 'etc/dpkg/dpkg.cfg.d/unsafe-io'), 'force-unsafe-io\n');
    writeFileSync(join(made, 'usr/sbin/policy-rc.d'), NO_SERVICES, { mode: 0o755 });
    for (const file of ['/etc/resolv.conf', '/etc/hosts'])
      writeFileSync(join(made, file), readFileSync(file));
    const install = `apt-get update -q && apt-get install -y --no-install-recommends ${PACKAGES.join(' ')} && apt-get clean`;
    alone([
      'sh',
      '-c',
      `mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; DEBIAN_FRONTEND=noninteractive chroot "$1" sh -c '${install}'`,
      'sh',
      made,
    ]);
    writeFileSync(join(made, 'etc/hostname'), 'host\n');
    writeFileSync(join(made, 'etc/fstab'), '');
    writeFileSync(join(made, 'etc/network/interfaces'), '');
    // Each host gets one of its own.
    writeFileSync(join(made, 'etc/machine-id'), '');
    execFileSync('sh', ['-c', 'rm -f "$1"/etc/ssh/ssh_host_*', 'sh', made]);
    renameSync(made, root);
    return root;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** With mounts and processes of its own, which end with it. */
function alone(command: readonly string[]): void {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const { status, stdout, stderr } = spawnSync('unshare', [...namespaces, ...command], { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command[0]} failed:\n${`${stdout}${stderr}`.split('\n').slice(-20).join('\n')}`);
}
