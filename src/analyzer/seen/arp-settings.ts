import type { HostState } from '../model/index.ts';

/** The ARP settings of an interface as the kernel combines them with `all`: the greater counts. Not shown counts as 0, the default. */
export function arpSetting(
  { sysctls = {} }: HostState,
  dev: string,
  name: 'arp_ignore' | 'arp_announce' | 'arp_filter',
): number {
  const read = (device: string) =>
    Number(sysctls[`net.ipv4.conf.${device.replaceAll('.', '/')}.${name}`] ?? 0);
  return Math.max(read('all'), read(dev));
}
