import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { nodeSsh } from '../../src/host/node-ssh/node-ssh.ts';
import { openssh } from '../../src/host/openssh/openssh.ts';
import { outcome, processes, useField } from './field/use-field.ts';
import { failureOf } from './hosts.ts';

const field = useField();

describe('a security key', () => {
  const prepare = async (skip: (reason: string) => void) => {
    const provider = field.current.path('provider.so');
    try {
      const source = join(import.meta.dirname, 'field/security-key.c');
      const touch = `-DTOUCH="${field.current.path('touched')}"`;
      execFileSync('cc', ['-shared', '-fPIC', '-o', provider, touch, source, '-ldl'], { stdio: 'pipe' });
    } catch {
      skip('no compiler makes a security key');
    }
    field.current.keygen('-q', '-t', 'ed25519-sk', '-N', '', '-f', field.current.path('sk'), '-w', provider);
    await field.current.host(
      'host',
      [`AuthorizedKeysFile ${field.current.path('sk.pub')}`],
      [`IdentityFile ${field.current.path('sk')}`, `SecurityKeyProvider ${provider}`, 'ConnectTimeout 1'],
    );
  };

  it('that is touched lets in', async ({ skip }) => {
    await prepare(skip);
    const connecting = field.connect(openssh(field.current.config));
    await delay(1500);

    writeFileSync(field.current.path('touched'), '');

    expect((await outcome(await connecting, 'true')).end).toEqual({ kind: 'exit', status: 0 });
  });

  it('that nobody touches is waited for, and then named', async ({ skip }) => {
    await prepare(skip);
    const started = Date.now();

    const error = await failureOf(openssh(field.current.config).connect('host'));

    expect(error).toMatchObject({
      code: 'login-needs-person',
      exitStatus: 3,
      facts: { asked: { kind: 'touch' } },
    });
    expect(error.message).toContain(field.current.path('sk'));
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(helpers()).toEqual([]);
  }, 40_000);

  it('is none of the library, which names the switch', async ({ skip }) => {
    await prepare(skip);

    const error = await failureOf(nodeSsh(field.current.config).connect('host'));

    expect(error.code).toBe('authentication-failed');
    expect(error.nextStep).toContain('ssh.transport: openssh');
  });

  const helpers = () =>
    processes()
      .map(({ args }) => args)
      .filter((args) => args.includes(field.current.directory) && !args.includes('sshd'));
});
