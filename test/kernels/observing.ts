import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostProgram } from '../../src/host/program.ts';
import type { ArchiveEntry } from './cpio.ts';
import type { Equipment } from './initramfs.ts';
import { modulesFor, networkModules } from './modules.ts';
import { fetchBusybox, type Kernel } from './packages.ts';
import { programWithLibraries } from './programs.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/** The machine's devices, and the host's one: nothing of packet filters, sockets' listings or IPsec. */
const AT_THE_START = ['virtio_pci', 'virtio_console', 'ipv6', 'dummy', 'af_packet'];

/** What observing runs where it is installed, beside `ip` and what busybox has. */
const PROGRAMS = ['ss', 'tc', 'bridge', 'nft', 'tcpdump'];

/** Where the kernel finds who loads modules (its `kernel.modprobe`), and a record of what it asked for. */
const LOADER = '#!/bin/busybox sh\necho "$*" >>/tmp/asked\nexec /bin/busybox modprobe "$@"\n';

/** A machine that loads modules on its kernel's wish, as every host does, and has the programs that would make it wish for some. */
export function observedEquipment(kernel: Kernel): Equipment {
  return {
    modules: AT_THE_START,
    files: [
      { path: 'sbin/modprobe', mode: 0o755, content: Buffer.from(LOADER) },
      ...loadableModules(kernel),
      ...PROGRAMS.flatMap(programWithLibraries),
      ...filterPrograms(),
    ],
  };
}

/** iptables of both kinds: each name is the same program, which goes by how it was called. */
function filterPrograms(): ArchiveEntry[] {
  return [
    ['iptables-nft-save', ['iptables-save', 'ip6tables-save']] as const,
    ['iptables-legacy-save', ['iptables-legacy-save', 'ip6tables-legacy-save']] as const,
  ].flatMap(([program, names]) => {
    const [binary, ...libraries] = programWithLibraries(program);
    if (!binary) return [];
    return [...names.map((name) => ({ ...binary, path: `usr/sbin/${name}` })), ...libraries];
  });
}

/** The kernel's networking with its dependencies and the index by which they are found. */
function loadableModules(kernel: Kernel): ArchiveEntry[] {
  const { modules } = modulesFor(kernel.modules, networkModules(kernel.modules));
  const base = mkdtempSync(join(tmpdir(), 'roundtrip-modules-'));
  const folder = join(base, 'lib', 'modules', kernel.release);
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, content } of modules) writeFileSync(join(folder, `${name}.ko`), content);
    for (const list of ['modules.builtin', 'modules.order'])
      writeFileSync(join(folder, list), readFileSync(join(kernel.modules, list)));
    execFileSync(fetchBusybox(), ['depmod', '-b', base, kernel.release]);
    return readdirSync(folder).map((name) => ({
      path: `lib/modules/${kernel.release}/${name}`,
      mode: 0o644,
      content: readFileSync(join(folder, name)),
    }));
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

const NAMES = "cut -d ' ' -f 1 /proc/modules | sort";

/** A host as it is before anybody filters, and as one that filters: what is loaded by then must not grow either. */
const HOSTS = {
  'nothing loaded': '',
  'nf_tables loaded': 'modprobe nf_tables',
  'nftables with rules':
    "nft add table inet t && nft add chain inet t c '{ type filter hook input priority 0; }'",
  'iptables-legacy with rules': 'modprobe iptable_filter',
} as const;

/** Listings that a careless observer would make: each must load something, or nothing was tried. */
const CARELESS = ['nft list ruleset', 'iptables-save', 'ss -tun', 'ip xfrm policy'];

/** What became of observing one host. */
export type Observed = { host: string; status: string; loaded: string[]; asked: string[]; said: string[] };

/** Observes each host with the whole program and tells what that loaded, and what careless listings load on the first of them. */
export async function observeHosts(
  machine: VirtualMachine,
): Promise<{ observed: Observed[]; careless: { command: string; loaded: string[] }[] }> {
  const observed: Observed[] = [];
  for (const [host, prepare] of Object.entries(HOSTS)) observed.push(await observe(machine, host, prepare));
  const careless = [];
  for (const command of CARELESS) {
    const loaded = readAnswer(
      await machine.run(whatLoads('', `${command} >/dev/null 2>&1; echo "status=$?"`)),
    );
    careless.push({ command, loaded: loaded.loaded });
  }
  return { observed, careless };
}

async function observe(machine: VirtualMachine, host: string, prepare: string): Promise<Observed> {
  const program = `cat >/tmp/program <<'END_OF_PROGRAM'\n${hostProgram()}\nEND_OF_PROGRAM\n`;
  const watch =
    'sh -s -- observe eth1 seconds 1 unattended </tmp/program >/tmp/seen 2>&1; echo "status=$?"; tail -n 3 /tmp/seen | sed "s/^/said=/"';
  const answer = await machine.run(`${program}${whatLoads(prepare, watch)}`);
  return { host, ...readAnswer(answer) };
}

/** Unloads what an earlier script has left, prepares the host, and tells which modules a command adds. */
function whatLoads(prepare: string, command: string): string {
  const start = `cut -d . -f 1 /modules/order | sort`;
  return [
    // What uses a module is unloaded before it: a few rounds free all.
    `for round in 1 2 3 4 5 6 7 8; do for name in $(${NAMES}); do ${start} | grep -qx "$name" || rmmod "$name" 2>/dev/null; done; done`,
    // This namespace's own devices.
    'umount /sys; mount -t sysfs sysfs /sys',
    'ip link add eth1 type dummy && ip addr add 172.16.5.4/24 dev eth1 && ip link set eth1 up',
    prepare,
    `: >/tmp/asked; ${NAMES} >/tmp/before`,
    command,
    `${NAMES} >/tmp/after`,
    'sed "s/^/asked=/" /tmp/asked',
    'grep -vxFf /tmp/before /tmp/after | sed "s/^/loaded=/"',
  ].join('\n');
}

function readAnswer(answer: string): Omit<Observed, 'host'> {
  const valuesOf = (name: string) =>
    answer
      .split('\n')
      .filter((line) => line.startsWith(`${name}=`))
      .map((line) => line.slice(name.length + 1));
  return {
    status: valuesOf('status')[0] ?? 'none',
    loaded: valuesOf('loaded'),
    asked: valuesOf('asked'),
    said: valuesOf('said'),
  };
}
