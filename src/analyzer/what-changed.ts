import type { Message } from './model/index.ts';
import type { Walk } from './walk/index.ts';

/** Protocols by which iproute2 names who sets routes and rules (/etc/iproute2/rt_protos). */
const SETTERS: ReadonlySet<string> = new Set([
  'dhcp',
  'ra',
  'static',
  'networkmanager',
  'zebra',
  'bird',
  'bgp',
  'ospf',
  'keepalived',
]);

/** Hints of what has changed lately, each with where it stands: who set the deciding entries, link flaps, leases. */
export function whatChanged(walk: Walk): Message[] {
  return [...settersOf(walk), ...linkFlaps(walk), ...leases(walk)];
}

function settersOf({
  modelled: {
    replyWhy: { rule, route },
  },
}: Walk): Message[] {
  return [
    ...setter(rule?.protocol, 'rule', String(rule?.preference)),
    ...setter(route?.protocol, 'route', route?.destination ?? ''),
  ];
}

function setter(protocol: string | undefined, what: 'rule' | 'route', name: string): Message[] {
  const by = protocol?.toLowerCase();
  return protocol === undefined || by === undefined || !SETTERS.has(by)
    ? []
    : [{ key: 'remark.set-by', what, name, by, protocol }];
}

/** The kernel notes each change of a link, and a link that went down has lost the routes of its policy table. */
function linkFlaps({ seen: { log, ingress }, asked: { flow } }: Walk): Message[] {
  const last = log.findLast(
    (entry) => entry.kind === 'link' && (entry.device === ingress || entry.device === flow.interface),
  );
  return last === undefined ? [] : [{ key: 'remark.link-changed', line: last.line.trim().slice(0, 160) }];
}

function leases({ modelled: { state }, asked: { flow } }: Walk): Message[] {
  const own = state.addresses?.find(({ local }) => local === flow.to);
  if (own?.validLifetime === undefined || !own.flags.includes('dynamic')) return [];
  return [{ key: 'remark.leased', address: own.local, device: own.dev, seconds: own.validLifetime }];
}
