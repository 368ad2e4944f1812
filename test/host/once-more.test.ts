import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tell } from '../../src/texts/index.ts';
import { useLab } from '../support/lab.ts';
import { failureOf, ownSshConfig, pingFromServerA } from './hosts.ts';

describe('a look whose SSH fails', () => {
  const lab = useLab({ name: `host-once-more-${process.pid}` });
  let remove = () => {};
  afterEach(() => remove());

  /** server-b by a way that counts how often it is taken; `fails` are the shell's words for the first of them. */
  function configure(fails: string, ...lines: readonly string[]) {
    const own = ownSshConfig(lab.current, [
      'Host server-b',
      '  ProxyCommand HERE/way %h %p',
      ...lines.map((line) => `  ${line}`),
      'Host *',
      '  UserKnownHostsFile HERE/known_hosts',
    ]);
    remove = own.remove;
    const real = /ProxyCommand (.*)/.exec(hostEntry(readFileSync(lab.current.sshConfigFile, 'utf8')))?.[1];
    const way = `#!/bin/sh
echo >>${own.directory}/taken
if [ "$(wc -l <${own.directory}/taken)" -le 1 ]; then ${fails}; fi
exec ${real?.replaceAll('%h', '"$1"').replaceAll('%p', '"$2"')}
`;
    writeFileSync(join(own.directory, 'way'), way);
    chmodSync(join(own.directory, 'way'), 0o755);
    return own;
  }

  const hostEntry = (config: string) => config.slice(config.search(/^Host server-b$/m));
  const taken = (own: { directory: string }) => {
    const file = join(own.directory, 'taken');
    return existsSync(file) ? readFileSync(file, 'utf8').length : 0;
  };
  const look = (own: ReturnType<typeof configure>, told: string[] = []) =>
    own.hosts.watch(pingFromServerA(), { onProgress: (said) => told.push(tell(said)) });

  it.each([
    ['closed before the banner', 'exit 0'],
    ['reset', 'echo "kex_exchange_identification: read: Connection reset by peer" >&2; exit 255'],
    ['not answered in time', 'exec sleep 30'],
  ])('is made once more where it was %s', async (_how, fails) => {
    const own = configure(fails, 'ConnectTimeout 2');
    const told: string[] = [];

    const watched = await look(own, told);

    expect(watched.to).toBe('172.16.5.4');
    expect(taken(own)).toBe(2);
    expect(told.filter((text) => text.endsWith('Trying once more.'))).toHaveLength(1);
  });

  it('ends with the failure where it fails again', async () => {
    const own = configure('exit 0');
    writeFileSync(join(own.directory, 'way'), `#!/bin/sh\necho >>${own.directory}/taken; exit 1\n`);

    const error = await failureOf(look(own));

    expect(error.code).toBe('host-unreachable');
    expect(taken(own)).toBe(2);
  });

  it('is not made again where the host key has changed, or nobody is let in', async () => {
    const changed = configure(':');
    changed.makeKey('other');
    writeFileSync(
      changed.knownHosts,
      `172.16.4.2 ${readFileSync(join(changed.directory, 'other.pub'), 'utf8')}`,
    );
    const alone = { host: 'server-b', interface: 'eth1', protocol: 'icmp', seconds: 1, packets: 1 } as const;
    expect((await failureOf(changed.hosts.watch(alone))).code).toBe('host-key-changed');
    expect(taken(changed)).toBe(1);
    remove();

    const stranger = configure(':', 'User nobody-here', 'IdentityFile HERE/other', 'IdentitiesOnly yes');
    stranger.makeKey('other');
    expect((await failureOf(look(stranger))).code).toBe('authentication-failed');
    expect(taken(stranger)).toBe(1);
  });
});
