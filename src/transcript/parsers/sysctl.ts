import { isMasked } from '../forms/addresses.ts';
import { quoted, wordsOf } from '../forms/text.ts';

/** Kernel settings by their key (see HostState.sysctls), and the lines that say why one could not be read. */
export type SysctlReading = { values: Record<string, string>; unread: string[] };

const ASSIGNMENT =
  /^\s{0,12}((?:net|kernel|vm|fs|dev|abi|user|debug)(?:[./][\w@:+-]{1,64}){1,9})\s{0,4}=\s{0,4}(\S.{0,500}|)$/;
const COLON = /^\s{0,12}(net(?:[./][\w@:+-]{1,64}){2,9})\s{0,4}:\s{0,4}(-?\d{1,12})\s*$/;
const PATH_VALUE = /^\s{0,12}(\/proc\/sys\/[\w./@:+-]{1,200}?)\s{0,4}[:=]\s{0,4}(-?[\w\t .,-]{1,200})$/;
const PATH = /^\s{0,12}(?:==>\s{0,4})?(\/proc\/sys\/[\w./@:+-]{1,200}?):?(?:\s{0,4}<==)?\s*$/;

/** Whether the line assigns a kernel setting in any of the forms read here. */
export function isSysctlLine(line: string): boolean {
  const start = line.slice(0, 800);
  return ASSIGNMENT.test(start) || COLON.test(start) || PATH_VALUE.test(start) || PATH.test(start);
}

/** Whether the line can be a setting that was damaged, a bare value, or a complaint. */
export function isLikeSysctlLine(line: string): boolean {
  const start = line.trim().slice(0, 300);
  if (/^(?:net|kernel|vm|fs|dev|abi|user|debug)[./]|^\/proc\/|^==>/.test(start) || isComplaint(start))
    return true;
  const words = wordsOf(start);
  return words.every((word) => /^-?\d+$/.test(word)) || (words.length === 1 && /^[\w-]+$/.test(start));
}

/**
 * Settings of `sysctl` (`key = value`), of `grep . /proc/sys/…` (`path:value`), of `head`/`tail` (`==> path <==`), of a
 * loop that prints path and value in turn; and, where the asked keys are given in their order, of `sysctl -n` and `cat`.
 */
export function parseSysctls(lines: readonly string[], askedKeys: readonly string[] = []): SysctlReading {
  const values: Record<string, string> = {};
  const unread: string[] = [];
  let path: string | undefined;
  const bare: string[] = [];
  for (const whole of lines) {
    const line = whole.slice(0, 800);
    const assigned = ASSIGNMENT.exec(line) ?? PATH_VALUE.exec(line) ?? COLON.exec(line);
    if (assigned) {
      set(values, assigned[1] ?? '', assigned[2] ?? '');
      path = undefined;
      continue;
    }
    const named = PATH.exec(line);
    const value = line.trim();
    if (named) path = named[1];
    else if (isComplaint(value)) {
      if (/denied|not permitted/i.test(value)) unread.push(line);
      bare.push('');
    } else if (value === '') continue;
    else if (path !== undefined) {
      set(values, path, value);
      path = undefined;
    } else bare.push(value);
  }
  if (askedKeys.length > 0 && bare.length === askedKeys.length) {
    for (const [index, key] of askedKeys.entries()) {
      const value = bare[index] ?? '';
      if (value !== '' && value.length < 500) set(values, key, value);
    }
  } else unread.push(...bare.filter((value) => value !== '').map((value) => quoted(value)));
  return { values, unread };
}

function isComplaint(line: string): boolean {
  return /^(?:sysctl:|error:|cat:|grep:|head:|tail:|sh:|-?bash:)/i.test(line);
}

function set(values: Record<string, string>, name: string, value: string): void {
  const key = sysctlKey(name);
  const shown = value.trim();
  if (key !== undefined && !isMasked(shown)) values[key] = shown;
}

/**
 * A setting's key from its name as typed or printed: dots between parts, a dot inside an interface's name as `/`
 * (sysctl(8)); undefined for what is no path of /proc/sys.
 */
export function sysctlKey(name: string): string | undefined {
  const path = name.startsWith('/proc/sys/') ? name.slice('/proc/sys/'.length) : name;
  if (path.startsWith('/') || path === '' || path.length > 250 || path === '__proto__') return undefined;
  const slash = path.indexOf('/');
  const dot = path.indexOf('.');
  if (slash !== -1 && (dot === -1 || slash < dot)) {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => part.replaceAll('.', '/'))
      .join('.');
  }
  const parts = path.split('.');
  // BusyBox prints the dot of an interface name as it is: net.ipv4.conf.eth1.100.rp_filter
  const perInterface =
    parts[0] === 'net' && (parts[2] === 'conf' || parts[2] === 'neigh') && parts.length > 5;
  if (!perInterface) return path;
  return [...parts.slice(0, 3), parts.slice(3, -1).join('/'), parts.at(-1)].join('.');
}
