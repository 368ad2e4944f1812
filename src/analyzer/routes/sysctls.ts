import { type HostState, type OpenQuestion, sysctl, sysctlKey } from '../model/index.ts';
import { NotKnown } from './trace.ts';

/** Per-interface settings of `net.ipv4.conf` as the kernel combines them with `all` (include/linux/inetdevice.h's documented macros). */
export interface Sysctls {
  /** Possible values of the effective rp_filter: one where known, several where a part was not collected. */
  rpFilterModes(dev: string): (0 | 1 | 2)[];
  /** IPv4 forwarding of the interface: its own `forwarding`, which `ip_forward` and `all` preset; `undefined` where it was not collected. */
  forwarding4(dev: string): boolean | undefined;
  /** IPv6 `conf.all.forwarding`. */
  forwarding6(): boolean;
  /** True where `all` or the interface says so. */
  either(name: 'accept_local' | 'src_valid_mark' | 'send_redirects' | 'route_localnet', dev: string): boolean;
  /** The interface's own IPv4 or IPv6 value; `undefined` where it was not collected. */
  own(family: 4 | 6, dev: string, name: string): number | undefined;
}

/** The question for a setting that `all` and the interface have together. */
export function settingOf(dev: string, name: string): OpenQuestion {
  return { about: 'sysctl', keys: [sysctlKey(4, 'all', name), sysctlKey(4, dev, name)] };
}

function mode(value: number): 0 | 1 | 2 {
  return value <= 0 ? 0 : value === 1 ? 1 : 2;
}

/** Reads settings from the collected sysctls; what is needed and missing raises NotKnown. */
export function sysctlReader(state: HostState): Sysctls {
  const own = (family: 4 | 6, dev: string, name: string) => sysctl(state, sysctlKey(family, dev, name));
  return {
    own,
    rpFilterModes(dev) {
      const all = own(4, 'all', 'rp_filter');
      const device = own(4, dev, 'rp_filter');
      const floor = mode(Math.max(all ?? 0, device ?? 0));
      if (floor === 2 || (all !== undefined && device !== undefined)) return [floor];
      return floor === 1 ? [1, 2] : [0, 1, 2];
    },
    forwarding4(dev) {
      const value =
        own(4, dev, 'forwarding') ?? sysctl(state, 'net.ipv4.ip_forward') ?? own(4, 'all', 'forwarding');
      return value === undefined ? undefined : value !== 0;
    },
    forwarding6() {
      const value = own(6, 'all', 'forwarding');
      if (value === undefined)
        throw new NotKnown({ about: 'sysctl', keys: [sysctlKey(6, 'all', 'forwarding')] });
      return value !== 0;
    },
    either(name, dev) {
      const all = own(4, 'all', name);
      const device = own(4, dev, name);
      if (all || device) return true;
      if (all === undefined || device === undefined) throw new NotKnown(settingOf(dev, name));
      return false;
    },
  };
}
