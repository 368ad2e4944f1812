import type { FilterListing } from '../../analyzer/model/index.ts';
import { ownValue } from '../forms/own.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { doubtful, type Effect, type TypedChange } from './typed-change.ts';

/** `iptables -A|-I|-D|-R|-P|-F …` on what was listed of the tables; undefined for what lists, or counts anew. */
export function iptablesChange(argv: readonly string[]): TypedChange | undefined {
  const [program = '', ...words] = argv;
  const { table, args } = withoutTable(words);
  const at = args.findIndex((word) => ownValue(COMMANDS, word) !== undefined);
  const command = ownValue(COMMANDS, args[at] ?? '');
  if (command === undefined) return undefined;
  const [chain = '', ...more] = args.slice(at + 1);
  const rest = [...args.slice(0, at), ...more];
  const kind = program.startsWith('ip6tables') ? 'ip6tables-save' : 'iptables-save';
  const text = rest.map(inQuotes).join(' ');
  if (/\$|`/.test(text)) return doubtful([{ part: 'filters' }]);
  const edit = EDITS[command];
  // A rule that only counts or logs lets every packet on.
  const isSilent =
    command === 'append' || command === 'insert'
      ? !/(?:^| )-[jg] (?!LOG|NFLOG|TRACE)/.test(shortened(text))
      : false;
  return {
    parts: ['filters'],
    make: (draft) => {
      const effect = edited(draft, { kind, table }, (lines) => edit(lines, chain, rest));
      return effect === 'made' && isSilent ? 'nothing' : effect;
    },
  };
}

type Command = 'append' | 'insert' | 'delete' | 'replace' | 'policy' | 'flush';

const COMMANDS: Readonly<Record<string, Command>> = {
  '-A': 'append',
  '--append': 'append',
  '-I': 'insert',
  '--insert': 'insert',
  '-D': 'delete',
  '--delete': 'delete',
  '-R': 'replace',
  '--replace': 'replace',
  '-P': 'policy',
  '--policy': 'policy',
  '-F': 'flush',
  '--flush': 'flush',
};

function withoutTable(words: readonly string[]): { table: string; args: string[] } {
  const args: string[] = [];
  let table = 'filter';
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '-t' || word === '--table') table = words[++at] ?? table;
    else if (word.startsWith('--table=')) table = word.slice('--table='.length);
    else if (/^(?:-w|--wait|-v+|-n|--verbose)$/.test(word)) {
      if (/^(?:-w|--wait)$/.test(word) && /^\d+$/.test(words[at + 1] ?? '')) at++;
    } else args.push(word);
  }
  return { table, args };
}

function inQuotes(word: string): string {
  return /[\s"]/.test(word) || word === '' ? `"${word.replaceAll('"', '\\"')}"` : word;
}

/** The lines of one table, edited; undefined where it cannot be told what becomes of them. */
type Edit = (lines: readonly string[], chain: string, words: readonly string[]) => string[] | undefined;

const EDITS: Readonly<Record<Command, Edit>> = {
  append: (lines, chain, words) => [...lines, ruleOf(chain, words)],
  insert(lines, chain, words) {
    const [first = '', ...others] = words;
    const numbered = /^\d+$/.test(first);
    const place = placeOf(lines, chain, numbered ? Number(first) : 1);
    return lines.toSpliced(place, 0, ruleOf(chain, numbered ? others : words));
  },
  delete(lines, chain, words) {
    const [first = ''] = words;
    const place = /^\d+$/.test(first)
      ? rulesOf(lines, chain)[Number(first) - 1]
      : rulesOf(lines, chain).find((at) => isSame(lines[at] ?? '', ruleOf(chain, words)));
    return place === undefined ? undefined : lines.toSpliced(place, 1);
  },
  replace(lines, chain, [number = '', ...words]) {
    const place = rulesOf(lines, chain)[Number(number) - 1];
    return place === undefined ? undefined : lines.toSpliced(place, 1, ruleOf(chain, words));
  },
  policy: (lines, chain, [policy = '']) =>
    lines.map((line) => (line.startsWith(`:${chain} `) ? `:${chain} ${policy} [0:0]` : line)),
  flush: (lines, chain) =>
    lines.filter((line) => !/^(?:\[\d+:\d+\] )?-A /.test(line) || (chain !== '' && chainOf(line) !== chain)),
};

function ruleOf(chain: string, words: readonly string[]): string {
  return `-A ${chain} ${words.map(inQuotes).join(' ')}`;
}

function chainOf(line: string): string | undefined {
  return /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(line)?.[1];
}

/** Where the rules of a chain stand. */
function rulesOf(lines: readonly string[], chain: string): number[] {
  return lines.flatMap((line, at) => (chainOf(line) === chain ? at : []));
}

function placeOf(lines: readonly string[], chain: string, number: number): number {
  const places = rulesOf(lines, chain);
  return places[number - 1] ?? (places.at(-1) ?? lines.length - 1) + 1;
}

/** Whether two rules say the same in any order of their options. */
function isSame(one: string, other: string): boolean {
  return optionsOf(one) === optionsOf(other);
}

const SHORT: readonly (readonly [RegExp, string])[] = [
  [/(^| )--jump(?= )/g, '$1-j'],
  [/(^| )--goto(?= )/g, '$1-g'],
  [/(^| )--protocol(?= )/g, '$1-p'],
  [/(^| )--(?:source|src)(?= )/g, '$1-s'],
  [/(^| )--(?:destination|dst)(?= )/g, '$1-d'],
  [/(^| )--in-interface(?= )/g, '$1-i'],
  [/(^| )--out-interface(?= )/g, '$1-o'],
  [/(^| )--destination-port(?= )/g, '$1--dport'],
  [/(^| )--source-port(?= )/g, '$1--sport'],
];

function shortened(text: string): string {
  return SHORT.reduce((sum, [long, short]) => sum.replace(long, short), text);
}

function optionsOf(rule: string): string {
  const plain = shortened(rule.replace(/^\[\d+:\d+\] /, ''))
    .replace(/ -m (?:tcp|udp|icmp|icmp6)(?= |$)/g, '')
    .replace(/\/32(?= |$)/g, '')
    .replaceAll('"', '');
  return plain
    .split(/ (?=!? ?-{1,2}[a-zA-Z])/)
    .sort()
    .join(' ');
}

type Which = { kind: FilterListing['kind']; table: string };

/** Edits the table in the listings that show it. One that nobody listed stays as unknown as it is. */
function edited(
  draft: ObservationDraft,
  { kind, table }: Which,
  edit: (lines: readonly string[]) => string[] | undefined,
): Effect {
  const { before } = draft.filterListings;
  const at = before.findIndex((one) => one.kind === kind && one.text.split('\n').includes(`*${table}`));
  const listing = before[at];
  if (listing === undefined)
    return before.length > 0 || draft.programRules.told > 0 ? { doubts: [{ part: 'filters' }] } : 'made';
  const lines = listing.text.split('\n');
  const start = lines.indexOf(`*${table}`);
  const end = lines.findIndex((line, place) => place > start && line === 'COMMIT');
  if (end < 0) return { doubts: [{ part: 'filters' }] };
  const body = edit(lines.slice(start + 1, end));
  if (body === undefined) return { doubts: [{ part: 'filters' }] };
  const text = [...lines.slice(0, start + 1), ...body, ...lines.slice(end)].join('\n');
  // The same tables through nft are those of before.
  if (before.some((one) => one.kind === 'nft' || one.kind === 'nft-json'))
    return { doubts: [{ part: 'filters' }] };
  draft.filterListings.before = before.with(at, { ...listing, text });
  return 'made';
}
