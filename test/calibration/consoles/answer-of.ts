import type { ConsoleSection } from './console.ts';
import { captureOn, neighboursOf, nftTables, ofDevice, ofKeys, ofTable, vrfLinks } from './listings.ts';

/**
 * What the host would have shown had this command been typed, as far as its full recording tells: the same command, a
 * wider listing narrowed, or another spelling of it. Undefined where it cannot be told. Several commands (`;`, `&&`) are
 * answered one by one.
 */
export function answerOf(
  recording: readonly ConsoleSection[],
  typed: string,
  host: string,
): readonly ConsoleSection[] | undefined {
  const seen = recording.filter((section) => section.host === host);
  const answers: ConsoleSection[] = [];
  for (const command of typed.split(/\s*(?:;|&&)\s*/)) {
    const output = outputOf(seen, command.replace(/^sudo\s+(?:-\S+\s+)*/, ''));
    if (output === undefined) return undefined;
    answers.push(...output.map((text) => ({ host, command, output: text })));
  }
  return answers;
}

function outputOf(seen: readonly ConsoleSection[], command: string): readonly string[] | undefined {
  const same = seen.filter((section) => section.command === command);
  if (same.length > 0) return same.map(({ output }) => output);
  const words = wordsOf(command);
  switch (words[0]) {
    case 'ip':
      return one(ofIp(seen, words.slice(1)));
    case 'sysctl':
      return one(ofSysctl(seen, words.slice(1)));
    case 'nft':
      return one(ofNft(seen, words.slice(1)));
    case 'iptables-save':
      return one(find(seen, /^iptables-(?:legacy-)?save/));
    case 'tcpdump':
      return one(ofTcpdump(seen, words));
    case 'ping':
      return one(ofPing(seen, words));
    case 'nc':
    case 'ss':
      return one(ofAttempt(seen, words));
    case 'nstat':
    case 'netstat':
    case 'cat':
      return /netstat|snmp|nstat/.test(command) ? all(seen, /^nstat /) : undefined;
    default:
      return undefined;
  }
}

function ofIp(seen: readonly ConsoleSection[], words: readonly string[]): string | undefined {
  const options = words.filter((word) => word.startsWith('-'));
  const [object = '', ...rest] = words.filter((word) => !word.startsWith('-'));
  const args = /^(?:s|sh|show|list|ls|l)$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
  const family = options.includes('-6') ? 6 : 4;
  if (/^a(?:ddr(?:ess)?)?$/.test(object)) return ofDevices(find(seen, /^ip addr$/), args);
  if (/^l(?:ink)?$/.test(object)) return ofDevices(find(seen, /^ip (?:-d )?link$/), args);
  if (/^ru(?:le)?$/.test(object)) return find(seen, family === 6 ? /^ip -6 rule$/ : /^ip rule$/);
  if (/^n(?:eigh(?:bou?r)?)?$/.test(object)) return ofNeighbours(find(seen, /^ip neigh$/), args);
  if (/^r(?:oute)?$/.test(object))
    return args[0] === 'get' ? ofOracle(seen, args) : ofRoutes(seen, args, family);
  if (object === 'vrf') return ofVrfs(find(seen, /^ip -d link$/));
  return undefined;
}

function ofDevices(output: string | undefined, args: readonly string[]): string | undefined {
  if (output === undefined || args.length === 0) return output;
  if (args.join(' ') === 'type vrf') return vrfLinks(output);
  const dev = args[0] === 'dev' ? args[1] : args[0];
  return dev === undefined ? output : ofDevice(output, dev);
}

function ofNeighbours(output: string | undefined, args: readonly string[]): string | undefined {
  const dev = args[args.indexOf('dev') + 1];
  return output === undefined || !args.includes('dev') || dev === undefined
    ? output
    : neighboursOf(output, dev);
}

function ofRoutes(
  seen: readonly ConsoleSection[],
  args: readonly string[],
  family: 4 | 6,
): string | undefined {
  const every = find(
    seen,
    family === 6 ? /^ip -6 route show table all$/ : /^ip (?:-4 )?route show table all$/,
  );
  const asked = args[0] === 'vrf' ? vrfTable(seen, args[1] ?? '') : args[args.indexOf('table') + 1];
  const table = args.includes('table') || args[0] === 'vrf' ? asked : 'main';
  if (table === 'all') return every;
  if (every !== undefined && table !== undefined) return ofTable(every, table, family);
  return table === 'main' ? find(seen, family === 6 ? /^ip -6 route$/ : /^ip route$/) : undefined;
}

function vrfTable(seen: readonly ConsoleSection[], name: string): string | undefined {
  const block = ofDevice(find(seen, /^ip -d link$/) ?? '', name);
  return /vrf table (\S+)/.exec(block)?.[1];
}

function ofVrfs(links: string | undefined): string | undefined {
  if (links === undefined) return undefined;
  const found = [...vrfLinks(links).matchAll(/^\d+: ([^:@]+)[\s\S]*?vrf table (\S+)/gm)];
  if (found.length === 0) return 'No VRF has been configured';
  const rows = found.map(([, name = '', table = '']) => `${name.padEnd(17)} ${table}`);
  return ['Name              Table', '-----------------------', ...rows].join('\n');
}

/** The kernel's answer to the same question; how the transport is named plays no part. */
function ofOracle(seen: readonly ConsoleSection[], args: readonly string[]): string | undefined {
  const key = (words: readonly string[]) => {
    const value = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : '');
    return [words[1], value('from'), value('iif'), value('oif'), value('mark')].join(' ');
  };
  return seen.find(({ command }) => {
    const words = wordsOf(command);
    return words[0] === 'ip' && words.includes('get') && key(words.slice(words.indexOf('get'))) === key(args);
  })?.output;
}

function ofSysctl(seen: readonly ConsoleSection[], args: readonly string[]): string | undefined {
  const every = find(seen, /^sysctl -a/);
  const keys = args.filter((word) => !word.startsWith('-'));
  if (every === undefined) return undefined;
  if (!args.some((word) => /^-\w*[ar]/.test(word))) return ofKeys(every, keys);
  const pattern = new RegExp(keys[0] ?? '');
  return every
    .split('\n')
    .filter((line) => pattern.test(line.split(' = ')[0] ?? ''))
    .join('\n');
}

function ofNft(seen: readonly ConsoleSection[], args: readonly string[]): string | undefined {
  const every = find(seen, /^nft list ruleset$/);
  const [list, what, ...name] = args.filter((word) => !word.startsWith('-'));
  if (every === undefined || list !== 'list') return undefined;
  return what === 'table'
    ? (nftTables(every).get(name.join(' ')) ?? 'Error: No such file or directory')
    : every;
}

function ofTcpdump(seen: readonly ConsoleSection[], words: readonly string[]): string | undefined {
  const every = find(seen, /^tcpdump .*\bany\b/);
  const at = words.findIndex((word) => /^-\w*i$/.test(word));
  const dev = at < 0 ? undefined : words[at + 1];
  return every === undefined || dev === undefined || dev === 'any' ? every : captureOn(every, dev);
}

function ofPing(seen: readonly ConsoleSection[], words: readonly string[]): string | undefined {
  const to = words.at(-1) ?? '';
  const large = words.includes('-s');
  return seen.find(({ command }) => {
    const tried = wordsOf(command);
    return tried[0] === 'ping' && tried.at(-1) === to && tried.includes('-s') === large;
  })?.output;
}

/** An attempt at the same address and port, whatever the options; the listening sockets. */
function ofAttempt(seen: readonly ConsoleSection[], words: readonly string[]): string | undefined {
  if (words[0] === 'ss') return find(seen, /^ss /);
  const target = ` ${words.slice(-2).join(' ')}`;
  return seen.find(({ command }) => /(?:^|\| )nc /.test(command) && command.endsWith(target))?.output;
}

function find(seen: readonly ConsoleSection[], command: RegExp): string | undefined {
  return seen.findLast((section) => command.test(section.command))?.output;
}

function all(seen: readonly ConsoleSection[], command: RegExp): readonly string[] | undefined {
  const found = seen.filter((section) => command.test(section.command));
  return found.length === 0 ? undefined : found.map(({ output }) => output);
}

function one(output: string | undefined): readonly string[] | undefined {
  return output === undefined ? undefined : [output];
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}
