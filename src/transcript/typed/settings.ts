import type { TypedCommand } from '../command-line.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseSysctls, sysctlKey } from '../parsers/sysctl.ts';
import { doubtful, type Effect, type TypedChange } from './typed-change.ts';

const parts = ['sysctls'] as const;

/** `sysctl -w KEY=VALUE …`, `sysctl -p`; `output`: what it printed. */
export function sysctlChange(argv: readonly string[], output: readonly string[]): TypedChange | undefined {
  const args = argv.slice(1);
  const assigned = args.flatMap((word) => {
    const [, name = '', value] = /^([\w.:/@*-]{3,200})=(.*)$/.exec(word) ?? [];
    const key = sysctlKey(name);
    return value === undefined || key === undefined ? [] : [[key, value.trim()] as const];
  });
  if (assigned.length > 0) {
    return { parts, make: (draft) => together(assigned.map(([key, value]) => set(draft, key, value))) };
  }
  if (!args.some((word) => /^(?:-\w*p|--load(?:=.*)?|--system)/.test(word))) return undefined;
  const { values } = parseSysctls(output);
  const printed = Object.entries(values);
  if (printed.length === 0) return doubtful([{ part: 'sysctls' }]);
  return { parts, make: (draft) => together(printed.map(([key, value]) => set(draft, key, value))) };
}

/** `echo VALUE > /proc/sys/…`, `… | tee /proc/sys/…`. */
export function writtenSettings({ argv, into = [] }: TypedCommand): TypedChange | undefined {
  const keys = into.flatMap((path) => (path.startsWith('/proc/sys/') ? (sysctlKey(path) ?? []) : []));
  if (keys.length === 0) return undefined;
  const [name, ...args] = argv;
  const words = args.filter((word) => !/^-[neE]+$/.test(word));
  const value = words.join(' ').replace(/\\n$/, '').trim();
  if ((name !== 'echo' && name !== 'printf') || value === '' || /[$%`]/.test(value))
    return doubtful(keys.map((key) => ({ part: 'sysctls', key })));
  return { parts, make: (draft) => together(keys.map((key) => set(draft, key, value))) };
}

function together(effects: readonly Effect[]): Effect {
  return effects.find((effect) => effect !== 'nothing') ?? 'nothing';
}

/** Settings that only make the kernel say more: what becomes of a packet does not depend on them. */
const SAYS_MORE = /(?:^|\.)(?:log_martians|nf_log|printk|nf_log_all_netns)(?:\.|$)/;

function set(draft: ObservationDraft, key: string, value: string): Effect {
  const { sysctls = {} } = draft.state;
  const values = Object.fromEntries(keysOf(draft, key).map((one) => [one, value]));
  const changed = Object.keys(values).filter((one) => sysctls[one] !== value);
  draft.addSysctls(values);
  return changed.some((one) => !SAYS_MORE.test(one)) ? 'made' : 'nothing';
}

/** The keys that a pattern of the shell means, and those that the kernel sets along with another (devinet_conf_proc). */
function keysOf(draft: ObservationDraft, key: string): string[] {
  const { sysctls = {}, links = [], addresses = [] } = draft.state;
  const devices = new Set([...links.map(({ name }) => name), ...addresses.map(({ dev }) => dev), 'lo']);
  const [, start, end] = /^(net\.ipv[46]\.(?:conf|neigh)\.)[^.]+(\.\w+)$/.exec(key) ?? [];
  const known = Object.keys(sysctls);
  if (key.includes('*')) {
    const named = [...devices, 'all', 'default'].map(
      (name) => `${start ?? ''}${name.replaceAll('.', '/')}${end ?? ''}`,
    );
    const form = new RegExp(`^${key.split('*').map(escaped).join('[^.]*')}$`);
    return [...new Set([...known, ...(start === undefined ? [] : named)])].filter((one) => form.test(one));
  }
  const forwarding = key === 'net.ipv4.ip_forward' || /\.conf\.all\.forwarding$/.test(key);
  if (!forwarding) return [key];
  const family = key.startsWith('net.ipv6') ? 'ipv6' : 'ipv4';
  const each = new RegExp(`^net\\.${family}\\.(?:conf\\..*\\.forwarding|ip_forward)$`);
  return [key, ...known.filter((one) => each.test(one) && one !== key)];
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
