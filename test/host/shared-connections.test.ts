import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openssh } from '../../src/host/openssh/openssh.ts';
import { begin, outcome, processes, useField } from './field/use-field.ts';
import { failureOf } from './hosts.ts';

const field = useField();

describe('shared connections of openssh', () => {
  const logins = (log: string) => log.match(/Accepted publickey/g)?.length ?? 0;

  it('carry looks, and no change', async () => {
    const host = await field.current.host('host');
    const ssh = openssh(field.current.config);

    for (const reuse of [true, true, true]) (await field.connect(ssh, { reuse })).close();
    const forLooks = logins(host.log());
    (await field.connect(ssh)).close();
    (await field.connect(ssh)).close();
    const forChanges = logins(host.log()) - forLooks;
    (await field.connect(ssh, { reuse: true })).close();

    expect({ forLooks, forChanges, after: logins(host.log()) }).toEqual({
      forLooks: 1,
      forChanges: 2,
      after: 4,
    });
  });

  it('are one also for looks that begin at once', async () => {
    const host = await field.current.host('host');
    const ssh = openssh(field.current.config);

    const connections = await Promise.all([1, 2, 3].map(() => field.connect(ssh, { reuse: true })));
    for (const connection of connections) connection.close();

    expect(logins(host.log())).toBe(1);
  });

  it.each([
    ['session', 'echo begun', { kind: 'exit', status: null }],
    ['connection', ' -M -S ', { kind: 'lost', why: '' }],
  ])('whose %s is killed under a command say so, and its input ends there', async (_, words, end) => {
    await field.current.host('host');
    const mark = field.current.path('ended');
    const run = await begin(
      await field.connect(openssh(field.current.config)),
      `cat >/dev/null; touch ${mark}`,
    );
    const running = processes().filter(
      ({ args }) => args.startsWith('ssh ') && args.includes(`-${process.pid}-`) && args.includes(words),
    );

    for (const { pid } of running) process.kill(pid, 'SIGKILL');

    expect(running.length).toBe(1);
    expect(await run.ended).toEqual(end);
    await expect.poll(() => existsSync(mark), { timeout: 5000 }).toBe(true);
  });

  it('tell that a session was killed at once, also where its command goes on there', async () => {
    await field.current.host('host');
    const run = await begin(await field.connect(openssh(field.current.config)), 'exec sleep 10');
    const started = Date.now();

    for (const { pid, args } of processes())
      if (args.startsWith('ssh ') && args.includes('exec sleep 10')) process.kill(pid, 'SIGKILL');

    expect(await run.ended).toEqual({ kind: 'exit', status: null });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('of a person are used for looking, also where this user could not log in', async () => {
    await field.current.host('host', [], [`ControlPath ${field.current.path('shared')}`]);
    execFileSync('ssh', ['-F', field.current.config, '-f', '-N', '-M', 'host'], { stdio: 'ignore' });
    try {
      rmSync(field.current.path('user'));
      const ssh = openssh(field.current.config);

      const { end } = await outcome(await field.connect(ssh, { reuse: true }), 'true');
      const error = await failureOf(ssh.connect('host'));

      expect(end).toEqual({ kind: 'exit', status: 0 });
      expect(error.code).toBe('authentication-failed');
    } finally {
      execFileSync('ssh', ['-F', field.current.config, '-O', 'exit', 'host'], { stdio: 'ignore' });
    }
  });

  it('that the configuration asks for are opened where it says', async () => {
    const sharing = [
      'ControlMaster auto',
      `ControlPath ${field.current.path('shared')}`,
      'ControlPersist 20',
    ];
    const host = await field.current.host('host', [], sharing);
    const ssh = openssh(field.current.config);

    for (const reuse of [true, true]) (await field.connect(ssh, { reuse })).close();
    execFileSync('ssh', ['-F', field.current.config, 'host', 'true']);
    execFileSync('ssh', ['-F', field.current.config, '-O', 'exit', 'host'], { stdio: 'ignore' });

    expect(logins(host.log())).toBe(1);
  });

  it('outlive no process that ends', async () => {
    await field.current.host('host');
    const look = startLook('sleep 1');

    await once(look.stdout, 'data');
    const during = { folders: foldersOf(look.pid).length, clients: clients(look.pid).length };
    await once(look, 'exit');

    expect(during.folders).toBe(1);
    expect(during.clients).toBeGreaterThan(0);
    expect(foldersOf(look.pid)).toEqual([]);
    expect(clients(look.pid)).toEqual([]);
  });

  it('of a process that was killed end what it ran, nobody else can enter, and its directory goes with a later start', async () => {
    await field.current.host('host');
    const killed = startLook('cat');
    await once(killed.stdout, 'data');
    const [folder = ''] = foldersOf(killed.pid);

    killed.kill('SIGKILL');

    expect(statSync(folder).mode & 0o777).toBe(0o700);
    await once(killed, 'exit');
    // The session has ended with its process; the connection is idle, and would end by itself.
    await expect
      .poll(() => clients(killed.pid), { timeout: 5000 })
      .toEqual([expect.stringContaining(' -M -S ')]);
    for (const file of readdirSync(folder)) {
      if (statSync(join(folder, file)).isSocket())
        execFileSync('ssh', ['-S', join(folder, file), '-O', 'exit', 'host'], { stdio: 'ignore' });
    }
    await expect.poll(() => clients(killed.pid), { timeout: 5000 }).toEqual([]);
    await once(startLook('true'), 'exit');
    expect(existsSync(folder)).toBe(false);
  });

  it('whose process was killed leave no directory for long, also with a socket that nobody serves', async () => {
    await field.current.host('host');
    const gone = startLook('true');
    await once(gone, 'exit');
    const folder = join(tmpdir(), `roundtrip-ssh-${gone.pid}-test`);
    mkdirSync(folder, { mode: 0o700 });
    const server = createServer().listen(join(folder, '1'));
    await once(server, 'listening');

    await once(startLook('true'), 'exit');
    const young = existsSync(folder);
    utimesSync(folder, 0, 0);
    await once(startLook('true'), 'exit');

    expect({ young, old: existsSync(folder) }).toEqual({ young: true, old: false });
    server.close();
  });

  const startLook = (command: string) =>
    spawn(
      process.execPath,
      [join(import.meta.dirname, 'children/one-look.ts'), field.current.config, command],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
  const foldersOf = (pid: number | undefined) =>
    readdirSync(tmpdir())
      .filter((name) => name.startsWith(`roundtrip-ssh-${pid}-`))
      .map((name) => join(tmpdir(), name));
  /** What ssh still runs for a process: its connections, which name their sockets, and its sessions. */
  const clients = (pid: number | undefined) =>
    processes()
      .map(({ args }) => args)
      .filter((args) => args.includes(`roundtrip-ssh-${pid}-`));
});
