import { type HostState, interfaceOfSysctl, linkOf } from '../model/index.ts';
import { withIpv6, withoutIpv6 } from './addresses6.ts';
import { type Applied, fails, isUp, made } from './parts.ts';

/** A kernel setting is written. Forwarding sets it for all interfaces; IPv6 that is disabled takes its addresses and routes along. */
export function setSysctl(state: HostState, { key, value }: { key: string; value: string }): Applied {
  const about = interfaceOfSysctl(key);
  const isOne = about !== undefined && about.dev !== 'all' && about.dev !== 'default';
  if (isOne && (state.links?.length ?? 0) > 0 && linkOf(state, about.dev) === undefined)
    return fails('ENOENT');
  const keys = keysSetWith(state, key);
  const sysctls = { ...state.sysctls, ...Object.fromEntries(keys.map((one) => [one, value])) };
  const after = { ...state, sysctls };
  if (!/^net\.ipv6\.conf\..*\.disable_ipv6$/.test(key)) {
    const isSame = keys.every((one) => state.sysctls?.[one]?.trim() === value);
    return isSame ? { kind: 'nothing' } : made(after);
  }
  const devices = keys
    .flatMap((one) => interfaceOfSysctl(one)?.dev ?? [])
    .filter((dev) => linkOf(state, dev));
  return made(
    devices.reduce<HostState>(
      (known, dev) =>
        Number(value) > 0 ? withoutIpv6(known, dev) : isUp(known, dev) ? withIpv6(known, dev) : known,
      after,
    ),
  );
}

/** The keys that the kernel sets along with one (`devinet_conf_proc`, `addrconf_disable_ipv6`). */
function keysSetWith({ links = [], sysctls = {} }: HostState, key: string): string[] {
  const whole = /^net\.ipv6\.conf\.all\.(disable_ipv6|forwarding)$/.exec(key)?.[1];
  const isForwarding4 = key === 'net.ipv4.ip_forward' || key === 'net.ipv4.conf.all.forwarding';
  if (whole === undefined && !isForwarding4) return [key];
  const family = whole === undefined ? 4 : 6;
  const name = whole ?? 'forwarding';
  const devices = ['all', 'default', ...links.map((link) => link.name.replaceAll('.', '/'))];
  const shown = Object.keys(sysctls).filter(
    (one) => one.endsWith(`.${name}`) && one.startsWith(`net.ipv${family}.conf.`),
  );
  const each = devices.map((dev) => `net.ipv${family}.conf.${dev}.${name}`);
  return [...new Set([key, ...shown, ...each, ...(family === 4 ? ['net.ipv4.ip_forward'] : [])])];
}
