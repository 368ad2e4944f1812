/** What stands behind the columns of a rule in `iptables -L`: its matches in their order, then its target's options. */
export interface ListedExtras {
  matches: string[];
  targetOptions: string[];
  /** `-g` instead of `-j`. */
  goesTo: boolean;
}

/** Extras as the extensions of iptables print them, as the words of iptables-save. What is not known is an open match. */
export function matchesOf(text: string, target: string): ListedExtras {
  const extras: ListedExtras = { matches: [], targetOptions: [], goesTo: false };
  let rest = text.trim();
  const goto = /^\[goto\]\s*/.exec(rest);
  if (goto) {
    extras.goesTo = true;
    rest = rest.slice(goto[0].length);
  }
  const readTarget = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined;
  let last: string | undefined;
  while (rest !== '') {
    const options = readTarget?.(rest);
    if (options) {
      extras.targetOptions = options;
      return extras;
    }
    const match = firstMatch(rest);
    if (!match) break;
    // One module prints its options as if each were a match of its own.
    const [, module] = match.words;
    extras.matches.push(...(module === last ? match.words.slice(2) : match.words));
    last = module;
    rest = match.rest;
  }
  if (rest !== '' && !UNCHANGED.has(target)) extras.matches.push('-m', UNKNOWN, quoted(rest));
  return extras;
}

/** No module has this name: the match stays open. */
const UNKNOWN = 'unknown';

/** Targets whose options decide nothing. */
const UNCHANGED = new Set([
  'TCPMSS',
  'NFQUEUE',
  'CLASSIFY',
  'TOS',
  'DSCP',
  'TTL',
  'HL',
  'CHECKSUM',
  'SET',
  'TEE',
]);

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

type Groups = readonly (string | undefined)[];
type Reading = [form: RegExp, words: (groups: Groups) => string[]];

function firstMatch(text: string): { words: string[]; rest: string } | undefined {
  for (const [form, words] of MATCHES) {
    const found = form.exec(text);
    if (!found) continue;
    const rest = text.slice(found[0].length);
    // A form ends at a word's end.
    if (rest !== '' && !/^\s/.test(rest)) continue;
    return { words: words(found.slice(1)), rest: rest.trimStart() };
  }
  return undefined;
}

/** One option of a module, negated where the first group holds a `!`. */
function negatable(module: string, option: string) {
  return ([not, value = '']: Groups): string[] => ['-m', module, ...(not ? ['!'] : []), option, value];
}

const MATCHES: readonly Reading[] = [
  [/^\/\* (.*?) \*\//, ([comment = '']) => ['-m', 'comment', '--comment', quoted(comment)]],
  [/^(! )?ctstate (\S+)/, negatable('conntrack', '--ctstate')],
  [/^(! )?state (\S+)/, negatable('state', '--state')],
  [/^(! )?ctstatus (\S+)/, negatable('conntrack', '--ctstatus')],
  [/^(! )?ctdir (\S+)/, negatable('conntrack', '--ctdir')],
  [/^(! )?ctproto (\S+)/, negatable('conntrack', '--ctproto')],
  [/^(tcp|udp)((?:\s+(?:[sd]pts?|flags):\S+)*)/, ([module = '', items = '']) => transport(module, items)],
  [
    /^multiport (dports|sports|ports)\s+(!)?\s*(\S+)/,
    ([side = '', not, list = '']) => ['-m', 'multiport', ...(not ? ['!'] : []), `--${side}`, list],
  ],
  [/^mark match\s+(!)?\s*(\S+)/, negatable('mark', '--mark')],
  [/^connmark match\s+(!)?\s*(\S+)/, negatable('connmark', '--mark')],
  [/^(ipv6-)?icmp\s?(!)?type (\d+)(?: code (\d+))?/, icmpNumbers],
  [/^(ipv6-)?icmp\s+(!)?([a-z][\w-]*)/, ([six, not, name]) => icmpNumbers([six, not, name, undefined])],
  [/^ADDRTYPE match((?:\s+(?:src-type|dst-type)\s+!?[A-Z,]+|\s+limit-(?:in|out))+)/, addressTypes],
  [
    /^PKTTYPE (!?)= (\S+)/,
    ([not, type = '']) => ['-m', 'pkttype', ...(not ? ['!'] : []), '--pkt-type', type],
  ],
  [
    /^limit: avg (\S+) burst (\d+)/,
    ([rate = '', burst = '']) => [
      '-m',
      'limit',
      '--limit',
      rate,
      ...(burst === '5' ? [] : ['--limit-burst', burst]),
    ],
  ],
  [
    /^limit: (up to|above) (\S+) burst (\d+)(?: mode (\S+))?/,
    ([bound = '', rate = '', burst = '', mode]) => [
      '-m',
      'hashlimit',
      bound === 'above' ? '--hashlimit-above' : '--hashlimit-upto',
      rate,
      '--hashlimit-burst',
      burst,
      ...(mode === undefined ? [] : ['--hashlimit-mode', mode.replaceAll('-', ',')]),
    ],
  ],
  [/^source IP range (! )?(\S+)/, negatable('iprange', '--src-range')],
  [/^destination IP range (! )?(\S+)/, negatable('iprange', '--dst-range')],
  [/^MAC\s*(!)?\s*([0-9A-Fa-f:]{17})/, negatable('mac', '--mac-source')],
  [
    /^PHYSDEV match((?:\s+(?:!\s+)?--physdev-(?:in|out) \S+|\s+(?:!\s+)?--physdev-is-\w+)+)/,
    ([options = '']) => ['-m', 'physdev', ...options.trim().split(/\s+/)],
  ],
  [
    /^rpfilter((?:\s+(?:loose|validmark|accept-local|invert))*)/,
    ([flags = '']) => ['-m', 'rpfilter', ...wordsOf(flags).map((flag) => `--${flag}`)],
  ],
  [/^(! )?match-set (\S+ \S+)/, negatable('set', '--match-set')],
];

function wordsOf(text: string): string[] {
  return text.trim() === '' ? [] : text.trim().split(/\s+/);
}

/** `tcp spts:1024:65535 dpt:!22 flags:0x17/0x02`. */
function transport(module: string, items: string): string[] {
  const words = wordsOf(items).flatMap((item) => {
    const [, name = '', not, value = ''] = /^(\w+):(!)?(.*)$/.exec(item) ?? [];
    const negation = not ? ['!'] : [];
    if (name === 'flags') return [...negation, '--tcp-flags', ...value.split('/')];
    return [...negation, name.startsWith('s') ? '--sport' : '--dport', value];
  });
  return ['-m', module, ...words];
}

function icmpNumbers([six, not, type = '', code]: Groups): string[] {
  const [module, option] = six ? ['icmp6', '--icmpv6-type'] : ['icmp', '--icmp-type'];
  return ['-m', module, ...(not ? ['!'] : []), option, code === undefined ? type : `${type}/${code}`];
}

/** `ADDRTYPE match src-type !LOCAL limit-in`. */
function addressTypes([items = '']: Groups): string[] {
  const words = wordsOf(items);
  return [
    '-m',
    'addrtype',
    ...words.flatMap((word, index) => {
      if (word === 'limit-in' || word === 'limit-out') return [`--limit-iface-${word.slice(6)}`];
      if (word !== 'src-type' && word !== 'dst-type') return [];
      const types = words[index + 1] ?? '';
      return types.startsWith('!') ? ['!', `--${word}`, types.slice(1)] : [`--${word}`, types];
    }),
  ];
}

/** The target's own options where the text is nothing else. */
type TargetReader = (text: string) => string[] | undefined;

function form(pattern: RegExp, words: (groups: Groups) => string[]): TargetReader {
  return (text) => {
    const found = pattern.exec(text);
    return found ? words(found.slice(1)) : undefined;
  };
}

function prefix(option: string): (groups: Groups) => string[] {
  return ([text]) => (text === undefined ? [] : [option, quoted(text)]);
}

const NAT_FLAGS = '((?: (?:random|random-fully|persistent))*)';

function translated(label: string, option: string): TargetReader {
  return form(new RegExp(`^${label}(\\S+)${NAT_FLAGS}$`), ([to = '', flags = '']) => [
    option,
    to,
    ...wordsOf(flags).map((flag) => `--${flag}`),
  ]);
}

const setMark = (target: string) =>
  form(new RegExp(`^${target} (xset|set|and|or|xor) (\\S+)$`), ([verb = '', value = '']) => [
    verb === 'xset' ? '--set-xmark' : `--${verb}-mark`,
    value,
  ]);
const setConnectionMark = setMark('CONNMARK');
const copyConnectionMark = form(/^CONNMARK (save|restore)(?: mask (\S+))?$/, ([verb = '', mask]) => [
  `--${verb}-mark`,
  ...(mask === undefined ? [] : ['--mask', mask]),
]);

const TARGETS: Readonly<Record<string, TargetReader>> = {
  REJECT: form(/^reject-with (\S+)$/, ([what = '']) => ['--reject-with', what]),
  LOG: form(/^LOG (?:flags \d+ )?level \S+(?: prefix "(.*)")?$/, prefix('--log-prefix')),
  NFLOG: form(/^nflog-prefix\s+"?(.*?)"?(?: nflog-\S+ \d+)*$/, prefix('--nflog-prefix')),
  DNAT: translated('to:', '--to-destination'),
  SNAT: translated('to:', '--to-source'),
  REDIRECT: translated('redir ports ', '--to-ports'),
  MASQUERADE: translated('masq ports: ', '--to-ports'),
  MARK: setMark('MARK'),
  CONNMARK: (text) => copyConnectionMark(text) ?? setConnectionMark(text),
  CT: form(/^CT notrack$/, () => ['--notrack']),
};
