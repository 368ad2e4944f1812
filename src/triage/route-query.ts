import { parsePrefix, type QueryFault } from '../analyzer/model/index.ts';
import type { RouteQuery } from '../analyzer/routes/index.ts';

/** A line of `ip route get` arguments, understood or not. */
export type QueryReading =
  | { kind: 'query'; query: RouteQuery }
  | { kind: 'not-understood'; fault: QueryFault };

const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  icmpv6: 58,
  ospf: 89,
  sctp: 132,
};

/** Words without a value that change nothing for the answer. */
const SILENT = new Set(['notify', 'connected']);

function numberOf(text: string, limit: number, base?: 16): number | undefined {
  const prefixed = base === 16 && /^[0-9a-f]+$/i.test(text) ? `0x${text}` : text;
  if (!/^(0x[0-9a-f]+|\d+)$/i.test(prefixed)) return undefined;
  const value = Number(prefixed);
  return value <= limit ? value : undefined;
}

function protocolOf(text: string): number | undefined {
  return PROTOCOLS[text.toLowerCase()] ?? numberOf(text, 255);
}

/** Readers of the words that carry a number; `tos` is hexadecimal with or without 0x, as iproute2 reads it. */
const NUMBERS = {
  mark: ['mark', (text: string) => numberOf(text, 0xffffffff)],
  tos: ['tos', (text: string) => numberOf(text, 0xff, 16)],
  dsfield: ['tos', (text: string) => numberOf(text, 0xff, 16)],
  ipproto: ['ipproto', protocolOf],
  sport: ['sport', (text: string) => numberOf(text, 0xffff)],
  dport: ['dport', (text: string) => numberOf(text, 0xffff)],
  uid: ['uid', (text: string) => numberOf(text, 0xffffffff)],
} as const;

const DEVICES: Readonly<Record<string, 'iif' | 'oif'>> = { iif: 'iif', oif: 'oif', dev: 'oif', vrf: 'oif' };

function isNumberWord(word: string): word is keyof typeof NUMBERS {
  return Object.hasOwn(NUMBERS, word);
}

/** One address, alone or with its full prefix length. */
function addressOf(text: string): { family: 4 | 6; address: string } | undefined {
  const prefix = parsePrefix(text);
  if (!prefix || prefix.first !== prefix.last) return undefined;
  return { family: prefix.family, address: text.split('/')[0] as string };
}

function withoutCommand(words: string[]): string[] {
  const get = words.findIndex((word) => word === 'get' || word === 'g');
  return get >= 0 && words.slice(0, get).every((word) => /^(ip|-\w+|r|ro|route)$/.test(word))
    ? words.slice(get + 1)
    : words;
}

function fail(fault: QueryFault): QueryReading {
  return { kind: 'not-understood', fault };
}

/** Reads one line in the syntax of `ip route get` (with or without these words before it). */
export function readRouteQuery(line: string): QueryReading {
  const words = withoutCommand(line.trim().split(/\s+/));
  const query: Omit<RouteQuery, 'family' | 'to'> & { family?: 4 | 6; to?: string } = {};
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (SILENT.has(word)) continue;
    const device = Object.hasOwn(DEVICES, word) ? DEVICES[word] : undefined;
    const takesValue = device !== undefined || isNumberWord(word) || word === 'from' || word === 'to';
    const value = takesValue ? words[++index] : word;
    if (value === undefined) return fail({ kind: 'no-value', word });
    if (device) query[device] = value;
    else if (isNumberWord(word)) {
      const [field, read] = NUMBERS[word];
      const number = read(value);
      if (number === undefined) return fail({ kind: 'odd-value', word, value });
      query[field] = number;
    } else {
      const read = addressOf(value);
      if (!read) return fail({ kind: 'odd-word', word: value });
      if (query.family !== undefined && query.family !== read.family) return fail({ kind: 'mixed-families' });
      query.family = read.family;
      if (word === 'from') query.from = read.address;
      else if (query.to === undefined) query.to = read.address;
      else return fail({ kind: 'second-destination', address: value });
    }
  }
  const { family, to, ...rest } = query;
  if (family === undefined || to === undefined) return fail({ kind: 'no-destination' });
  return { kind: 'query', query: { ...rest, family, to } };
}
