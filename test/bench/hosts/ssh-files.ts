import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyPair } from './ssh-server.ts';

/** Writes an OpenSSH client configuration by which these names are users of that server. @returns its path */
export function writeSshFiles(
  directory: string,
  { port, hostKey, clientKey }: { port: number; hostKey: KeyPair; clientKey: KeyPair },
  names: readonly string[],
): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(directory, name);
  writeFileSync(file('id'), clientKey.private, { mode: 0o600 });
  writeFileSync(file('id.pub'), clientKey.public);
  writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${hostKey.public}\n`);
  const common = [
    'Host *',
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    `  IdentityFile ${file('id')}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${file('known_hosts')}`,
  ];
  const users = names.map((name) => `Host ${name}\n  User ${name}`);
  writeFileSync(file('config'), [...users, ...common].join('\n'));
  return file('config');
}
