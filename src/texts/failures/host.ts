/** What OpenSSH's configuration asks for and Roundtrip cannot do. */
export type UnsupportedOption =
  | { kind: 'certificate'; file: string }
  | { kind: 'pkcs11'; provider: string }
  | { kind: 'host-based' }
  | { kind: 'known-hosts-command' };

/** Why a key could not be offered. */
export type UnusableIdentity =
  | { kind: 'no-agent'; socket: string }
  | { kind: 'security-key' | 'certificate' | 'unreadable' | 'encrypted'; file: string }
  | { kind: 'unsupported'; file: string; said: string }
  /** It is valid, and the host did not take it. */
  | { kind: 'refused-certificate'; file: string; principals: readonly string[] };

/** What a login waited for that only a person could give. */
export type AskedOfPerson =
  | { kind: 'second-factor' | 'password' }
  /** A key whose use is to be confirmed: touched, or unlocked with a PIN. */
  | { kind: 'touch'; key: string };

/** Where an SSH connection goes. */
type Target = { alias: string; user: string; hostname: string; port: number };

/** How a host is reached through another program. */
export type ProxyKind = { jump: string } | 'command';

/** A hop on the way, and what OpenSSH said of it. */
type Hop = { at: 'hop'; alias: string; proxy: ProxyKind; said: string };

/** A line of a known_hosts file. */
type PinnedAt = { file: string; line: number };

/** Why a connection or its session ended: in the words of the other side, where it said something. */
export type LostBecause = 'closed' | 'cut-short' | 'no-answer' | { said: string };

/** What Roundtrip did on a host that was lost meanwhile. */
export type WorkOnHost = 'look' | 'change' | 'recheck' | 'setup';

/** Hosts that could not be reached, authenticated, read or changed, by the code of each. */
export type HostFailures = {
  'ssh-client-missing': Record<never, never>;
  'ssh-folder-unusable': { directory: string; said: string };
  'ssh-config-invalid':
    | { at: 'configuration'; alias: string; config: string; said: string }
    | { at: 'jump'; alias: string; jump: string };
  'ssh-option-unsupported': { alias: string; options: readonly UnsupportedOption[] };
  'host-key-unknown': { at: 'host'; alias: string; name: string; shown: string; pin: string } | Hop;
  'host-key-changed':
    | {
        at: 'host';
        alias: string;
        name: string;
        shown: string;
        pinned: PinnedAt & { type: string; fingerprint: string };
      }
    | Hop;
  'host-key-revoked': PinnedAt & { alias: string; shown: string };
  'host-key-certificate-authority': PinnedAt & { alias: string; pin: string };
  'host-certificate-refused': PinnedAt & {
    alias: string;
    because: 'expired' | 'none-shown' | { said: string };
  };
  'login-needs-person': Target & { asked: AskedOfPerson };
  /** The certificate of the one who logs in; `until`: YYYY-MM-DD HH:MM:SS, UTC. */
  'certificate-expired': Target & { file: string; until: string };
  'authentication-failed':
    | (Target & { at: 'host'; offered: boolean; unusable: readonly UnusableIdentity[] })
    | Hop;
  'ssh-negotiation-failed': Target & { said: string };
  'host-unreachable':
    | (Target & { at: 'host'; because: { seconds: number } | 'name-unknown' | { said: string } })
    | { at: 'proxy'; alias: string; proxy: ProxyKind; said: string }
    | { at: 'host-by-every-way'; host: string; ways: readonly FailedWay[] };
  'host-session-refused': { host: string; said: string };
  'host-output-too-large': { host: string; megabytes: number };
  'host-overloaded': { host: string };
  'host-lost': { host: string; because: LostBecause; during: WorkOnHost };
  'host-needs-root': { host: string; said: string };
  'host-program-failed':
    | { at: 'answer'; host: string; verb: string; said: string }
    | { at: 'recheck'; host: string }
    | { at: 'end'; host: string; status: number | null; said: string };
  'host-ip-missing': { host: string };
  'undo-was-due': { host: string };
  'host-setup-failed': { host: string; said: string };
  'interface-unknown': { host: string; name: string; known: readonly string[] };
  'probe-from-itself': { host: string };
};

/** One of several ssh aliases that were tried, and how that failed. */
type FailedWay = { alias: string; failure: { code: string; facts: Readonly<Record<string, unknown>> } };
