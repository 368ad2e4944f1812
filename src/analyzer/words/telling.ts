import type { Diagnosis } from '../model/index.ts';
import type { Verdict } from '../verdict.ts';
import type { Walk } from '../walk.ts';

/** What a cause says to people: the verdict in one plain sentence, and two or three for someone who is no network engineer. */
export type Words = Pick<Diagnosis, 'headline' | 'explanation' | 'advice'>;

export type Telling = (walk: Walk, verdict: Verdict) => Words;

const KERNEL = 'https://www.kernel.org/doc/html/latest/networking';
const RFC = 'https://www.rfc-editor.org/rfc';
const MAN = 'https://man7.org/linux/man-pages/man8';

/** Documents that the explanations refer to. */
export const LINKS = {
  ipSysctl: `${KERNEL}/ip-sysctl.html`,
  conntrackSysctl: `${KERNEL}/nf_conntrack-sysctl.html`,
  vrf: `${KERNEL}/vrf.html`,
  ipRule: `${MAN}/ip-rule.8.html`,
  ipRoute: `${MAN}/ip-route.8.html`,
  ipLink: `${MAN}/ip-link.8.html`,
  ipAddress: `${MAN}/ip-address.8.html`,
  nft: `${MAN}/nft.8.html`,
  ingressFiltering: `${RFC}/rfc3704`,
  spoofing: `${RFC}/rfc2827`,
  hostRequirements: `${RFC}/rfc1122`,
  arp: `${RFC}/rfc826`,
  addressConflicts: `${RFC}/rfc5227`,
  pathMtu: `${RFC}/rfc2923`,
} as const;

/** `ip`, or `ip -6` where the flow is IPv6. */
export function ip(walk: Walk, ...words: string[]): string[] {
  return walk.family === 6 ? ['ip', '-6', ...words] : ['ip', ...words];
}

const OPENING_WORD =
  /^(?:an?|the|it|no|on|rule|requests?|nothing|nobody|somebody|something|whether|what|connection|from)\b/;

/** As a sentence begins; names of hosts, interfaces and settings stay as they are. */
export function capitalise(text: string): string {
  return OPENING_WORD.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;
}

/** A table as people know it: main instead of 254. */
export function tableName(table: string): string {
  return { '253': 'default', '254': 'main', '255': 'local' }[table] ?? table;
}

/** What is sent, in the plural: `pings`, `TCP connections`. */
export function requests({ flow }: Walk): string {
  return flow.protocol === 'icmp'
    ? 'pings'
    : `${flow.protocol.toUpperCase()} packets to port ${flow.port ?? '?'}`;
}
