import { type HostState, sysctlKey } from './model/index.ts';

/** The two settings whose greater one is an interface's effective rp_filter (Documentation/networking/ip-sysctl): all, and its own. */
export function rpFilterKeys(dev: string): [string, string] {
  return [sysctlKey(4, 'all', 'rp_filter'), sysctlKey(4, dev, 'rp_filter')];
}

/** What a distribution sets where nobody changed it, told by the kernel's release. */
const SHIPPED: readonly [RegExp, 0 | 1 | 2][] = [
  // RHEL and CentOS 6 to 8: sysctl.conf and 50-redhat.conf set 1.
  [/\.el[678](?:_|\.|$)/, 1],
  // Fedora: systemd's 50-default.conf sets 2.
  [/\.fc\d+\./, 2],
  // Flatcar and CoreOS leave the kernel's own 0.
  [/flatcar|coreos/, 0],
];

/** The rp_filter that this host has by default; undefined where its distribution does not tell. */
export function rpFilterDefault({ kernelRelease }: HostState): 0 | 1 | 2 | undefined {
  if (kernelRelease === undefined) return undefined;
  return SHIPPED.find(([release]) => release.test(kernelRelease))?.[1];
}
