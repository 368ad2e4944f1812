import type { Scope } from '../../analyzer/model/index.ts';
import { prefixOf } from '../forms/addresses.ts';
import type { IpCommand } from '../ip-command.ts';
import type { RouteDefaults } from '../parsers/route-defaults.ts';

/** What an `ip route show …` was asked for, as far as its listing depends on it. */
export type RouteQuestion = {
  /** What the lines leave out because the command said it. */
  defaults: RouteDefaults;
  /** The table as typed (`main` where none was), `all`, or `vrf NAME`. */
  table: string;
  /** How far a complete answer reaches, less family and table; undefined where a choice cannot be put so. */
  reach: Pick<Scope, 'device' | 'destination'> | undefined;
};

/** The question that the words of the command put. */
export function routeQuestionOf(command: IpCommand | undefined): RouteQuestion {
  const question: RouteQuestion = {
    defaults: { family: command?.family ?? 4, table: 'main' },
    table: 'main',
    reach: {},
  };
  const args = command?.args ?? [];
  for (let at = 0; at < args.length; at++) at += readWord(question, args, at);
  if (question.table === '0') question.table = 'all';
  if (question.table !== 'all' && question.table !== 'cache') question.defaults.table = question.table;
  return question;
}

/** Reads the word at a place; how many words belong to it beyond itself. */
function readWord(question: RouteQuestion, args: readonly string[], at: number): number {
  const word = args[at] ?? '';
  const value = args[at + 1];
  const { defaults } = question;
  if (word === 'to') return 0;
  if (word === 'match' || word === 'exact' || word === 'root') {
    narrow(question, word === 'root' ? undefined : destinationOf(value, defaults.family, word));
    return 1;
  }
  if (value === undefined || prefixOf(word) !== undefined || word === 'default') {
    narrow(question, destinationOf(word, defaults.family, 'exact'));
    return 0;
  }
  switch (word) {
    case 'table':
    case 't':
    case 'tab':
      question.table = value;
      return 1;
    case 'vrf':
      question.table = `vrf ${value}`;
      return 1;
    case 'dev':
    case 'oif':
      defaults.dev = value;
      narrow(question, { device: value });
      return 1;
    case 'proto':
    case 'protocol':
      defaults.protocol = value;
      break;
    case 'via':
      defaults.gateway = value;
      break;
    case 'scope':
      if (value !== 'global') defaults.scope = value;
      break;
    case 'type':
      defaults.type = value;
      break;
    default:
      narrow(question, undefined);
      return 0;
  }
  narrow(question, undefined);
  return 1;
}

function narrow(question: RouteQuestion, more: RouteQuestion['reach']): void {
  question.reach = more && question.reach ? { ...question.reach, ...more } : undefined;
}

/**
 * `to match PREFIX` lists what matches it. One prefix exactly (`default`, the same as `exact default`) is also all that
 * matches it only where nothing is wider: for the default route itself (ip-route(8)).
 */
function destinationOf(
  word: string | undefined,
  family: 4 | 6,
  how: 'match' | 'exact',
): RouteQuestion['reach'] {
  const any = family === 4 ? '0.0.0.0/0' : '::/0';
  const prefix = word === 'default' || word === 'any' ? any : prefixOf(word ?? '', family)?.cidr;
  if (prefix === undefined) return undefined;
  return how === 'match' || prefix === any ? { destination: prefix } : undefined;
}
