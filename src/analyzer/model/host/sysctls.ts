import type { HostState } from '../host-state.ts';

/** The key of an interface's setting as in `HostState.sysctls`; `all` and `default` are interfaces here. */
export function sysctlKey(family: 4 | 6, dev: string, name: string): string {
  return `net.ipv${family}.conf.${dev.replaceAll('.', '/')}.${name}`;
}

/** A kernel setting as a number; undefined where it was not shown, or is no number. */
export function sysctl({ sysctls }: Pick<HostState, 'sysctls'>, key: string): number | undefined {
  const text = sysctls?.[key]?.trim();
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The interface that a key is about, and the setting's name; undefined for settings of the whole host. */
export function interfaceOfSysctl(key: string): { dev: string; name: string } | undefined {
  const [, dev, name] = /^net\.ipv[46]\.(?:conf|neigh)\.([^.]+)\.(.+)$/.exec(key) ?? [];
  return dev === undefined || name === undefined ? undefined : { dev: dev.replaceAll('/', '.'), name };
}
