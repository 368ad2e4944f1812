import type { HostState } from './model/index.ts';

/**
 * Where an interface's effective rp_filter comes from: the greater of `all` and its own counts
 * (Documentation/networking/ip-sysctl). `all=1, eth1=0`; a value that was not shown is `?`.
 */
export function rpFilterSetting({ sysctls = {} }: HostState, dev: string): string {
  const key = (name: string) => `net.ipv4.conf.${name.replaceAll('.', '/')}.rp_filter`;
  const all = sysctls[key('all')];
  const own = sysctls[key(dev)];
  const told = `all=${all ?? '?'}, ${dev}=${own ?? '?'}`;
  return all !== undefined && own !== undefined && all !== own ? `${told}: the greater counts` : told;
}
