import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A line of a known_hosts file that names the host (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export type KnownKey = {
  readonly file: string;
  readonly line: number;
  readonly marker?: 'revoked' | 'cert-authority';
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa` … */
  readonly type: string;
  /** The public key in the wire's form, base 64. */
  readonly key: string;
};

/** A key that a host presented. */
export type PresentedKey = { readonly type: string; readonly fingerprint: string };

/** What known_hosts says of a key that a host presented. */
export type KeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Other keys are pinned for this host, there. */
  | { readonly kind: 'changed'; readonly pinned: KnownKey }
  | { readonly kind: 'revoked'; readonly by: KnownKey }
  /** Only a certificate authority is pinned. */
  | { readonly kind: 'authority-only'; readonly authority: KnownKey };

/** Lines of the files that name the host; a file that does not exist has none. */
export function findKnownKeys(files: readonly string[], host: string, port: number): KnownKey[] {
  return files.flatMap((file) =>
    readLines(file).flatMap((line, at) => parseLine(line, file, at + 1, host, port)),
  );
}

/** How known_hosts names a host: `[host]:port` where the port is not 22. */
export function knownHostsName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** `SHA256:…` as ssh-keygen -l prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The key's own type, its first string (RFC 4253, 6.6). */
export function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return length <= 64 ? key.subarray(4, 4 + length).toString('latin1') : '';
}

/** Judges a presented key by the lines that name its host. */
export function judgeKey(known: readonly KnownKey[], presented: PresentedKey): KeyVerdict {
  const isIt = ({ key }: KnownKey) => fingerprint(Buffer.from(key, 'base64')) === presented.fingerprint;
  const revoked = known.find((entry) => entry.marker === 'revoked' && isIt(entry));
  if (revoked) return { kind: 'revoked', by: revoked };
  const pinned = known.filter((entry) => entry.marker === undefined);
  if (pinned.some(isIt)) return { kind: 'known' };
  const other = pinned.find((entry) => entry.type === presented.type) ?? pinned[0];
  if (other) return { kind: 'changed', pinned: other };
  const authority = known.find((entry) => entry.marker === 'cert-authority');
  return authority ? { kind: 'authority-only', authority } : { kind: 'unknown' };
}

/** Signature algorithms that ssh2 speaks, by key type; SHA-1 last, for hosts that have nothing else. */
const ALGORITHMS: readonly (readonly [string, readonly string[]])[] = [
  ['ssh-ed25519', ['ssh-ed25519']],
  ['ecdsa-sha2-nistp256', ['ecdsa-sha2-nistp256']],
  ['ecdsa-sha2-nistp384', ['ecdsa-sha2-nistp384']],
  ['ecdsa-sha2-nistp521', ['ecdsa-sha2-nistp521']],
  ['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
];

/** Host key algorithms to offer: those of pinned keys first, so that the server shows a key that can be checked. */
export function hostKeyAlgorithms(known: readonly KnownKey[]): string[] {
  const pinned = new Set(known.filter((entry) => entry.marker === undefined).map((entry) => entry.type));
  const first = ALGORITHMS.filter(([type]) => pinned.has(type));
  const rest = ALGORITHMS.filter(([type]) => !pinned.has(type));
  return [...first, ...rest].flatMap(([, algorithms]) => algorithms);
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}

function parseLine(text: string, file: string, line: number, host: string, port: number): KnownKey[] {
  const words = text.trim().split(/\s+/);
  if (words[0] === undefined || words[0] === '' || words[0].startsWith('#')) return [];
  const marker = words[0].startsWith('@') ? words.shift() : undefined;
  const [names, type, key] = words;
  if (names === undefined || type === undefined || key === undefined || !namesHost(names, host, port))
    return [];
  if (marker === undefined) return [{ file, line, type, key }];
  if (marker === '@revoked') return [{ file, line, type, key, marker: 'revoked' }];
  return marker === '@cert-authority' ? [{ file, line, type, key, marker: 'cert-authority' }] : [];
}

function namesHost(names: string, host: string, port: number): boolean {
  const name = knownHostsName(host.toLowerCase(), port);
  if (names.startsWith('|1|')) return hashMatches(names, name);
  let matched = false;
  for (const pattern of names.toLowerCase().split(',')) {
    if (pattern.startsWith('!')) {
      if (patternMatches(pattern.slice(1), name)) return false;
    } else if (patternMatches(pattern, name)) matched = true;
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function hashMatches(hashed: string, name: string): boolean {
  const [, , salt, hash] = hashed.split('|');
  if (salt === undefined || hash === undefined) return false;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` and `?`, without a regular expression's backtracking. */
function patternMatches(pattern: string, name: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let starFrom = 0;
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      starFrom = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[from])) {
      at++;
      from++;
    } else if (star >= 0) {
      at = star + 1;
      from = ++starFrom;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
