import { ownValue } from './forms/own.ts';
/** One simple command of a typed command line. */
export type TypedCommand = {
  argv: string[];
  /** Commands that its output was piped through and that may have dropped lines (`grep`, `head`, `awk` …), as argument vectors. */
  filters: string[][];
  /** Files that its output went into (`> FILE`, `| tee FILE`). */
  into?: string[];
  /** The other host or namespace that a wrapper ran it on (`ssh HOST …`, `ip netns exec NAME …`). */
  host?: string;
};

/** Longest command line looked at; a longer one is no command that anybody typed. */
const MAX_LENGTH = 4000;

/** Filters that pass every line on. */
const LOSSLESS = new Set('cat less more tee sort nl column jq tac ts unbuffer most bat'.split(' '));

/** The simple commands of a line as typed, without `sudo`, environment, timing and remote-shell wrappers. */
export function readCommandLine(line: string): TypedCommand[] {
  return commandsOf(line, 0);
}

function commandsOf(line: string, depth: number): TypedCommand[] {
  if (line.length > MAX_LENGTH || depth > 4) return [];
  const commands: TypedCommand[] = [];
  for (const pipeline of pipelinesOf(shellWords(line))) {
    const [producer, ...filters] = pipeline;
    if (producer === undefined) continue;
    const lossy = filters.map(({ argv }) => argv).filter((argv) => !isLossless(argv));
    const into = pipeline.flatMap((simple) => [...simple.into, ...teesOf(simple.argv)]);
    for (const command of unwrapped(producer.argv, depth)) {
      const files = [...(command.into ?? []), ...into];
      commands.push({
        ...command,
        filters: [...command.filters, ...lossy],
        ...(files.length > 0 ? { into: files } : {}),
      });
    }
  }
  return commands;
}

/** The files of `tee`, with `sudo` or without. */
function teesOf(argv: readonly string[]): string[] {
  const at = argv.findIndex((word) => baseName(word) === 'tee');
  const isTee = at === 0 || (at > 0 && argv[0] === 'sudo');
  return isTee ? argv.slice(at + 1).filter((word) => !word.startsWith('-')) : [];
}

function isLossless(argv: readonly string[]): boolean {
  const name = argv[0] === 'sudo' ? argv[1] : argv[0];
  if (name === undefined || !LOSSLESS.has(name)) return false;
  return name !== 'jq' || argv.slice(1).every((word) => word === '.' || word.startsWith('-'));
}

type Word = { text: string; operator?: true };

/** Whether `grep -n` puts numbers before the lines of its output: `12:`, and `12-` where a line is context. */
export function numbersLines({ filters }: TypedCommand): boolean {
  return filters.some(
    ([name = '', ...args]) =>
      /^[ef]?grep$/.test(name) && args.some((word) => word === '--line-number' || /^-[a-zA-Z]*n/.test(word)),
  );
}

/** Words and operators of a POSIX shell line; quotes are taken off, substitutions left as they are. */
function shellWords(line: string): Word[] {
  const words: Word[] = [];
  let word: string | undefined;
  const close = () => {
    if (word !== undefined) words.push({ text: word });
    word = undefined;
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (character === "'" || character === '"') {
      const end = line.indexOf(character, at + 1);
      word = (word ?? '') + line.slice(at + 1, end === -1 ? line.length : end);
      at = end === -1 ? line.length : end;
    } else if (character === '\\') {
      word = (word ?? '') + (line[++at] ?? '');
    } else if (character === ' ' || character === '\t') close();
    else if (character === '#' && word === undefined) break;
    else if (character === ';' || character === '|' || character === '&') {
      const redirection = character === '&' && (word?.endsWith('>') || line[at + 1] === '>');
      if (redirection) {
        word = `${word ?? ''}&`;
        continue;
      }
      close();
      const double = line[at + 1] === character;
      words.push({ text: double ? character + character : character, operator: true });
      if (double) at++;
    } else word = (word ?? '') + character;
  }
  close();
  return words;
}

/** A command's words without its redirections, and the files that its output went into. */
type Simple = { argv: string[]; into: string[] };

/** Commands by pipeline. */
function pipelinesOf(words: readonly Word[]): Simple[][] {
  const pipelines: Simple[][] = [];
  let pipeline: Simple[] = [];
  let argv: string[] = [];
  let into: string[] = [];
  let skip: 'output' | 'other' | undefined;
  for (const { text, operator } of words) {
    if (skip) {
      if (skip === 'output') into.push(text);
      skip = undefined;
      continue;
    }
    if (operator) {
      if (argv.length > 0) pipeline.push({ argv, into });
      argv = [];
      into = [];
      if (text !== '|') {
        if (pipeline.length > 0) pipelines.push(pipeline);
        pipeline = [];
      }
    } else if (/^(?:\d?|&)>{1,2}&?\d?$/.test(text) && text !== '') {
      if (!/&\d$/.test(text)) skip = /^[1&]?>/.test(text) ? 'output' : 'other';
    } else if (!/^(?:\d?|&)[<>]/.test(text) || text.includes('/dev/tcp/') || text.includes('/dev/udp/'))
      argv.push(text);
    else {
      const file = /^[1&]?>{1,2}([^&>].*)$/.exec(text)?.[1];
      if (file !== undefined) into.push(file);
    }
  }
  if (argv.length > 0) pipeline.push({ argv, into });
  if (pipeline.length > 0) pipelines.push(pipeline);
  return pipelines;
}

/** Shell words that stand before a command without being one. */
const PREFIXES = new Set(
  'do then else { ( ! time nohup command builtin setsid unbuffer busybox toybox doas'.split(' '),
);
/** Wrappers and their options that take a value. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugphCRTDr]$/,
  env: /^-[uC]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  stdbuf: /^$/,
  watch: /^-n$/,
  chrt: /^$/,
  timeout: /^-[ks]$/,
};

function unwrapped(words: readonly string[], depth: number): TypedCommand[] {
  let argv = [...words];
  for (let guard = 0; guard < 12; guard++) {
    const name = baseName(argv[0] ?? '');
    const options = ownValue(WRAPPERS, name);
    if (PREFIXES.has(name) || /^[A-Za-z_]\w*=/.test(argv[0] ?? '')) argv = argv.slice(1);
    else if (options !== undefined) {
      argv = afterOptions(argv.slice(1), options);
      if (name === 'timeout' || name === 'chrt') argv = argv.slice(1);
    } else break;
  }
  const name = baseName(argv[0] ?? '');
  if (argv.length === 0) return [];
  if ((name === 'sh' || name === 'bash' || name === 'ash' || name === 'dash') && argv.includes('-c')) {
    return commandsOf(argv[argv.indexOf('-c') + 1] ?? '', depth + 1);
  }
  const remote = remoteOf(name, argv);
  if (remote !== undefined && remote.argv.length > 0) {
    const line = remote.argv.length === 1 ? (remote.argv[0] ?? '') : remote.argv.map(requoted).join(' ');
    return commandsOf(line, depth + 1).map((command) => ({ host: remote.host, ...command }));
  }
  return [{ argv: [name, ...argv.slice(1)], filters: [] }];
}

function requoted(word: string): string {
  return /[\s;|&'"]/.test(word) ? `'${word.replaceAll("'", '')}'` : word;
}

function afterOptions(argv: readonly string[], withValue: RegExp): string[] {
  let at = 0;
  while (at < argv.length && (argv[at]?.startsWith('-') || /^[A-Za-z_]\w*=/.test(argv[at] ?? ''))) {
    at += withValue.test(argv[at] ?? '') ? 2 : 1;
  }
  return argv.slice(at);
}

/** `/usr/sbin/ip` → `ip`, `\ip` → `ip`. */
function baseName(word: string): string {
  const name = word.slice(word.lastIndexOf('/') + 1);
  return name === '' ? word : name;
}

type Remote = { host: string; argv: string[] };

function remoteOf(name: string, argv: readonly string[]): Remote | undefined {
  if (name === 'ssh') {
    const rest = afterOptions(argv.slice(1), /^-[bcDEeFIiJLlmOopQRSWw]$/);
    const host = (rest[0] ?? '').replace(/^.*@/, '');
    return host === '' ? undefined : { host, argv: rest.slice(1) };
  }
  if (name === 'ip') {
    const at = argv.findIndex((word, index) => index > 0 && /^netns?$/.test(word));
    if (at !== -1 && argv[at + 1]?.startsWith('e') && argv[at + 2] !== undefined) {
      return { host: argv[at + 2] ?? '', argv: argv.slice(at + 3) };
    }
    const option = argv.findIndex((word) => word === '-n' || word === '-netns');
    if (option > 0 && argv[option + 1] !== undefined) {
      return { host: argv[option + 1] ?? '', argv: [...argv.slice(0, option), ...argv.slice(option + 2)] };
    }
  }
  if (name === 'docker' || name === 'podman' || name === 'kubectl' || name === 'lxc' || name === 'incus') {
    const at = argv.indexOf('exec');
    if (at === -1) return undefined;
    const rest = afterOptions(argv.slice(at + 1), /^(?:-[euwnc]|--namespace|--container|--env|--user)$/);
    const command = afterOptions(rest.slice(1), /^-[nc]$/);
    return { host: rest[0] ?? '', argv: command[0] === '--' ? command.slice(1) : command };
  }
  if (name === 'chroot') return { host: '', argv: argv.slice(2) };
  return undefined;
}
