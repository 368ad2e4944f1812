import { readFileSync } from 'node:fs';
import { type ArchiveEntry, cpioArchive } from './cpio.ts';
import { modulesFor } from './modules.ts';
import { fetchBusybox, type Kernel } from './packages.ts';
import { ipProgram } from './programs.ts';

/** What the machine talks through, and the devices that hosts are made of. */
const MODULES = [
  'virtio_pci',
  'virtio_console',
  'ipv6',
  'veth',
  'dummy',
  'bridge',
  'vrf',
  'wireguard',
  'tun',
];

/** Names of protocols that the questions use (IANA), wherever this machine keeps its own. */
const PROTOCOLS = 'icmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\nipv6-icmp 58 IPv6-ICMP\n';

/** What a machine has beside what all have, and the modules that it starts with (those of the random hosts where absent). */
export interface Equipment {
  modules?: readonly string[];
  files?: readonly ArchiveEntry[];
}

/** The machine's whole file system: busybox, this machine's `ip`, the kernel's modules and our init. */
export function initramfs(kernel: Kernel, equipment: Equipment = {}): { archive: Buffer; missing: string[] } {
  const { modules, missing } = modulesFor(kernel.modules, equipment.modules ?? MODULES);
  const order = modules.map(({ name }) => `${name}.ko\n`).join('');
  const init = readFileSync(new URL('./init.sh', import.meta.url));
  const entries: ArchiveEntry[] = [
    { path: 'init', mode: 0o755, content: init },
    { path: 'bin/busybox', mode: 0o755, content: readFileSync(fetchBusybox()) },
    { path: 'etc/protocols', mode: 0o644, content: Buffer.from(PROTOCOLS) },
    { path: 'modules/order', mode: 0o644, content: Buffer.from(order) },
    ...modules.map(({ name, content }) => ({ path: `modules/${name}.ko`, mode: 0o644, content })),
    ...ipProgram(),
    ...(equipment.files ?? []),
    ...['proc', 'sys', 'dev', 'tmp', 'run'].map((path) => ({ path, mode: 0o755 })),
  ];
  return { archive: cpioArchive(entries), missing };
}
