import { isAddress, plainAddress } from '../forms/addresses.ts';
import { portOf } from '../forms/services.ts';

/** Whom a command tries to reach, and how. */
export type Target = {
  tool: string;
  host?: string | undefined;
  port?: number | undefined;
  protocol: 'tcp' | 'udp';
  from?: string | undefined;
  device?: string | undefined;
  sourcePort?: number | undefined;
};

/** Options that take a value, by tool; of others the next word is an operand. */
const WITH_VALUE: Readonly<Record<string, RegExp>> = {
  // OpenBSD's, and those of macOS beside them (-G, -H, -J, -L).
  nc: /^-[a-zA-Z0-9]*[ipqswxXITVkOGHJLmMPR]$/,
  ncat: /^(?:-[a-zA-Z0-9]*[ipwsdxge]|--(?:wait|source|source-port|proxy))$/,
  telnet: /^-[belnSX]$/,
  ssh: /^-[a-zA-Z0-9]*[bcDEeFIiJLlmOopQRSWw]$/,
  curl: /^(?:-[a-zA-Z0-9#]*[AbcCdDeEFHKmoPQrtTuUwxXyYz]|--(?:max-time|connect-timeout|header|data|interface|resolve|request|user|output|proxy|cacert|cert|key|retry))$/,
  wget: /^(?:-[a-zA-Z]*[aetTOPUQwoB]|--(?:timeout|tries|bind-address|output-document|header))$/,
};
const DEFAULT_PORT: Readonly<Record<string, number>> = { ssh: 22, telnet: 23, http: 80, https: 443, ftp: 21 };

/** The target in a command: `nc -vz HOST PORT`, `ssh -p PORT USER@HOST`, `curl https://HOST:PORT/`, `/dev/tcp/HOST/PORT`. */
export function targetOf(argv: readonly string[], command: string): Target {
  const [tool = '', ...words] = argv;
  const target: Target = { tool, protocol: 'tcp' };
  const path = /\/dev\/(tcp|udp)\/([\w.:-]{1,253})\/(\w{1,20})/i.exec(command);
  if (path) {
    target.protocol = path[1]?.toLowerCase() === 'udp' ? 'udp' : 'tcp';
    target.host = path[2];
    target.port = portOf(path[3]);
    return target;
  }
  if (tool === 'openssl') {
    const [host = '', port] = (words[words.indexOf('-connect') + 1] ?? '').split(/:(?=\w+$)/);
    target.host = host.replace(/[[\]]/g, '') || undefined;
    target.port = portOf(port) ?? 443;
    return target;
  }
  // What an agent answers is not looked at, and who does not says so by his address.
  if (tool.startsWith('snmp')) return target;
  const operands = operandsOf(target, words, WITH_VALUE[tool] ?? /^$/);
  if (tool === 'curl' || tool === 'wget') readUrl(target, operands.at(-1));
  else {
    const [host, port] = operands;
    target.host = host?.replace(/^.*@/, '');
    target.port = portOf(port) ?? target.port ?? DEFAULT_PORT[tool];
    if (tool === 'ssh') target.port = target.port ?? 22;
  }
  if (/^n(?:c|cat)$/.test(tool) && words.some((word) => /^-[a-tv-z46]*u/.test(word))) target.protocol = 'udp';
  return target;
}

function operandsOf(target: Target, words: readonly string[], withValue: RegExp): string[] {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) operands.push(word);
    else if (withValue.test(word)) readOption(target, word, words[++at] ?? '');
  }
  return operands;
}

function readOption(target: Target, option: string, value: string): void {
  const source = /^(?:-[a-zA-Z0-9]*[sb]|--(?:source|bind-address|interface))$/.test(option);
  if (source && isAddress(value)) target.from = plainAddress(value);
  else if ((option === '--interface' || option === '-I') && /^[A-Za-z][\w.@-]{0,14}$/.test(value))
    target.device = value;
  else if (option === '-p' && target.tool === 'ssh') target.port = portOf(value);
  else if (/^-[a-zA-Z0-9]*p$/.test(option) && target.tool !== 'ssh') target.sourcePort = portOf(value);
}

function readUrl(target: Target, word: string | undefined): void {
  const match =
    /^(?:([a-z]{2,10}):\/\/)?(?:[^@/]{1,100}@)?(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::(\d{1,5}))?(?:[/?#].*)?$/i.exec(
      word ?? '',
    );
  if (!match) return;
  target.host = match[2]?.replace(/[[\]]/g, '');
  target.port = portOf(match[3]) ?? DEFAULT_PORT[(match[1] ?? 'http').toLowerCase()];
}
