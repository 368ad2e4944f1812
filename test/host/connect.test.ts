import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tell } from '../../src/texts/index.ts';
import { useLab } from '../support/lab.ts';
import { failureOf, ownSshConfig, pingFromServerA } from './hosts.ts';

const PINNED_IN_HERE = ['Host *', '  UserKnownHostsFile HERE/known_hosts'];

const lab = useLab({ name: `host-connect-${process.pid}` });

describe.each(['node-ssh', 'openssh'] as const)('connecting to a host by %s', (transport) => {
  let remove = () => {};
  afterEach(() => remove());
  const configure = (lines: readonly string[]) => {
    const own = ownSshConfig(lab.current, lines, transport);
    remove = own.remove;
    return own;
  };
  const status = (own: ReturnType<typeof configure>, host = 'server-b') =>
    own.hosts.status(host, 'T0000000000');

  it('follows Include, and the pinned key', async () => {
    const own = configure(PINNED_IN_HERE);

    expect(await status(own)).toEqual({ kind: 'none' });
  });

  it('refuses a host whose key is not pinned, and says how to pin it', async () => {
    const own = configure(PINNED_IN_HERE);
    writeFileSync(own.knownHosts, '');

    const error = await failureOf(status(own));

    expect(error).toMatchObject({ code: 'host-key-unknown', exitStatus: 3 });
    expect(error.message).toMatch(/ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}/);
    expect(error.nextStep).toContain(`UserKnownHostsFile=${own.knownHosts}`);
  });

  it('refuses a host whose key has changed, and names file and line', async () => {
    const own = configure(PINNED_IN_HERE);
    own.makeKey('other');
    const other = readFileSync(join(own.directory, 'other.pub'), 'utf8');
    writeFileSync(own.knownHosts, `# pinned by hand\n172.16.4.2 ${other}`);

    const error = await failureOf(status(own));

    expect(error).toMatchObject({ code: 'host-key-changed', exitStatus: 3 });
    expect(error.message).toContain(`${own.knownHosts} line 2`);
    expect(error.nextStep).toContain("ssh-keygen -R '172.16.4.2'");
  });

  it('refuses a revoked key', async () => {
    const own = configure(PINNED_IN_HERE);
    const pinned = own.pinned();
    writeFileSync(own.knownHosts, `${pinned}${pinned.replace(/^(?=\S)/gm, '@revoked ')}`);

    const revoked = await failureOf(status(own));

    expect(revoked.code).toBe('host-key-revoked');
  });

  it('says that the user was not let in', async () => {
    const own = configure(['Host server-b', '  User nobody-here']);

    const error = await failureOf(status(own));

    expect(error).toMatchObject({ code: 'authentication-failed', exitStatus: 3 });
    expect(error.message).toContain('nobody-here@172.16.4.2:22');
  });

  it('tells of a key that is encrypted', async () => {
    const own = configure(['Host server-b', '  User nobody-here', '  IdentityFile HERE/locked']);
    own.makeKey('locked', 'a secret');

    const error = await failureOf(status(own));

    expect(error.code).toBe('authentication-failed');
    expect(error.message).toContain('locked is encrypted: add it to an ssh agent');
  });

  it('goes through a jump host, whose key is checked too', async () => {
    const jump = ['Host server-b', '  ProxyJump server-a'];
    const own = configure(jump);

    expect(await status(own)).toEqual({ kind: 'none' });
    own.remove();

    const unpinned = configure([...jump, ...PINNED_IN_HERE]);
    writeFileSync(
      unpinned.knownHosts,
      unpinned
        .pinned()
        .split('\n')
        .filter((line) => line.startsWith('server-b'))
        .join('\n'),
    );
    const error = await failureOf(status(unpinned));
    expect(error.code).toBe('host-key-unknown');
    expect(error.message).toContain('ProxyJump server-a');
  });

  it('says what a ProxyCommand complained of', async () => {
    const own = configure(['Host server-b', '  ProxyCommand sh -c "echo no way to %h:%p >&2; exit 1"']);

    const error = await failureOf(status(own));

    expect(error).toMatchObject({ code: 'host-unreachable', exitStatus: 3 });
    expect(error.message).toContain('no way to 172.16.4.2:22');
  });

  it('gives up after ConnectTimeout', async () => {
    const own = configure(['Host server-b', '  ProxyCommand sleep 30', '  ConnectTimeout 1']);
    const started = Date.now();

    const error = await failureOf(status(own));

    expect(error.code).toBe('host-unreachable');
    expect(error.message).toContain('no answer within 1 s');
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('tries the ways of a host in order, and tells what happened at each', async () => {
    const nowhere = ['Host nowhere', '  HostName 127.0.0.1', '  Port 1', '  ProxyCommand none'];
    const own = configure(nowhere);
    const progress: string[] = [];

    await own.hosts.watch(pingFromServerA({ host: 'server-x', seconds: 1, interface: 'eth0' }), {
      onProgress: (said) => progress.push(tell(said)),
    });

    expect(progress.join('\n')).toMatch(/nowhere: .*(ECONNREFUSED|refused).* Trying the next way/);
    own.remove();
    const neither = configure([...nowhere, 'Host server-b', '  ProxyCommand false']);
    const error = await failureOf(status(neither, 'server-x'));
    expect(error.message).toMatch(/in any of 2 ways: nowhere: .*server-b: /);
  });

  it('says what is wrong with the ssh configuration', async () => {
    const own = configure(['Host server-b', '  NoSuchOption yes']);

    const error = await failureOf(status(own));

    expect(error.code).toBe('ssh-config-invalid');
    expect(error.message).toContain('nosuchoption');
  });
});

describe('the library, and what it cannot do', () => {
  let remove = () => {};
  afterEach(() => remove());
  const configure = (lines: readonly string[]) => {
    const own = ownSshConfig(lab.current, lines);
    remove = own.remove;
    return own;
  };
  const status = (own: ReturnType<typeof configure>) => own.hosts.status('server-b', 'T0000000000');

  it.each([
    ['CertificateFile HERE/id-cert.pub', /certificate .*id-cert\.pub/],
    ['PKCS11Provider /usr/lib/token.so', /PKCS#11/],
    ['KnownHostsCommand /usr/bin/keys %H', /KnownHostsCommand/],
    ['HostbasedAuthentication yes', /host-based/],
  ])('names what it cannot honour, and the transport that can (%s)', async (line, words) => {
    const own = configure(['Host server-b', `  ${line}`]);

    const error = await failureOf(status(own));

    expect(error.code).toBe('ssh-option-unsupported');
    expect(error.message).toMatch(words);
    expect(error.nextStep).toContain('ssh.transport: openssh');
  });

  it('names a certificate authority that it cannot use, and the transport that can', async () => {
    const own = configure(PINNED_IN_HERE);
    writeFileSync(own.knownHosts, own.pinned().replace(/^(?=\S)/gm, '@cert-authority '));

    const error = await failureOf(status(own));

    expect(error.code).toBe('host-key-certificate-authority');
    expect(error.nextStep).toContain('ssh.transport: openssh');
  });
});
