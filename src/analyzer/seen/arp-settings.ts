import { type HostState, sysctl, sysctlKey } from '../model/index.ts';

/** The ARP settings of an interface as the kernel combines them with `all`: the greater counts. Not shown counts as 0, the default. */
export function arpSetting(
  state: HostState,
  dev: string,
  name: 'arp_ignore' | 'arp_announce' | 'arp_filter',
): number {
  const read = (device: string) => sysctl(state, sysctlKey(4, device, name)) ?? 0;
  return Math.max(read('all'), read(dev));
}
