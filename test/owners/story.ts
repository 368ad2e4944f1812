import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hostProgram } from '../../src/host/program.ts';
import { Host, makeKey } from './host.ts';
import { ADDRESS, KEPT, keepWords, wordsOf } from './kept.ts';
import { dhcpConfiguration, Network } from './network.ts';
import type { Addressing, Owner } from './owners.ts';

/** What is looked at, in this order. */
export const COLUMNS = [
  'broken',
  'fixed',
  'restart of the host',
  'of its manager',
  'link flap',
  'renewal',
  'undone',
  'nothing left',
  'unconfirmed files',
] as const;
type Column = (typeof COLUMNS)[number];
/** `-` where there is nothing to look at. */
export type Row = Record<Column, 'ok' | '-' | `FAILED: ${string}`>;

const CLI = fileURLToPath(new URL('../../bin/roundtrip.js', import.meta.url));
/** Longer than half of the shortest lease that dnsmasq gives, when clients renew (seconds). */
const RENEWAL = 75;

/** One owner's host from its fault to the end of its undo, by the command line as people use it. */
export async function tellStory(
  owner: Owner,
  addressing: Addressing,
  root: string,
  name: string,
): Promise<Row> {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-owners-'));
  // The database's user gets there, so that nothing is put elsewhere.
  chmodSync(directory, 0o755);
  const network = new Network(name);
  const host = new Host(root, join(directory, 'disk'), network);
  const helpers: ChildProcess[] = [];
  const row = Object.fromEntries(COLUMNS.map((column) => [column, '-'])) as Row;
  try {
    network.remove();
    network.make();
    prepare(owner, addressing, host, network, directory);
    helpers.push(startClientSsh(network, directory));
    // A host can wait for its lease before it has started.
    if (addressing === 'dhcp') helpers.push(startDhcp(root, network, directory));
    await host.boot();
    await look(row, host, network, { owner, addressing, directory });
  } catch (error) {
    const [first] = COLUMNS.filter((column) => row[column] === '-');
    if (first)
      row[first] =
        `FAILED: ${error instanceof Error ? error.message.split('\n').slice(0, 12).join(' / ') : String(error)}`;
  } finally {
    for (const helper of helpers) helper.kill();
    await host.stop();
    network.remove();
    await roundtrip(directory, ['store', 'stop']).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  }
  return row;
}

type Told = { owner: Owner; addressing: Addressing; directory: string };

async function look(
  row: Row,
  host: Host,
  network: Network,
  { owner, addressing, directory }: Told,
): Promise<void> {
  const answers = (seconds = 20) => network.pings(ADDRESS, seconds);
  const check = (column: Column, ok: boolean, why: string) => {
    row[column] = ok ? 'ok' : `FAILED: ${why}`;
  };
  await waitFor(async () => (await host.run(`ip -4 addr show eth1; true`)).includes(ADDRESS), 20);
  const before = await snapshot(host);
  check('broken', !answers(2), 'it answers before it is fixed');

  const fixed = await roundtrip(directory, [
    'fix',
    'host',
    'eth1',
    '--from',
    'client',
    '--gateway',
    '172.16.5.1',
    '--remedy',
    'policy-routing',
    '--persist',
    '--yes',
    '--json',
  ]);
  const outcome: { triage?: string; outcome?: string; permanent?: boolean; reason?: string } = JSON.parse(
    fixed.stdout || '{}',
  );
  check(
    'fixed',
    outcome.outcome === 'committed' && outcome.permanent === true && answers(),
    `${outcome.outcome}, permanent ${outcome.permanent}: ${outcome.reason} ${fixed.stderr.slice(-1500)}`,
  );
  if (row.fixed !== 'ok') return;

  await host.reboot();
  check('restart of the host', answers(), 'it does not answer after it');
  await host.run(owner.restart);
  await delay(3000);
  check('of its manager', answers(), 'it does not answer after it');
  network.flap(8);
  check('link flap', answers(), 'it does not answer after it');
  if (addressing === 'dhcp') {
    const lease = () => readFileSync(join(directory, 'leases'), 'utf8').split(' ')[0];
    const old = lease();
    const renewed = await waitFor(async () => lease() !== old, RENEWAL);
    check(
      'renewal',
      renewed && answers(),
      renewed ? 'it does not answer after it' : 'the lease was not renewed',
    );
  }

  const undone = await roundtrip(directory, ['undo', outcome.triage ?? '', '--yes']);
  check('undone', undone.ok && !answers(2), `${undone.stdout} ${undone.stderr.slice(-1500)}`);
  const after = await snapshot(host);
  await host.reboot();
  await waitFor(async () => (await host.run(`ip -4 addr show eth1; true`)).includes(ADDRESS), 20);
  const later = await snapshot(host);
  check(
    'nothing left',
    after === before && later === before,
    `${difference(before, after)} | after a restart: ${difference(before, later)}`,
  );

  await host.run(`sh -s -- apply U1 300 ${wordsOf(KEPT)}`, hostProgram());
  await host.run('sh -s -- confirm U1', hostProgram());
  const words = keepWords(owner);
  const written = await host.run(`sh -s -- apply U1K 300 ${words}`, hostProgram());
  const stood = (await snapshot(host)) !== before;
  await host.reboot();
  await waitFor(async () => (await host.run(`ip -4 addr show eth1; true`)).includes(ADDRESS), 20);
  const gone = await snapshot(host);
  check(
    'unconfirmed files',
    / result applied /.test(written) && stood && gone === before && !answers(2),
    `${/ result .*/.exec(written)?.[0]} ${difference(before, gone)}`,
  );
}

/** What a fix could leave: files, rules, and tables beside those that every host has. */
function snapshot(host: Host): Promise<string> {
  return host.run(`find /etc /usr/local /var/lib/roundtrip-host -xdev ! -type d 2>/dev/null | sort
ip rule; ip route show table all | grep ' table ' | grep -v ' table local' || true`);
}

function difference(before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].join('; ');
}

function prepare(
  owner: Owner,
  addressing: Addressing,
  host: Host,
  network: Network,
  directory: string,
): void {
  for (const unit of owner.without) host.link(`etc/systemd/system/${unit}.service`, '/dev/null');
  // Strict reverse path filtering is what stops eth1 here.
  host.write(
    'etc/sysctl.d/50-strict.conf',
    'net.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.default.rp_filter = 1\n',
  );
  owner.configure(host, addressing);
  const client = makeKey(join(directory, 'id'));
  const hostKey = makeKey(join(directory, 'host-key'));
  host.write('etc/ssh/ssh_host_ed25519_key', readFileSync(join(directory, 'host-key'), 'utf8'), 0o600);
  host.write('etc/ssh/ssh_host_ed25519_key.pub', `${hostKey}\n`);
  host.write('root/.ssh/authorized_keys', `${client}\n`, 0o600);
  const key = hostKey.split(' ').slice(0, 2).join(' ');
  writeFileSync(join(directory, 'known_hosts'), `host,client ${key}\n`);
  writeFileSync(join(directory, 'authorized_keys'), `${client}\n`);
  const through = (address: string) => `ProxyCommand ip netns exec ${network.router} nc ${address} 22`;
  writeFileSync(
    join(directory, 'ssh.config'),
    `Host host\n  ${through('172.16.4.4')}\nHost client\n  ${through('172.16.0.4')}
Host *\n  User root\n  IdentityFile ${join(directory, 'id')}\n  IdentitiesOnly yes\n  IdentityAgent none
  UserKnownHostsFile ${join(directory, 'known_hosts')}\n  StrictHostKeyChecking yes\n`,
  );
  writeFileSync(
    join(directory, 'roundtrip.yaml'),
    `ssh: { config: ${join(directory, 'ssh.config')} }\nhosts: { host: {}, client: { apply: false } }\napproval: { approvers: [], terminal: true }\n`,
  );
}

function startClientSsh(network: Network, directory: string): ChildProcess {
  const file = join(directory, 'sshd.config');
  writeFileSync(
    file,
    `Port 22\nHostKey ${join(directory, 'host-key')}\nAuthorizedKeysFile ${join(directory, 'authorized_keys')}\nPermitRootLogin yes\nStrictModes no\nUsePAM no\nPidFile none\n`,
  );
  const start = `mount -t tmpfs -o mode=755 tmpfs /run; mkdir /run/sshd; exec /usr/sbin/sshd -D -f ${file}`;
  return spawn('ip', ['netns', 'exec', network.client, 'sh', '-c', start], { stdio: 'ignore' });
}

/** The root's own dnsmasq: this machine need not have one. */
function startDhcp(root: string, network: Network, directory: string): ChildProcess {
  writeFileSync(join(directory, 'dnsmasq.conf'), dhcpConfiguration('/mnt'));
  const start = `mount --bind ${directory} ${root}/mnt; exec chroot ${root} dnsmasq -k -C /mnt/dnsmasq.conf`;
  return spawn('ip', ['netns', 'exec', network.router, 'sh', '-c', start], { stdio: 'ignore' });
}

async function waitFor(question: () => Promise<boolean>, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    if (await question().catch(() => false)) return true;
    await delay(500);
  }
  return false;
}

/** `ok`: its exit status was 0. */
type Ran = { ok: boolean; stdout: string; stderr: string };

function roundtrip(directory: string, words: readonly string[]): Promise<Ran> {
  const { DATABASE_URL: _none, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, '--config', join(directory, 'roundtrip.yaml'), ...words],
      { encoding: 'utf8', env, timeout: 180_000 },
      (error, stdout, stderr) => resolve({ ok: error === null, stdout, stderr }),
    );
  });
}
