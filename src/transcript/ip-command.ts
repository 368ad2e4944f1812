import type { RouteDefaults } from './parsers/route-defaults.ts';

/** An `ip` command taken apart: object, verb and the options that change the form of its output. */
export type IpCommand = {
  object: string;
  verb: string;
  /** Words after the verb. */
  args: string[];
  family?: 4 | 6;
  json: boolean;
  brief: boolean;
};

/** Objects in iproute2's own order: an abbreviation means the first that it fits. */
const OBJECTS =
  'address addrlabel maddress route rule neighbor neighbour ntable link l2tp tunnel tuntap token tcpmetrics monitor xfrm mroute mrule netns netconf vrf sr nexthop mptcp ioam stats'.split(
    ' ',
  );
const SHOW = ['show', 'list', 'lst', 'ls'];
const CHANGES = 'add append change chg replace delete del set flush save restore prepend up down'.split(' ');

/** The parts of an `ip` command; undefined without an object. */
export function readIpCommand(argv: readonly string[]): IpCommand | undefined {
  const command: IpCommand = { object: '', verb: 'show', args: [], json: false, brief: false };
  let at = 1;
  for (; at < argv.length && argv[at]?.startsWith('-'); at++) {
    const option = (argv[at] ?? '').replace(/^--?/, '');
    if (option === '4') command.family = 4;
    else if (option === '6') command.family = 6;
    else if (option === 'j' || option.startsWith('js')) command.json = true;
    else if (option.startsWith('br')) command.brief = true;
    else if (option === 'f' || option.startsWith('fam')) {
      const family = argv[++at];
      if (family === 'inet') command.family = 4;
      if (family === 'inet6') command.family = 6;
    } else if (option === 'rc' || option.startsWith('rcv') || option === 'l' || option.startsWith('loops'))
      at++;
  }
  const word = argv[at];
  const object =
    word === undefined || word === '' ? undefined : OBJECTS.find((name) => name.startsWith(word));
  if (object === undefined) return undefined;
  command.object = object === 'neighbour' ? 'neighbor' : object;
  const rest = argv.slice(at + 1);
  const verb = rest[0];
  if (verb !== undefined && verb !== '') {
    const known = verbOf(command.object, verb);
    if (known !== undefined) {
      command.verb = known;
      rest.shift();
    }
  }
  command.args = rest;
  return command;
}

function verbOf(object: string, word: string): string | undefined {
  if (object === 'route' && word.length >= 1 && 'get'.startsWith(word)) return 'get';
  if (SHOW.some((name) => name.startsWith(word)) || word === 'l' || word === 's') return 'show';
  return CHANGES.find(
    (name) => name.startsWith(word) && word.length >= (name === 'down' || name === 'up' ? 2 : 1),
  );
}

/** What an `ip route show …` was asked for, as far as its listing depends on it. */
export type RouteScope = {
  defaults: RouteDefaults;
  /** The table as typed (`main` where none was), `all`, or undefined where the table cannot be told. */
  table: string;
  /** Whether a filter may have left routes of that table out. */
  filtered: boolean;
};

/** The table, and what the lines leave out because the command's filter said it. */
export function routeScopeOf(command: IpCommand | undefined): RouteScope {
  const scope: RouteScope = {
    defaults: { family: command?.family ?? 4, table: 'main' },
    table: 'main',
    filtered: false,
  };
  const args = command?.args ?? [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    const value = args[at + 1];
    if ((word === 'table' || word === 't' || word === 'tab') && value !== undefined) {
      scope.table = value;
      if (value !== 'all' && value !== '0' && value !== 'cache') scope.defaults.table = value;
      at++;
    } else {
      scope.filtered = true;
      if (value === undefined) continue;
      if (word === 'dev' || word === 'oif') scope.defaults.dev = value;
      else if (word === 'proto' || word === 'protocol') scope.defaults.protocol = value;
      else if (word === 'via') scope.defaults.gateway = value;
      else if (word === 'scope' && value !== 'global') scope.defaults.scope = value;
      else if (word === 'type') scope.defaults.type = value;
      else continue;
      at++;
    }
  }
  if (scope.table === '0') scope.table = 'all';
  return scope;
}

/** The device that an `ip addr`, `ip link` or `ip neigh` was asked for, and whether anything else narrowed it. */
export function deviceScopeOf(command: IpCommand | undefined): { dev?: string; filtered: boolean } {
  const scope: { dev?: string; filtered: boolean } = { filtered: false };
  const args = command?.args ?? [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === 'dev' && args[at + 1] !== undefined) scope.dev = args[++at] ?? '';
    else if (word === 'nud' && args[at + 1] === 'all') at++;
    else if (
      /^(?:up|scope|to|label|type|master|vrf|group|nud|primary|secondary|dynamic|permanent|deprecated|tentative|proxy|unused|nomaster)$/.test(
        word,
      )
    ) {
      scope.filtered = true;
      if (
        !/^(?:up|primary|secondary|dynamic|permanent|deprecated|tentative|proxy|unused|nomaster)$/.test(word)
      )
        at++;
    } else if (!word.startsWith('-')) scope.dev ??= word;
  }
  return scope;
}
