import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { nodeSsh } from '../../src/host/node-ssh/node-ssh.ts';
import { openssh } from '../../src/host/openssh/openssh.ts';
import { begin, outcome, useField } from './field/use-field.ts';
import { failureOf } from './hosts.ts';

const field = useField();

describe('certificates', () => {
  /** The host takes certificates of its authority, and no keys. */
  const authority = () => [
    `TrustedUserCAKeys ${field.current.path('user-ca.pub')}`,
    'AuthorizedKeysFile none',
  ];

  it('of users let in by openssh; the library names the switch', async () => {
    await field.current.host('host', authority());
    field.current.signUser('user');

    const { end } = await outcome(await field.connect(openssh(field.current.config)), 'true');
    const error = await failureOf(nodeSsh(field.current.config).connect('host'));

    expect(end).toEqual({ kind: 'exit', status: 0 });
    expect(error.code).toBe('authentication-failed');
    expect(error.nextStep).toContain('ssh.transport: openssh');
  });

  it('in an agent do, too', async () => {
    const agent = spawn('ssh-agent', ['-D', '-a', field.current.path('agent')], { stdio: 'ignore' });
    try {
      const alias = [
        `IdentityAgent ${field.current.path('agent')}`,
        'IdentitiesOnly no',
        'IdentityFile none',
      ];
      await field.current.host('host', authority(), alias);
      field.current.signUser('user');
      await expect.poll(() => existsSync(field.current.path('agent'))).toBe(true);
      execFileSync('ssh-add', [field.current.path('user')], {
        env: { ...process.env, SSH_AUTH_SOCK: field.current.path('agent') },
        stdio: 'ignore',
      });

      expect((await outcome(await field.connect(openssh(field.current.config)), 'true')).end).toMatchObject({
        status: 0,
      });
    } finally {
      agent.kill();
    }
  });

  it('of users that have expired are named, with the time', async () => {
    await field.current.host('host', authority());
    field.current.signUser('user', '20200101000000Z:20210203040506Z');

    const error = await failureOf(openssh(field.current.config).connect('host'));

    expect(error).toMatchObject({
      code: 'certificate-expired',
      exitStatus: 3,
      facts: { file: field.current.path('user-cert.pub'), until: '2021-02-03 04:05:06' },
    });
  });

  it('that expire meanwhile end no session, and the next login says so', async () => {
    await field.current.host('host', authority());
    const until = new Date(Date.now() + 4000);
    const compact = `${until.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
    field.current.signUser('user', `20200101000000Z:${compact}`);
    const ssh = openssh(field.current.config);
    const run = await begin(await field.connect(ssh), 'sleep 6; echo still here');

    const spoken = once(run.output, 'data');
    await delay(until.getTime() - Date.now() + 1000);
    const error = await failureOf(ssh.connect('host'));

    expect(error.code).toBe('certificate-expired');
    expect(String((await spoken)[0])).toBe('still here\n');
  });

  it('of users for somebody else are named, with whom they are for', async () => {
    await field.current.host('host', authority());
    field.current.signUser('user', 'always:forever', 'nobody-here');

    const error = await failureOf(openssh(field.current.config).connect('host'));

    expect(error).toMatchObject({
      code: 'authentication-failed',
      facts: { unusable: [{ kind: 'refused-certificate', principals: ['nobody-here'] }] },
    });
    expect(error.nextStep).toContain('TrustedUserCAKeys');
  });

  describe('of hosts', () => {
    const certified = () => [`HostCertificate ${field.current.path('host-cert.pub')}`];
    const behindAuthority = async (lines: readonly string[]) => {
      const host = await field.current.start(lines);
      field.current.alias('host', host);
      field.current.pin(host, field.current.text('host-ca.pub'), '@cert-authority ');
    };

    it('are checked by openssh; the library names the switch', async () => {
      field.current.signHost('127.0.0.1');
      await behindAuthority(certified());

      const { end } = await outcome(await field.connect(openssh(field.current.config)), 'true');
      const error = await failureOf(nodeSsh(field.current.config).connect('host'));

      expect(end).toEqual({ kind: 'exit', status: 0 });
      expect(error.code).toBe('host-key-certificate-authority');
      expect(error.nextStep).toContain('ssh.transport: openssh');
    });

    it.each([
      ['that have expired', '127.0.0.1', '20200101000000Z:20210101000000Z', 'expired'],
      ['for another name', 'elsewhere', 'always:forever', { said: expect.stringMatching(/principal/) }],
    ])('%s are refused', async (_, name, validity, because) => {
      field.current.signHost(name, validity);
      await behindAuthority(certified());

      const error = await failureOf(openssh(field.current.config).connect('host'));

      expect(error).toMatchObject({
        code: 'host-certificate-refused',
        exitStatus: 3,
        facts: { because, line: 1 },
      });
    });

    it('that are not there are missed', async () => {
      await behindAuthority([]);

      const error = await failureOf(openssh(field.current.config).connect('host'));

      expect(error).toMatchObject({ code: 'host-certificate-refused', facts: { because: 'none-shown' } });
    });
  });
});
