import type { RoundtripError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { UnusableIdentity } from '../../texts/failures/index.ts';
import { knownKeysOf, refuseHostKey } from '../host-key-refusal.ts';
import { findIdentities } from '../identities.ts';
import { proxyFailure } from '../proxy-failure.ts';
import type { SshTarget } from '../ssh-config.ts';
import { unreachable } from '../unreachable.ts';
import { certificatesOf } from './certificates.ts';
import { sayings } from './log-lines.ts';

/** What ssh wrote (`-v -E FILE`), and what a proxy wrote beside it. */
export type Said = { readonly log: string; readonly complaint: string };

/** Why ssh did not get in. @param limit seconds after which it was ended, where it was */
export async function explainLogin(target: SshTarget, said: Said, limit?: number): Promise<RoundtripError> {
  const { log } = said;
  if (!/^debug1: Authenticating to /m.test(log)) return explainConnecting(target, said, limit);
  if (/Host key verification failed/.test(log)) return explainHostKey(target, log);
  const where = whereOf(target);
  const words = lastSayings(log);
  if (/Unable to negotiate|no matching .* found/.test(log))
    return unreachable('ssh-negotiation-failed', { ...where, said: words });
  const waits = awaitedKey(log, limit !== undefined);
  if (waits !== undefined)
    return unreachable('login-needs-person', { ...where, asked: { kind: 'touch', key: waits } });
  if (/Permission denied|Too many authentication failures/.test(log)) return explainRefusal(target, log);
  const because = limit === undefined ? { said: words } : { seconds: limit };
  return unreachable('host-unreachable', { ...where, at: 'host', because });
}

/** What the resolver and the kernel say in C (strerror(3)), as Node has it. */
const CODES = [
  [/Could not resolve hostname/, 'ENOTFOUND'],
  [/Permission denied/, 'EACCES'],
  [/Operation not permitted/, 'EPERM'],
  [/Invalid argument/, 'EINVAL'],
  [/Address family not supported/, 'EAFNOSUPPORT'],
  [/timed out/, 'ETIMEDOUT'],
] as const;

function explainConnecting(target: SshTarget, { log, complaint }: Said, limit?: number): RoundtripError {
  const byProxy = sayings(complaint).join(' ');
  const words = lastSayings(log);
  const code = CODES.find(([pattern]) => pattern.test(words))?.[1];
  const isTooLate = limit !== undefined || code === 'ETIMEDOUT';
  const isProxied = target.proxyCommand !== undefined || target.proxyJump !== undefined;
  if (isProxied && (byProxy !== '' || !isTooLate)) return proxyFailure(target, byProxy);
  const cause = Object.assign(new Error(words), { code });
  const seconds = code === 'ETIMEDOUT' ? target.connectTimeout / 1000 : limit;
  const known = code === 'ENOTFOUND' ? 'name-unknown' : { said: words };
  const because = seconds === undefined ? known : { seconds };
  return unreachable('host-unreachable', { ...whereOf(target), at: 'host', because }, cause);
}

function explainHostKey(target: SshTarget, log: string): RoundtripError {
  const { alias } = target;
  const known = knownKeysOf(target);
  const authority = known.find(({ marker }) => marker === 'cert-authority');
  const invalid = /Certificate invalid: (.*)/.exec(log)?.[1]?.trim();
  const shown = last(/^debug1: Server host (?:key|certificate): (\S+) ([^\s,]+)/gm, log);
  const [, type = '', fingerprint = ''] = shown;
  const refused = refuseHostKey(target, known, { type, fingerprint });
  const isCertificate = invalid !== undefined || refused?.code === 'host-key-certificate-authority';
  if (authority !== undefined && isCertificate) {
    const { file, line } = authority;
    return unreachable('host-certificate-refused', { alias, file, line, because: invalidity(invalid) });
  }
  if (refused !== undefined) return refused;
  return unreachable('host-unreachable', {
    ...{ ...whereOf(target), at: 'host' },
    because: { said: lastSayings(log) },
  });
}

function invalidity(said: string | undefined): 'expired' | 'none-shown' | { said: string } {
  if (said === undefined) return 'none-shown';
  return said === 'expired' ? said : { said: printable(said, 200) };
}

/** The key that was taken, and whose signature did not come: who has it did not touch it, or said no. */
function awaitedKey(log: string, isTooLate: boolean): string | undefined {
  const [, accepted] = last(/^debug1: Server accepts key: (.*)$/gm, log);
  const isSigned = /^debug1: (Authentications that can continue|Authentication succeeded)/m.test(
    log.slice(log.lastIndexOf('debug1: Server accepts key: ')),
  );
  const [, failed] = last(/signing failed for \S*-SK "?([^"\n]*?)"?(?: from agent)?: /gm, log);
  if (accepted !== undefined && isTooLate && !isSigned) return printable(keyName(accepted), 200);
  return failed === undefined ? undefined : printable(failed, 200);
}

/** `FILE TYPE FINGERPRINT explicit` without what nobody needs. */
function keyName(shown: string): string {
  return shown.replace(/ SHA256:.*$/, '');
}

async function explainRefusal(target: SshTarget, log: string): Promise<RoundtripError> {
  const where = whereOf(target);
  const [, methods = 'publickey'] = last(/Permission denied \(([^)]*)\)/gm, log);
  const isPartly = /partial success/.test(log);
  if (isPartly || !/publickey|hostbased|gssapi/.test(methods)) {
    const kind = isPartly ? 'second-factor' : 'password';
    return unreachable('login-needs-person', { ...where, asked: { kind } });
  }
  const certificates = await certificatesOf(target);
  const expired = certificates.find((certificate) => certificate.expired);
  if (expired?.until !== undefined) {
    const { file, until } = expired;
    return unreachable('certificate-expired', { ...where, file: printable(file, 200), until });
  }
  const refused = certificates.map(({ file, principals }) => ({
    ...({ kind: 'refused-certificate', file: printable(file, 200) } as const),
    principals: principals.map((name) => printable(name, 60)),
  }));
  const unusable = [...refused, ...unusableKeys(target, log)];
  const offered = /^debug1: Offering public key: /m.test(log);
  return unreachable('authentication-failed', { ...where, at: 'host', offered, unusable });
}

/** What ssh could not load, and what it cannot use without a passphrase. */
function unusableKeys(target: SshTarget, log: string): UnusableIdentity[] {
  const unloaded = [...log.matchAll(/^Load key "([^"\n]*)": (.*)$/gm)].map(
    ([, file = '', said = '']) => ({ kind: 'unsupported', file, said: printable(said, 100) }) as const,
  );
  const locked = findIdentities(target).unusable.filter(
    ({ kind }) => kind === 'encrypted' || kind === 'no-agent',
  );
  return [...unloaded, ...locked];
}

function whereOf({ alias, user, hostname, port }: SshTarget) {
  return { alias, user, hostname, port };
}

/** What ssh had to say at the end. */
function lastSayings(log: string): string {
  return printable(sayings(log).slice(-2).join(' '), 300);
}

/** The last match: its groups; nothing where there is none. */
function last(pattern: RegExp, text: string): readonly (string | undefined)[] {
  return [...text.matchAll(pattern)].at(-1) ?? [];
}
