import type { HostState } from '../../analyzer/model/index.ts';

type Foreign = NonNullable<HostState['networkd']>;

/**
 * What systemd-networkd does with routes and rules that are not its own, by the lines of all its files that say so (`PATH:KEY=VALUE`).
 * The main file comes first, then the drop-ins by their names, of which one in /etc hides those of the same name elsewhere
 * (networkd.conf(5)). Where nothing is said it removes them.
 */
export function foreignSettings(lines: readonly string[]): Foreign {
  const said = lines.flatMap((text) => {
    const [, path, key, value] = /^(\/[^:]{1,300}):\s*(\w{1,60})\s*=\s*(\S{0,20})/.exec(text) ?? [];
    return path === undefined || key === undefined
      ? []
      : [{ path, key: key.toLowerCase(), value: value ?? '' }];
  });
  const inOrder = said
    .filter(({ path }) => !said.some((other) => hides(other.path, path)))
    .toSorted((one, other) => (orderOf(one.path) < orderOf(other.path) ? -1 : 1));
  const last = (key: string) => inOrder.findLast((line) => line.key === key)?.value;
  return {
    foreignRoutes: isNo(last('manageforeignroutes')) ? 'kept' : 'removed',
    foreignRules: isNo(last('manageforeignroutingpolicyrules')) ? 'kept' : 'removed',
  };
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** /etc before /run before /usr/lib, for files of one name. */
function hides(one: string, other: string): boolean {
  return one !== other && nameOf(one) === nameOf(other) && rankOf(one) < rankOf(other);
}

function rankOf(path: string): number {
  return path.startsWith('/etc/') ? 0 : path.startsWith('/run/') ? 1 : 2;
}

function orderOf(path: string): string {
  return path.includes('.conf.d/') ? `1${nameOf(path)}` : `0${nameOf(path)}`;
}

/** systemd's words for false. */
function isNo(value: string | undefined): boolean {
  return value !== undefined && /^(?:no|n|false|f|off|0)$/i.test(value);
}
