import type { Walk } from './walk.ts';

/** Who sets routes and rules, by the protocol that iproute2 prints (/etc/iproute2/rt_protos). */
const SETTERS: Readonly<Record<string, string>> = {
  dhcp: 'a DHCP client',
  ra: 'router advertisements',
  static: 'an administrator or a network service',
  networkmanager: 'NetworkManager',
  zebra: 'a routing daemon (zebra)',
  bird: 'a routing daemon (bird)',
  bgp: 'BGP',
  ospf: 'OSPF',
  keepalived: 'keepalived',
};

/** Hints of what has changed lately, each with where it is told: who set the deciding entries, link flaps, leases. */
export function whatChanged(walk: Walk): string[] {
  return [...settersOf(walk), ...linkFlaps(walk), ...leases(walk)];
}

function settersOf({ replyRoute }: Walk): string[] {
  const { rule, route } = replyRoute.why;
  return [
    ...setter(rule?.protocol, `rule ${rule?.preference}, which decides the way back,`),
    ...setter(route?.protocol, `the route ${route?.destination}, which the answer takes,`),
  ];
}

function setter(protocol: string | undefined, what: string): string[] {
  const who = protocol === undefined ? undefined : SETTERS[protocol.toLowerCase()];
  return who === undefined ? [] : [`${what} was set by ${who} (its protocol is ${protocol})`];
}

/** The kernel notes each change of a link, and a link that went down has lost the routes of its policy table. */
function linkFlaps({ state, ingress, flow }: Walk): string[] {
  const names = new Set([ingress, flow.interface]);
  const lines = (state.kernelLog ?? []).filter(
    (line) => /link is (?:not ready|up|down)|link becomes ready|carrier/i.test(line) && mentions(line, names),
  );
  const last = lines.at(-1);
  return last === undefined
    ? []
    : [`the link has changed, as the kernel log tells: "${last.trim().slice(0, 160)}"`];
}

function mentions(line: string, names: ReadonlySet<string>): boolean {
  const words = line.split(/[\s:,()[\]]+/);
  return words.some((word) => names.has(word));
}

function leases({ state, flow }: Walk): string[] {
  const own = state.addresses?.find(({ local }) => local === flow.to);
  if (own?.validLifetime === undefined || !own.flags.includes('dynamic')) return [];
  return [
    `${own.local} on ${own.dev} is leased: it runs for ${own.validLifetime} s more, as "ip addr" tells (valid_lft)`,
  ];
}
