import type { OracleAnswer } from '../../analyzer/model/index.ts';
import { isAddress, isMasked, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { jsonItems, text } from '../forms/json.ts';
import { decimal, integer, quoted, wordsOf } from '../forms/text.ts';
import { isRouteLine, ROUTE_TYPES } from './route-text.ts';
import { tosOf } from './tos.ts';

export type Question = Omit<OracleAnswer, 'answer'>;
type Answer = OracleAnswer['answer'];

/** The question of an `ip route get` command; undefined where it names no address. */
export function questionOf(argv: readonly string[], command: string): Question | undefined {
  const at = argv.findIndex((word) => word.length >= 1 && 'get'.startsWith(word) && word.startsWith('g'));
  if (at === -1) return undefined;
  let to: string | undefined;
  const asked: Partial<Record<string, string>> = {};
  for (let index = at + 1; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === 'fibmatch' || word === 'connected' || word === 'notify' || word === 'to') continue;
    if (/^(?:from|iif|oif|dev|mark|tos|dsfield|ipproto|sport|dport|vrf|uid|table)$/.test(word)) {
      asked[word] = argv[++index];
    } else if (to === undefined) to = word.split('/')[0];
  }
  if (!isAddress(to)) return undefined;
  const from = asked['from']?.split('/')[0];
  return compact<Question>({
    command,
    to: plainAddress(to),
    from: isAddress(from) ? plainAddress(from) : undefined,
    iif: asked['iif'],
    oif: asked['oif'] ?? asked['dev'],
    mark: integer(asked['mark']?.split('/')[0]),
    tos: typedTos(asked['tos'] ?? asked['dsfield']),
    ipproto: asked['ipproto'],
    sport: decimal(asked['sport']),
    dport: decimal(asked['dport']),
  });
}

/** What is typed for `tos` is hexadecimal, with or without 0x (ip-rule(8)), or a name. */
function typedTos(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  return /^(?:0x)?[0-9a-f]{1,2}$/i.test(word) ? Number.parseInt(word, 16) : tosOf(word);
}

/** The kernel's answer as it was printed, text or JSON; undefined where nothing was printed. */
export function answerOf(lines: readonly string[]): Answer | undefined {
  const said = lines.filter((line) => line.trim() !== '');
  const error = said.map(errorOf).find((message) => message !== undefined);
  if (error !== undefined) return { kind: 'error', message: error };
  const first = said[0];
  if (first === undefined) return undefined;
  if (first.trim().startsWith('[')) return jsonAnswer(said.join('\n'));
  const start = said.findIndex((line) => isAnswerLine(line));
  if (start === -1) return { kind: 'not-understood', text: quoted(first) };
  return textAnswer(wordsOf((said[start] ?? '').slice(0, 2000)));
}

/** The kernel's or iproute2's refusal in a line, without its prefix. */
function errorOf(line: string): string | undefined {
  const match =
    /^\s*(?:RTNETLINK answers:|Error:|ip: RTNETLINK answers:|ip: (?=can't|invalid|bad)|RTNETLINK1 answers:)\s*(.{1,200})$/.exec(
      line.slice(0, 400),
    );
  return match?.[1]?.trim().replace(/\.$/, '');
}

/** Whether the line is the first of an answer to `ip route get`. */
function isAnswerLine(line: string): boolean {
  const words = wordsOf(line.slice(0, 400));
  const at = ROUTE_TYPES.has(words[0] ?? '') ? 1 : 0;
  const address = words[at] ?? '';
  return ((isMasked(address) && !address.includes('/')) || isAddress(address)) && words.includes('dev');
}

function textAnswer(words: readonly string[]): Answer {
  const [first = ''] = words;
  const typed = ROUTE_TYPES.has(first);
  const after = (name: string): string | undefined => {
    const at = words.indexOf(name, 1);
    return at === -1 ? undefined : words[at + 1];
  };
  const via = after('via');
  const gateway = via === 'inet6' || via === 'inet' ? words[words.indexOf('via') + 2] : via;
  const prefsrc = after('src');
  return compact<Extract<Answer, { kind: 'route' }>>({
    kind: 'route',
    type: typed ? first : 'unicast',
    dev: after('dev'),
    gateway: isAddress(gateway) ? plainAddress(gateway) : undefined,
    prefsrc: isAddress(prefsrc) ? plainAddress(prefsrc) : undefined,
    table: after('table'),
  });
}

function jsonAnswer(source: string): Answer {
  const { items } = jsonItems(source);
  const [item] = items;
  if (item === undefined) return { kind: 'not-understood', text: quoted(source) };
  const via = item['via'];
  const host = typeof via === 'object' && via !== null && 'host' in via ? text(via.host) : undefined;
  const gateway = text(item['gateway']) ?? host;
  const prefsrc = text(item['prefsrc']);
  return compact<Extract<Answer, { kind: 'route' }>>({
    kind: 'route',
    type: text(item['type']) ?? 'unicast',
    dev: text(item['dev']),
    gateway: isAddress(gateway) ? plainAddress(gateway) : undefined,
    prefsrc: isAddress(prefsrc) ? plainAddress(prefsrc) : undefined,
    table: text(item['table']),
  });
}

/** The question that an answer without its command was given to: its own address, source and ingress interface. */
export function impliedQuestion(lines: readonly string[]): Question | undefined {
  const start = lines.findIndex((line) => isAnswerLine(line));
  if (start === -1) return undefined;
  const words = wordsOf((lines[start] ?? '').slice(0, 2000));
  const to = words[ROUTE_TYPES.has(words[0] ?? '') ? 1 : 0];
  if (!isAddress(to)) return undefined;
  const from = words[words.indexOf('from', 1) + 1];
  const rest = lines.slice(start + 1, start + 3).flatMap((line) => wordsOf(line.slice(0, 500)));
  const iif = rest.includes('iif') ? rest[rest.indexOf('iif') + 1] : undefined;
  const known = words.includes('from') && isAddress(from) && from !== '::' ? plainAddress(from) : undefined;
  const command = ['ip route get', to, ...(known ? ['from', known] : []), ...(iif ? ['iif', iif] : [])].join(
    ' ',
  );
  return compact<Question>({
    command,
    to: plainAddress(to),
    from: known,
    iif,
    oif: undefined,
    mark: undefined,
    tos: undefined,
    ipproto: undefined,
    sport: undefined,
    dport: undefined,
  });
}

/**
 * Whether the line is one of an answer to `ip route get`: a route to one address that `cache` follows on the next line, or
 * that names a user.
 */
export function isAnswerForm(line: string, next: string): boolean {
  const trimmed = line.trim();
  const words = wordsOf(trimmed.slice(0, 400));
  const [first = ''] = words;
  if (trimmed.startsWith('RTNETLINK answers: ') || (first === 'cache' && words.length <= 12)) return true;
  if (first.includes('/') || first === 'default' || !isRouteLine(line)) return false;
  return words.includes('uid') || /^cache(?:\s|$)/.test(next.trim());
}
