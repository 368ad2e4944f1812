import type { Change, Remover, Step } from '../analyzer/model/index.ts';
import type { PartsOnHost } from './ports.ts';

/** Lines of those who only acted on the same interface: the newest few are enough. */
const MOST_MANAGERS = 2;
const MOST_COMMANDS = 3;

type Trace = PartsOnHost['traces'][number];

/**
 * Who may have taken away what is missing of a change, the surest first: by our own record on the host, its journal, its uptime, and
 * what stands in the place of what is gone.
 */
export function removersOf(
  { undone, uptime, traces, steps }: PartsOnHost,
  missing: readonly Step[],
  { now, stoodAt }: { now: Date; stoodAt: Date },
): Remover[] {
  if (undone !== undefined) return [{ kind: 'own-undo', because: undone }];
  const momentOf = (secondsAgo: number) => new Date(now.getTime() - secondsAgo * 1000).toISOString();
  const commands = traces.flatMap((trace) => commandOf(trace, missing, momentOf(trace.secondsAgo)));
  const exact = commands.filter((command) => command.exact).slice(-MOST_COMMANDS);
  if (exact.length > 0) return exact;
  const restarted = now.getTime() - uptime * 1000 > stoodAt.getTime();
  // What a manager did as the host started is no news beside that.
  if (restarted) return [{ kind: 'restart', at: momentOf(uptime) }];
  const managers = traces.flatMap((trace): Remover[] => {
    const manager = managerOf(trace);
    return manager === undefined
      ? []
      : [{ kind: 'manager', manager, said: trace.text, at: momentOf(trace.secondsAgo) }];
  });
  const instead = steps.flatMap((part) => (part.standing === 'gone' ? part.instead : []));
  return [
    ...instead.flatMap((shown): Remover[] => {
      const protocol = / proto (\S+)/.exec(shown)?.[1];
      return protocol === undefined ? [] : [{ kind: 'protocol', protocol, shown }];
    }),
    ...commands.slice(-MOST_COMMANDS),
    ...managers.slice(-MOST_MANAGERS),
  ];
}

/** A command that somebody ran as root, where it may have had to do with what is missing. */
function commandOf(
  trace: Trace,
  missing: readonly Step[],
  at: string,
): Extract<Remover, { kind: 'command' }>[] {
  const ran = ranBy(trace);
  if (!ran) return [];
  const words = ran.command.split(/\s+/).filter(Boolean);
  const exact = missing.some(({ change }) => takesAway(words, change));
  if (!exact && !mayHaveTakenAway(words)) return [];
  return [{ kind: 'command', by: ran.by, command: ran.command, at, exact }];
}

/** sudo(8) logs `alice : TTY=… ; USER=root ; COMMAND=/sbin/ip rule …`, doas(1) `alice ran command ip rule …`, Ansible its modules' arguments. */
function ranBy({ identifier, text }: Trace): { by: string; command: string } | undefined {
  if (identifier === 'sudo') {
    const [, by = '', path = ''] = /^\s*(\S+) :.*?\bCOMMAND=(.*)$/.exec(text) ?? [];
    return by === '' ? undefined : { by: `${by} (sudo)`, command: withoutPath(path) };
  }
  if (identifier === 'doas') {
    const [, by = '', command = ''] =
      /^(?:cmd: )?(\S+) ran command (.*?)(?: as root)?(?: from .*)?$/.exec(text) ?? [];
    return by === '' ? undefined : { by: `${by} (doas)`, command: withoutPath(command) };
  }
  if (!identifier.startsWith('ansible')) return undefined;
  const [, raw] = /_raw_params=(.*?)(?: _uses_shell=| expand_argument_vars=|$)/.exec(text) ?? [];
  return { by: 'Ansible', command: raw === undefined ? text : withoutPath(raw) };
}

function withoutPath(command: string): string {
  return command.trim().replace(/^\S*\//, '');
}

const isShortFor = (word: string | undefined, whole: string, least: number): boolean =>
  word !== undefined && word.length >= least && whole.startsWith(word);

/** Whether the command, as iproute2, sysctl(8) or rm(1) take it, removes exactly that, or everything of its kind. */
function takesAway(words: readonly string[], change: Change): boolean {
  const [program = '', ...all] = words;
  if (change.kind === 'sysctl') return program === 'sysctl' && all.some((word) => sets(word, change.key));
  if (change.kind === 'keep')
    return ['rm', 'mv', 'unlink'].includes(program) && all.some((word) => word.includes('roundtrip'));
  if (program !== 'ip' && program !== 'ip6') return false;
  const [object, action, ...rest] = all.filter((word) => !word.startsWith('-'));
  const flushes = isShortFor(action, 'flush', 1);
  const deletes = isShortFor(action, 'delete', 1);
  if (change.kind === 'route') {
    const replaces = isShortFor(action, 'replace', 2) || isShortFor(action, 'change', 1);
    if (!isShortFor(object, 'route', 1) || !(flushes || deletes || replaces)) return false;
    const table = rest.indexOf('table');
    return table >= 0 && (rest[table + 1] === String(change.table) || (flushes && rest[table + 1] === 'all'));
  }
  if (!isShortFor(object, 'rule', 2) || !(flushes || deletes)) return false;
  if (flushes) return true;
  if (change.kind === 'main-rule') return rest.includes('main') || rest.includes('32766');
  const address = change.from.split('/')[0] ?? '';
  return (
    rest.includes(String(change.preference)) ||
    rest.some((word) => word === address || word.startsWith(`${address}/`))
  );
}

/** A dot and a slash mean the same to sysctl(8), but inside of a name. */
function sets(word: string, key: string): boolean {
  const [name = '', value] = word.split('=');
  return value !== undefined && name.replaceAll('/', '.') === key.replaceAll('/', '.');
}

/** Commands by which a manager of networks, or all settings, are brought in again. */
const CONFIGURING = ['networkctl', 'netplan', 'nmcli', 'ifup', 'ifdown', 'systemctl', 'service'];
const LOOKING = new Set(['status', 'list', 'show', 'is-active', 'is-enabled', 'cat', 'get', '-t', '-g']);
const NETWORK_UNIT = /network|netplan|firewalld|wicked|connman|dhcp|sysctl/i;

function mayHaveTakenAway([program = '', ...rest]: readonly string[]): boolean {
  if (program === 'sysctl') return rest.some((word) => /^(-p|--load|--system|-w)/.test(word));
  if (program === 'ip') return rest.some((word) => /^(flush|fl|down|up|restore)$/.test(word));
  if (!CONFIGURING.includes(program) || LOOKING.has(rest[0] ?? '')) return false;
  return !['systemctl', 'service'].includes(program) || rest.some((word) => NETWORK_UNIT.test(word));
}

/** Programs whose lines name an interface because they configure it. */
const MANAGERS = [
  'systemd-networkd',
  'NetworkManager',
  'wickedd',
  'dhclient',
  'dhcpcd',
  'ifup',
  'ifdown',
  'connmand',
];

/** Who did something with the interface by that line. Of the kernel's lines only those of its links are about that. */
function managerOf({ identifier, text }: Trace): string | undefined {
  if (MANAGERS.includes(identifier)) return identifier;
  if (['puppet-agent', 'chef-client', 'salt-minion', 'cloud-init', 'ec2net'].includes(identifier))
    return identifier;
  if (identifier === 'kernel')
    return /link (is|becomes)|carrier|renamed/i.test(text) ? 'the kernel' : undefined;
  if (identifier === 'systemd')
    return /^(Started|Stopped|Restarted|Reloaded|Starting|Stopping)/.test(text) ? 'systemd' : undefined;
  return undefined;
}
