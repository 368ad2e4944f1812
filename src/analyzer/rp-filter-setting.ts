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

/** The same, told by the distribution and the major number of its version. */
const SHIPPED_BY: readonly [ids: RegExp, from: number, until: number, 0 | 1 | 2][] = [
  [/^(?:rhel|centos|ol|rocky|almalinux|scientific)$/, 6, 8, 1],
  // procps' 10-network-security.conf: 1, since 20.04 2.
  [/^ubuntu$/, 12, 18, 1],
  [/^ubuntu$/, 20, 24, 2],
  // systemd 240 and later (50-default.conf).
  [/^fedora$/, 30, 99, 2],
  // Nothing that is installed by default sets it.
  [/^debian$/, 8, 11, 0],
];

/**
 * The rp_filter that this host has by default: what its own configuration files set, else what its distribution ships;
 * undefined where neither was shown.
 */
export function rpFilterDefault(state: HostState, dev: string): 0 | 1 | 2 | undefined {
  const { kernelRelease, distribution } = state;
  const configured = configuredRpFilter(state, dev);
  if (configured !== undefined) return configured;
  const byKernel = SHIPPED.find(([release]) => release.test(kernelRelease ?? ''))?.[1];
  if (byKernel !== undefined || distribution?.version === undefined) return byKernel;
  const major = Number.parseInt(distribution.version, 10);
  return SHIPPED_BY.find(
    ([ids, from, until]) => ids.test(distribution.id) && from <= major && major <= until,
  )?.[3];
}

/** What sysctl.conf and its kin set (sysctl.d(5)): a later line counts, and the interface's own, a pattern's or the default's beside all. */
function configuredRpFilter({ intent = [] }: HostState, dev: string): 0 | 1 | 2 | undefined {
  const values = new Map<string, number>();
  for (const entry of intent) {
    if (entry.kind !== 'sysctl' || !/^[012]$/.test(entry.value)) continue;
    const name = /^net\.ipv4\.conf\.(.{1,40})\.rp_filter$/.exec(entry.key)?.[1];
    if (name !== undefined) values.set(name, Number(entry.value));
  }
  if (values.size === 0) return undefined;
  const own = values.get(dev.replaceAll('.', '/')) ?? values.get('*') ?? values.get('default');
  const all = values.get('all') ?? values.get('*');
  if (own === undefined && all === undefined) return undefined;
  const effective = Math.max(own ?? 0, all ?? 0);
  return effective === 1 ? 1 : effective === 2 ? 2 : 0;
}
