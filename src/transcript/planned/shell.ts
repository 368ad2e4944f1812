import type { PlannedChange, PlannedLine, PlannedText } from '../../analyzer/model/index.ts';
import { readCommandLine, type TypedCommand } from '../command-line.ts';
import { quoted } from '../forms/text.ts';
import { sysctlKey } from '../parsers/sysctl.ts';
import { isHere, type PlannedHost } from './here.ts';
import { ipLine } from './ip-line.ts';
import { type ShellCommand, shellCommands } from './shell-lines.ts';
import { notUnderstood } from './words.ts';

/** Programs that change nothing of where packets go. */
const HARMLESS: ReadonlySet<string> = new Set(
  'true : echo printf sleep cd pwd date logger ping ping6 tracepath traceroute ss netstat cat grep head tail less id whoami hostname uname wait test [ which arping tcpdump exit read'.split(
    ' ',
  ),
);
/** Words with which a shell does more than run one command after the other. */
const CONSTRUCT =
  /^(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|select|eval|source|\.|\{|\}|\()(?:\s|$)|^\w+\s*\(\)|\$[({\w@*]|`/;
/** Nothing but variables that are set. */
const ASSIGNMENT = /^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|[^\s"';|&]*)\s*)+$/;
/** What an `ip -batch` line begins with. */
const BATCH =
  /^(?:-[46]\s+)?(?:r(?:o(?:u(?:te?)?)?)?|ru(?:le?)?|a(?:d(?:d(?:r(?:ess)?)?)?)?|l(?:i(?:nk?)?)?|neigh\w*)\s+(?:add|del\w*|replace|change|append|prepend|flush|set)\b/;

/** Whether the text is a file for `ip -batch`. */
function isBatch(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim());
  const commands = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return commands.length > 0 && commands.every((line) => BATCH.test(line));
}

/** Lines of a shell, of `ip -batch`, or of nmcli. */
export function readShell(text: string, { nmcli, on }: Omit<Readers, 'batch'>): PlannedText {
  const batch = isBatch(text);
  const commands = shellCommands(text);
  const readers: Readers = { batch, nmcli, on };
  const lines = commands.flatMap((command) => linesOf(command, readers));
  const isNmcli = !batch && commands.some(({ text: one }) => /^(?:sudo\s+)?nmcli\s/.test(one));
  return {
    form: batch ? 'ip-batch' : isNmcli ? 'nmcli' : 'shell',
    lines,
    stopsAtFailure: batch || commands.some(({ text: one }) => /^set\s+(?:-\w*e|-o errexit)/.test(one)),
    assumed: [],
  };
}

type Readers = {
  batch: boolean;
  nmcli: (argv: readonly string[]) => PlannedChange | undefined;
  /** The host that the change is for. */
  on: PlannedHost;
};

function linesOf(command: ShellCommand, readers: Readers): PlannedLine[] {
  const { line, text, when, input } = command;
  const typed = readers.batch ? [] : readCommandLine(text);
  const isOfThis = typed.every(({ host }) => host === undefined || isHere(host, readers.on));
  if (input && isOfThis && /^(?:sudo\s+)?ip\s.*-b(?:a(?:t(?:ch?)?)?)?\b/.test(text))
    return input.flatMap(({ line: at, text: words }) =>
      words.trim() === '' || words.trim().startsWith('#')
        ? []
        : linesOf({ line: at, text: words.trim(), when: 'always' }, { ...readers, batch: true }),
    );
  const told = { line, text: quoted(text, 160), when };
  const change = (one: PlannedChange): PlannedLine => ({ ...told, change: one });
  if (readers.batch) {
    const [only] = readCommandLine(`ip ${text}`);
    const read = only && ipLine(only.argv);
    return read === undefined ? [] : [change(read)];
  }
  if (/^set\s+[-+]/.test(text)) return [];
  if (CONSTRUCT.test(text)) return [change(notUnderstood())];
  if (typed.length === 0) return ASSIGNMENT.test(text) ? [] : [change(notUnderstood())];
  return typed.flatMap((one) => changesOf(one, readers)).map(change);
}

/** What a wrapper runs on another host may be meant for this one: it is not read. */
function changesOf(typed: TypedCommand, readers: Readers): PlannedChange[] {
  const { host } = typed;
  const changes = hereChangesOf(typed, readers);
  return host === undefined || isHere(host, readers.on)
    ? changes
    : changes.map(() => ({ kind: 'elsewhere', host }));
}

function hereChangesOf(typed: TypedCommand, readers: Readers): PlannedChange[] {
  // What goes into another program is not known to be text alone (`| sh`, `| ip -batch -`, `| xargs`).
  if (typed.filters.some((argv) => !isFilter(argv))) return [notUnderstood()];
  if (typed.argv[0] === 'sysctl' && typed.into === undefined) return sysctlLine(typed.argv.slice(1));
  const only = changeOf(typed, readers);
  return only === undefined ? [] : [only];
}

/** Programs that make text of text. */
const FILTERS: ReadonlySet<string> = new Set(
  'awk sed sort uniq wc cut tr column egrep fgrep jq nl tac xxd'.split(' '),
);

function isFilter(argv: readonly string[]): boolean {
  const name = (argv[0] === 'sudo' ? argv[1] : argv[0]) ?? '';
  return FILTERS.has(name) || HARMLESS.has(name) || name === 'tee';
}

function changeOf(typed: TypedCommand, { nmcli }: Readers): PlannedChange | undefined {
  const { argv, into = [] } = typed;
  const [name = '', ...args] = argv;
  if (into.length > 0) return written(argv, into);
  switch (name) {
    case 'ip':
      return ipLine(argv);
    case 'nmcli':
      return nmcli(argv);
    case 'iptables':
    case 'ip6tables':
      return /^-(?:[LSCVh]|-list)/.test(args.find((word) => word.startsWith('-') && word !== '-t') ?? '')
        ? undefined
        : notUnderstood({ family: name === 'iptables' ? 4 : 6 });
    default:
      return HARMLESS.has(name) ? undefined : notUnderstood();
  }
}

/** `sysctl -w KEY=VALUE …`; what a file has (`-p`) is not known. */
function sysctlLine(args: readonly string[]): PlannedChange[] {
  const assigned = args.filter((word) => /^[\w.:/@*-]{3,200}\s?=/.test(word));
  if (assigned.length === 0)
    return args.some((word) => /^(?:-\w*[pfw]|--load|--system|--write)/.test(word)) ? [notUnderstood()] : [];
  return assigned.map((word) => {
    const [, name = '', value = ''] = /^([\w.:/@*-]{3,200}?)\s?=(.*)$/.exec(word) ?? [];
    return setting(name, value.trim());
  });
}

function setting(name: string, value: string): PlannedChange {
  const key = sysctlKey(name);
  const isPlain = key !== undefined && !key.includes('*') && value !== '' && !/[$`]/.test(value);
  if (!isPlain) return notUnderstood();
  // Everything else of the kernel has nothing to do with packets.
  return /^net\./.test(key) ? { kind: 'sysctl', key, value } : { kind: 'kept-for-later', subject: key };
}

/** Output that goes into a file: a setting of the kernel, a name of a table, or something that is read later. */
function written(
  [name = '', ...args]: readonly string[],
  into: readonly string[],
): PlannedChange | undefined {
  const value = args
    .filter((word) => !/^-[neE]+$/.test(word))
    .join(' ')
    .replace(/\\n$/, '')
    .trim();
  const isText = name === 'echo' || name === 'printf';
  for (const path of into) {
    if (path.startsWith('/proc/sys/')) return isText ? setting(path, value) : notUnderstood();
    const named = /^(\d{1,10})\s+([\w.-]{1,64})$/.exec(value);
    if (/\/iproute2\/rt_tables/.test(path) && isText && named)
      return { kind: 'table-name', name: named[2] ?? '', table: named[1] ?? '' };
    if (path.startsWith('/etc/')) return { kind: 'kept-for-later', subject: path };
    if (path.startsWith('/sys/')) return notUnderstood();
  }
  return HARMLESS.has(name) ? undefined : notUnderstood();
}
