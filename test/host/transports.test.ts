import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeSsh } from '../../src/host/node-ssh/node-ssh.ts';
import { openssh } from '../../src/host/openssh/openssh.ts';
import { begin, outcome, useField } from './field/use-field.ts';
import { failureOf } from './hosts.ts';

const TRANSPORTS = { 'node-ssh': nodeSsh, openssh } as const;
const field = useField();

describe.each(['node-ssh', 'openssh'] as const)('a connection by %s', (transport) => {
  const open = () => TRANSPORTS[transport](field.current.config);

  it('hands on input, both outputs and the exit status', async () => {
    await field.current.host('host');

    const said = await outcome(await field.connect(open()), 'cat; echo aside >&2; exit 3', 'word');

    expect(said).toEqual({ output: 'word', errors: 'aside\n', end: { kind: 'exit', status: 3 } });
  });

  it('ends what it runs there when it is closed', async () => {
    await field.current.host('host');
    const connection = await field.connect(open());
    const mark = field.current.path('ended');
    await begin(connection, `cat >/dev/null; touch ${mark}`);

    connection.close();

    await expect.poll(() => existsSync(mark), { timeout: 5000 }).toBe(true);
  });

  it('is lost with an sshd that is stopped under a running command', async () => {
    const host = await field.current.host('host');
    const run = await begin(await field.connect(open()), 'exec sleep 60');

    await host.stop();

    expect((await run.ended).kind).toBe('lost');
  });

  it('says that a host opens no session', async () => {
    await field.current.host('host', ['MaxSessions 0']);

    const { end } = await outcome(await field.connect(open()), 'true');

    expect(end.kind).toBe('refused');
  });

  it('goes over jump hosts, and takes no key of theirs that is not pinned, whatever the configuration says', async () => {
    const target = await field.current.start();
    const near = await field.current.start();
    const far = await field.current.start();
    const lax = ['StrictHostKeyChecking no'];
    field.current.alias('host', target, ['ProxyJump near,far', ...lax]);
    field.current.alias('near', near, lax);
    field.current.alias('far', far, lax);
    field.current.pin(target);
    field.current.pin(far);
    const unpinned = await failureOf(open().connect('host'));
    field.current.pin(near);

    const { output } = await outcome(await field.connect(open()), 'echo $SSH_CONNECTION');

    expect(unpinned).toMatchObject({ code: 'host-key-unknown', facts: { at: 'hop' } });
    expect(output.trim().split(' ')[3]).toBe(String(target.port));
  });

  it('asks nobody for a second factor, and says so', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip('PAM asks only where root runs sshd');
    const pam = ['UsePAM yes', 'KbdInteractiveAuthentication yes'];
    await field.current.host('host', [...pam, 'AuthenticationMethods publickey,keyboard-interactive']);
    const started = Date.now();

    const error = await failureOf(open().connect('host'));

    expect(error).toMatchObject({
      code: 'login-needs-person',
      exitStatus: 3,
      facts: { asked: { kind: 'second-factor' } },
    });
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it('says that only a password would do', async () => {
    await field.current.host('host', ['PasswordAuthentication yes', 'AuthenticationMethods password']);

    const error = await failureOf(open().connect('host'));

    expect(error).toMatchObject({ code: 'login-needs-person', facts: { asked: { kind: 'password' } } });
  });

  it.each(['-oProxyCommand=touch x', 'host -l other', 'host;id', '$(id)', '../host', ''])(
    'refuses an alias that is no name (%s)',
    async (alias) => {
      await field.current.host('host');

      const error = await failureOf(open().connect(alias));

      expect(error.code).toBe('host-name-invalid');
    },
  );

  it('is given up when it is no longer wanted', async () => {
    const host = await field.current.start();
    field.current.alias('host', host, ['ProxyCommand sleep 30']);
    const ending = new AbortController();
    const connecting = open().connect('host', { signal: ending.signal });
    setTimeout(() => ending.abort(new Error('not wanted')), 300);

    await expect(connecting).rejects.toThrow('not wanted');
  });
});
