/** A kind of secret: how it looks, and what is put in its place (`$1` and so on: what stays). `whole` goes to the marker. */
type Kind = {
  name: string;
  looks: RegExp;
  keeps?: (...groups: string[]) => readonly [before: string, after: string];
};

/** What stands before a value that is secret by its name: in a file, a command, a setting, JSON. */
const NAMED_VALUE =
  /((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|psk|(?:private|preshared|fastopen|signing|encryption)[_-]?key|credentials?)[\w-]{0,32}["']?[^\S\n]{0,8}(?:=|:(?!\/\/))[^\S\n]{0,8}["']?)(?!\[left out)(?:bearer[^\S\n]{1,8}|basic[^\S\n]{1,8})?([^\s"',;<>(){}[\]]{3,4096})/gi;

const first = (before = ''): readonly [string, string] => [before, ''];

/** Secrets inside texts, wherever these come from. Each expression reads a text once: none of them looks back over what it read. */
const KINDS: readonly Kind[] = [
  { name: 'Slack token', looks: /\bx(?:ox[a-z]|app)(?:\.[a-z0-9]{1,10}){0,3}-[A-Za-z0-9-]+/g },
  {
    name: 'Slack webhook',
    looks: /(\/(?:commands|actions|services|triggers)\/[TE][A-Z0-9]{2,20}\/)[A-Za-z0-9/]+/g,
    keeps: first,
  },
  {
    name: 'password',
    looks: /(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"\\]{0,200}:)[^\s@"\\]{1,500}(@)/gi,
    keeps: (before = '', after = '') => [before, after],
  },
  {
    name: 'authorization',
    looks:
      /(\bauthorization["']?[^\S\n]{0,8}[:=][^\S\n]{0,8}["']?)(?!\[left out)(?:[a-z]{1,20}[^\S\n]{1,8})?[^\s"',;]{3,8192}/gi,
    keeps: first,
  },
  { name: 'token', looks: /(\bbearer[^\S\n]{1,8})[A-Za-z0-9._~+/-]{8,8192}=*/gi, keeps: first },
  {
    name: 'JSON web token',
    looks: /\beyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{4,8192}\.[A-Za-z0-9_-]{4,2048}/g,
  },
  { name: 'AWS key', looks: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  {
    name: 'token',
    looks:
      /\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|npm_[A-Za-z0-9]{30,64}|AIza[\w-]{35}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,128}|hv[sbr]\.[\w-]{20,256}|dop_v1_[a-f0-9]{64}|ya29\.[\w-]{20,512}|sk-[A-Za-z0-9_-]{20,256})/g,
  },
  { name: 'password hash', looks: /\$(?:1|2[abxy]|5|6|7|y|gy)\$[^\s:$"]{1,64}\$[^\s:"\\]{8,256}/g },
  // Curve25519, as `wg` shows it: a public key cannot be told from a private one.
  {
    name: 'WireGuard key',
    looks: /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=(?![A-Za-z0-9+/=])/g,
  },
  {
    name: 'IPsec key',
    looks: /(\b(?:auth-trunc|auth|enc|aead|comp)[^\S\n]{1,8}\S{2,64}[^\S\n]{1,8})0x[0-9a-f]{8,1024}\b/gi,
    keeps: first,
  },
  {
    name: 'community',
    looks: /(\b(?:r[ow]community6?|com2sec6?)[^\S\n]{1,8})[^\s"']{2,128}/gi,
    keeps: first,
  },
  {
    name: 'password',
    looks:
      /((?:\bsshpass[^\S\n]{1,8}-p|\bcurl\b[^\n]{0,200}?[^\S\n](?:-u|--user))[^\S\n=]{0,8}["']?(?:[^\s:"']{1,64}:)?)[^\s"'[]{2,256}/gi,
    keeps: first,
  },
  { name: 'secret', looks: NAMED_VALUE, keeps: first },
  {
    name: 'secret',
    looks:
      /((?:--[\w-]{0,32}(?:password|passphrase|secret|token|[_-]key)|\b[\w-]{1,32}\.(?:psk|[\w-]{0,24}password|wep-key\d))[^\S\n]{1,8}["']?)[^\s"'[-][^\s"']{2,512}/gi,
    keeps: first,
  },
];

const BEGIN_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END_KEY = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** Characters within which the end of a private key must stand. */
const LONGEST_KEY = 20_000;
/** A line of a key whose end is not shown: base64, or a header. */
const KEY_LINE = /^[\s>|#]*(?:[A-Za-z0-9+/=]{1,128}|(?:Proc-Type|DEK-Info|Comment|Version):.*)?\s*$/;

/** A text without its secrets, and what kinds of them there were. */
export type LeftOut = { text: string; kinds: string[] };

/** Leaves every secret out of a text that looks like one; in its place stands what kind it was. */
export function leaveOutSecrets(text: string): LeftOut {
  const kinds = new Set<string>();
  const marked = (name: string) => {
    kinds.add(name);
    return `[left out: ${name}]`;
  };
  let left = withoutPrivateKeys(text, marked);
  for (const { name, looks, keeps } of KINDS) {
    left = left.replace(looks, (_all: string, ...groups: string[]) => {
      const [before, after] = keeps?.(...groups) ?? ['', ''];
      return `${before}${marked(name)}${after}`;
    });
  }
  return { text: left, kinds: [...kinds] };
}

/** The same, where nobody asks what was left out: for whatever is shown or kept besides the log, and the log itself. */
export function withoutSecrets(text: string): string {
  return leaveOutSecrets(text).text;
}

function withoutPrivateKeys(text: string, marked: (name: string) => string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    BEGIN_KEY.lastIndex = from;
    const begin = BEGIN_KEY.exec(text);
    if (!begin) return kept + text.slice(from);
    kept += text.slice(from, begin.index) + marked('private key');
    from = endOfKey(text, begin.index + begin[0].length);
  }
}

/** Behind the end that the key itself shows, else behind the last line that can belong to it. */
function endOfKey(text: string, begin: number): number {
  END_KEY.lastIndex = begin;
  const end = END_KEY.exec(text.slice(0, begin + LONGEST_KEY));
  if (end) return end.index + end[0].length;
  let at = begin;
  for (const line of text.slice(begin, begin + LONGEST_KEY).split('\n')) {
    if (at > begin && !KEY_LINE.test(line)) return at - 1;
    at += line.length + 1;
  }
  return Math.min(at, text.length);
}
