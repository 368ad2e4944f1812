import type { Change, HostState } from '../model/index.ts';

/**
 * The smallest loosening: `rp_filter=2` on the one interface. The mode in force is the maximum of `all` and the
 * interface (Documentation/networking/ip-sysctl), so 2 wins over `all=1`, and no other interface changes. Undefined
 * where it would change nothing: the mode in force is loose already, or the interface's own was not shown.
 */
export function looseRpFilterChanges(
  state: HostState,
  dev: string,
): { changes: Change[]; restsOn: Record<string, string> } | undefined {
  const key = `net.ipv4.conf.${dev.replaceAll('.', '/')}.rp_filter`;
  const before = state.sysctls?.[key];
  const all = state.sysctls?.['net.ipv4.conf.all.rp_filter'] ?? 'unknown';
  const off = before === '0' && all === '0';
  if (before === undefined || before === '2' || all === '2' || off) return undefined;
  return {
    changes: [{ kind: 'sysctl', key, before, after: '2' }],
    restsOn: { [key]: before, 'net.ipv4.conf.all.rp_filter': all },
  };
}
