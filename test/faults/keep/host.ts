import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hostProgram } from '../../../src/host/program.ts';
import { Host } from '../../owners/host.ts';
import { Network } from '../../owners/network.ts';
import type { Owner } from '../../owners/owners.ts';
import { ownFiles } from '../../support/machine-files.ts';

/** Commands that the program runs on the way of a file; each counts, whoever calls it. */
const COMMANDS = [
  ...['ip', 'networkctl', 'netplan', 'nmcli', 'ifquery', 'systemctl', 'systemd-run', 'sha256sum'],
  ...['mkdir', 'rmdir', 'chmod', 'mv', 'rm', 'ln', 'sync'],
];
/** Where they are. */
export const REAL = '/usr/lib/real';
/** Not on the disk, which is filled and made read-only; gone with a restart, as the fault is. */
const PLACE = '/run/.commands';
/** The disk, in memory: as large as it may be filled. */
const DISK = 'size=48m,nr_inodes=6000';

/** What each of the commands is now. */
const WRAPPER = `#!/bin/sh
real=${REAL}/\${0##*/}
[ -e ${PLACE}/point ] || exec "$real" "$@"
read -r calls <${PLACE}/calls
read -r point <${PLACE}/point
calls=$((calls + 1))
echo "$calls" >${PLACE}/calls
called="\${0##*/} $*"
echo "\${called%%"
"*}" >>${PLACE}/names
if [ "$calls" = "$point" ]; then . ${PLACE}/strike; fi
exec "$real" "$@"
`;
const INSTALL = `mkdir -p ${REAL}; for name in ${COMMANDS.join(' ')}; do
  for place in /usr/sbin /usr/bin; do
    [ -e $place/$name ] || continue
    case $(readlink $place/$name) in */$name) continue ;; esac
    if [ -L $place/$name ]; then ln -s "$(readlink -f $place/$name)" ${REAL}/$name; else cp $place/$name ${REAL}/$name; fi; rm $place/$name; cp /root/wrapper $place/$name; chmod 755 $place/$name
  done
done`;

const PREFIX = 'roundtrip-keep-';

/**
 * Takes away what a run that was killed has left: its hosts, their networks and their disks. A run is over where the process in its
 * name (`NAME-PID`) is not there any more.
 */
export function clearDeadRuns(): void {
  for (const entry of readdirSync(tmpdir())) {
    const [, name, pid] = /^roundtrip-keep-(.+-(\d+))-\w{6}$/.exec(entry) ?? [];
    if (name === undefined || existsSync(`/proc/${pid}`)) continue;
    const network = new Network(name);
    for (const host of pidsIn(network.host)) end(host);
    network.remove();
    const directory = join(tmpdir(), entry);
    spawnSync('umount', ['-l', join(directory, 'disk')]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function pidsIn(namespace: string): number[] {
  const { stdout } = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean).map(Number);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with the first process of its host.
  }
}

/** A host whose interfaces somebody configures, with a fix on eth1 that was confirmed; it boots with systemd. */
export class KeptHost {
  readonly owner: Owner;
  readonly #directory: string;
  readonly #network: Network;
  readonly #host: Host;

  constructor(root: string, owner: Owner, name: string) {
    this.owner = owner;
    this.#directory = mkdtempSync(join(tmpdir(), `${PREFIX}${name}-`));
    const disk = join(this.#directory, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', DISK, 'tmpfs', disk]);
    this.#network = new Network(name);
    this.#host = new Host(root, disk, this.#network);
  }

  async boot(): Promise<void> {
    const { owner } = this;
    for (const unit of owner.without) this.#host.link(`etc/systemd/system/${unit}.service`, '/dev/null');
    this.#host.write('root/wrapper', WRAPPER, 0o755);
    owner.configure(this.#host, 'static');
    this.#network.remove();
    this.#network.make();
    await this.#host.boot();
    await this.run(INSTALL);
    await this.#untilConfigured();
  }

  /** Ends at once and starts again, as after a power failure. */
  async reboot(): Promise<void> {
    await this.#host.reboot();
    await this.#untilConfigured();
  }

  async #untilConfigured(): Promise<void> {
    const question = `ip -4 addr show eth1; case $(networkctl --no-legend --no-pager list eth1 2>/dev/null) in *configuring*) exit 1 ;; esac`;
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await this.run(question).catch(() => '')).includes('172.16.5.4')) return;
      await delay(200);
    }
    throw new Error('eth1 has no address');
  }

  run(text: string, input = ''): Promise<string> {
    return this.#host.run(text, input);
  }

  /** The host's answer. Where a fault ended it there is none. */
  async ask(words: string): Promise<string> {
    const text = await this.run(`timeout -k 1 70 sh -s -- ${words} 2>/dev/null; true`, hostProgram()).catch(
      () => '',
    );
    return /^@@ROUNDTRIP \S+ result (.*)$/m.exec(text)?.[1] ?? '';
  }

  /** Counts the commands from now on; at that one the text is run in its place. */
  async setFault(point: number, strike: string): Promise<void> {
    const text = `mkdir -p ${PLACE}; cat >${PLACE}/strike; echo 0 >${PLACE}/calls; rm -f ${PLACE}/names ${PLACE}/down; echo ${point} >${PLACE}/point`;
    await this.run(text, strike);
  }

  /** What was called since, in order; nothing is counted any more. */
  async endFault(): Promise<string[]> {
    const names = await this.run(`${REAL}/rm -f ${PLACE}/point; cat ${PLACE}/names 2>/dev/null; true`);
    return names.split('\n').filter(Boolean);
  }

  /** Whether the fault wants the host to be restarted. */
  isDown(): boolean {
    return existsSync(`/proc/${this.#host.enter()[1]}/root${PLACE}/down`);
  }

  /** Rules, tables and addresses, every file that a change could leave, and what would undo it. */
  async state(): Promise<string> {
    const listing =
      await this.run(`find /etc /usr/local /var/lib/roundtrip-host ! -type d ! -name mtab -exec cksum {} + 2>/dev/null | sort -k3
find /etc/systemd/network /etc/netplan /etc/network /etc/NetworkManager -type d 2>/dev/null | sort
ip rule; ip -4 addr show eth1 | grep -o 'inet [0-9./]*'; ip route show table all | grep ' table ' | grep -v ' table local'
systemctl list-units --no-legend --plain 'roundtrip*' | sed 's/ .*//'; true`);
    return ownFiles(listing);
  }

  async end(): Promise<void> {
    await this.#host.stop();
    this.#network.remove();
    execFileSync('umount', ['-l', join(this.#directory, 'disk')]);
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
