import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { privateFolder } from './private-folder.ts';

/**
 * The first value that ssh finds holds (ssh_config(5)), and jump hosts are reached with the same file: nothing asks, no key is taken
 * that is not pinned, and nothing is forwarded, on any hop.
 */
const FIRST = `Host *
  BatchMode yes
  StrictHostKeyChecking yes
  UpdateHostKeys no
  VerifyHostKeyDNS no
  NoHostAuthenticationForLocalhost no
  AddKeysToAgent no
  ForwardAgent no
  ForwardX11 no
  Tunnel no
  ClearAllForwardings yes
  PermitLocalCommand no
  ServerAliveInterval 3
  ServerAliveCountMax 4
`;

/** Where the configuration says nothing. */
const LAST = `
Host *
  ConnectTimeout 10
`;

type Written = { file: string; of: string };

const written = new Map<string, Written>();

/** @returns the path of a file for ssh: the configuration as it is now, between what is always so and what is so by default */
export function strictConfiguration(config: string): string {
  const { ino, size, mtimeNs } = statSync(config, { bigint: true });
  const of = `${ino} ${size} ${mtimeNs}`;
  const known = written.get(config);
  if (known?.of === of && existsSync(known.file)) return known.file;
  const file = known?.file ?? '';
  const path = existsSync(file) ? file : join(privateFolder(), `config-${written.size}`);
  writeFileSync(`${path}.new`, `${FIRST}${readFileSync(config, 'utf8')}${LAST}`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  written.set(config, { file: path, of });
  return path;
}
