import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupScript } from '../../src/host/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { outputOf, useLab } from '../support/lab.ts';

describe('the setup of a host', () => {
  const lab = useLab({ name: `host-setup-${process.pid}` });
  const keys = mkdtempSync(join(tmpdir(), 'roundtrip-setup-'));
  afterAll(() => rmSync(keys, { recursive: true, force: true }));
  const publicKey = (name: string) => readFileSync(join(keys, `${name}.pub`), 'utf8').trim();
  const shell = (command: string) => outputOf(lab.current, 'server-b', ['sh', '-c', command]);
  /** Where sshd of the lab looks for the keys of all accounts. */
  const shared = '/etc/ssh/authorized_keys';
  beforeAll(async () => {
    for (const name of ['observe', 'apply', 'alice'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)]);
    await shell('for p in visudo doas; do p=$(command -v $p) && mount --bind /dev/null "$p"; done; true');
  }, 60_000);

  it('adds its key on a line of its own to a file that ends without a newline, once', async () => {
    const input = setupScript({ observe: publicKey('observe') });
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/setup.sh'], { input });
    await shell(`printf 'ssh-ed25519 AAAA other' >>${shared}; cp ${shared} /run/before`);

    await shell('sh /run/setup.sh && sh /run/setup.sh');

    const before = await shell('cat /run/before');
    const line = `restrict,command="/usr/local/libexec/roundtrip/observe" ${publicKey('observe')}`;
    expect(before).toMatch(/ other$/);
    expect(await shell(`cat ${shared}`)).toBe(`${before}\n${line}\n`);
  });

  it('gives no key that changes the host where its approvers cannot be written', async () => {
    const approvals = {
      ...{ host: 'server-b', minimum: 1 },
      allowedSigners: `alice@example.com ${publicKey('alice')}\n`,
    };
    const input = setupScript({ observe: publicKey('observe'), apply: publicKey('apply') }, approvals);
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/setup.sh'], { input });
    await shell(
      'mkdir -p /etc/roundtrip; mount -t tmpfs -o size=4k tmpfs /etc/roundtrip; head -c 4096 /dev/zero >/etc/roundtrip/x',
    );

    const failed = await shell('sh /run/setup.sh 2>&1; echo "status $?"');
    const live = await shell(`cat ${shared}`);
    await shell('umount /etc/roundtrip');
    const done = await shell('sh /run/setup.sh 2>&1; echo "status $?"');
    const then = await shell(`cat /etc/roundtrip/approval ${shared}`);

    expect(failed).not.toContain('status 0');
    expect(live).not.toContain('/apply');
    expect(done).toContain('status 0');
    expect(then).toContain('minimum 1');
    expect(then).toContain(publicKey('apply'));
  });

  it('shows what it printed line by line, warnings included', () => {
    const signers = join(keys, 'signers');
    writeFileSync(signers, `alice@example.com ${publicKey('alice')}\n`);
    const words = ['--observe-key', join(keys, 'observe.pub'), '--approvers', signers, '--apply'];

    const { status, stdout, stderr } = runRoundtrip([
      ...['host-setup', 'server-b', ...words],
      ...['--config', lab.current.configFile],
    ]);

    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Roundtrip is installed.\n' });
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'Neither sudo nor doas is here: the accounts can do nothing. Give the keys to root instead.',
    );
  });
});
