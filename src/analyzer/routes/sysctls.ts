import type { HostState } from '../model/index.ts';
import { NotKnown } from './trace.ts';

/** Per-interface settings of `net.ipv4.conf` as the kernel combines them with `all` (include/linux/inetdevice.h's documented macros). */
export interface Sysctls {
  /** Possible values of the effective rp_filter: one where known, several where a part was not collected. */
  rpFilterModes(dev: string): (0 | 1 | 2)[];
  /** IPv4 forwarding of the interface: its own `forwarding`, which `ip_forward` and `all` preset. */
  forwarding4(dev: string): boolean;
  /** IPv6 `conf.all.forwarding`. */
  forwarding6(): boolean;
  /** True where `all` or the interface says so. */
  either(
    name: '4.accept_local' | '4.src_valid_mark' | '4.send_redirects' | '4.route_localnet',
    dev: string,
  ): boolean;
  /** The interface's own IPv4 or IPv6 value; `undefined` where it was not collected. */
  own(family: 4 | 6, dev: string, name: string): number | undefined;
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text.trim()) ? Number(text) : undefined;
}

function mode(value: number): 0 | 1 | 2 {
  return value <= 0 ? 0 : value === 1 ? 1 : 2;
}

/** Reads settings from the collected sysctls; what is needed and missing raises NotKnown. */
export function sysctlReader(state: HostState): Sysctls {
  const values = state.sysctls ?? {};
  const own = (family: 4 | 6, dev: string, name: string) =>
    numberOf(values[`net.ipv${family}.conf.${dev.replaceAll('.', '/')}.${name}`]);
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
        own(4, dev, 'forwarding') ?? numberOf(values['net.ipv4.ip_forward']) ?? own(4, 'all', 'forwarding');
      if (value === undefined) throw new NotKnown(`net.ipv4.conf.${dev}.forwarding was not collected`);
      return value !== 0;
    },
    forwarding6() {
      const value = own(6, 'all', 'forwarding');
      if (value === undefined) throw new NotKnown('net.ipv6.conf.all.forwarding was not collected');
      return value !== 0;
    },
    either(name, dev) {
      const key = name.slice(2);
      const all = own(4, 'all', key);
      const device = own(4, dev, key);
      if (all || device) return true;
      if (all === undefined || device === undefined) {
        throw new NotKnown(`net.ipv4.conf.${device === undefined ? dev : 'all'}.${key} was not collected`);
      }
      return false;
    },
  };
}
