import type { RoundtripError } from '../errors.ts';
import {
  findKnownKeys,
  fingerprint,
  judgeKey,
  type KnownKey,
  knownHostsName,
  type PresentedKey,
} from './known-hosts.ts';
import type { SshTarget } from './ssh-config.ts';
import { unreachable } from './unreachable.ts';

/** The lines of known_hosts that name the target. With HostKeyAlias the port is not part of the name (ssh_config(5)). */
export function knownKeysOf({ knownHostsFiles, hostKeyAlias, hostname, port }: SshTarget): KnownKey[] {
  return hostKeyAlias === undefined
    ? findKnownKeys(knownHostsFiles, hostname, port)
    : findKnownKeys(knownHostsFiles, hostKeyAlias, 22);
}

/** Why the presented key must be refused; undefined where it is pinned. */
export function refuseHostKey(
  target: SshTarget,
  known: readonly KnownKey[],
  presented: PresentedKey,
): RoundtripError | undefined {
  const verdict = judgeKey(known, presented);
  const { alias } = target;
  const name = target.hostKeyAlias ?? knownHostsName(target.hostname, target.port);
  const shown = `${presented.type} ${presented.fingerprint}`;
  const file = target.knownHostsFiles[0] ?? '~/.ssh/known_hosts';
  switch (verdict.kind) {
    case 'known':
      return undefined;
    case 'unknown':
      return unreachable('host-key-unknown', {
        ...{ at: 'host', alias, name, shown },
        pin: pinCommand(target, file),
      });
    case 'changed':
      return unreachable('host-key-changed', {
        ...{ at: 'host', alias, name, shown },
        pinned: {
          ...{ file: verdict.pinned.file, line: verdict.pinned.line, type: verdict.pinned.type },
          fingerprint: fingerprint(Buffer.from(verdict.pinned.key, 'base64')),
        },
      });
    case 'revoked':
      return unreachable('host-key-revoked', { alias, shown, file: verdict.by.file, line: verdict.by.line });
    case 'authority-only':
      return unreachable('host-key-certificate-authority', {
        ...{ alias, file: verdict.authority.file, line: verdict.authority.line },
        pin: pinCommand(target, file),
      });
  }
}

function pinCommand(target: SshTarget, file: string): string {
  if (
    target.proxyCommand !== undefined ||
    target.proxyJump !== undefined ||
    target.hostKeyAlias !== undefined
  ) {
    return `ssh -o StrictHostKeyChecking=ask -o UserKnownHostsFile=${file} ${target.alias} true`;
  }
  return `ssh-keyscan -p ${target.port} ${target.hostname} >> ${file}`;
}
