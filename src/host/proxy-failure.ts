import type { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { ProxyKind } from '../texts/failures/index.ts';
import type { SshTarget } from './ssh-config.ts';
import { unreachable } from './unreachable.ts';

/** What a failed proxy means: its own words, and a code where OpenSSH's words tell which. */
export function proxyFailure(target: SshTarget, complaint: string): RoundtripError {
  const { alias, proxyCommand, proxyJump = '' } = target;
  const proxy: ProxyKind = proxyCommand === undefined ? { jump: proxyJump } : 'command';
  const said = printable(complaint.replace(/\s+/g, ' '), 300);
  if (
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No \S+ host key is known/.test(
      complaint,
    )
  ) {
    const changed = complaint.includes('HAS CHANGED');
    return unreachable(changed ? 'host-key-changed' : 'host-key-unknown', { at: 'hop', alias, proxy, said });
  }
  if (/Permission denied/.test(complaint)) {
    return unreachable('authentication-failed', { at: 'hop', alias, proxy, said });
  }
  return unreachable('host-unreachable', { at: 'proxy', alias, proxy, said });
}
