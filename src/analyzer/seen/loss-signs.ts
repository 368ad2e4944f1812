import { rise } from '../counter-rise.ts';
import { type Link, type LossSign, linkOf } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';

/** Counters of an interface that rise where frames are damaged or lost on the wire, by their names in `Link.stats`. */
const ERRORS = ['rx.errors', 'rx.crc', 'rx.crc_errors', 'rx.frame', 'rx.frame_errors', 'tx.errors'] as const;
const LOST = [
  'rx.dropped',
  'rx.missed',
  'rx.missed_errors',
  'rx.over',
  'rx.over_errors',
  'tx.dropped',
] as const;
/** Drivers' own names of the same (`ethtool -S`). */
const NIC_ERRORS =
  /^nic\.(?:rx_(?:crc|fcs|frame|align|symbol|phy|length)\w*|port\.rx_crc_errors|.*crc_err\w*)$/;
/** A link that was set up once has changed its carrier twice. */
const USUAL_CHANGES = 4;

/** Where the counters say that packets are lost: the worst of each kind, on the way of this flow. */
export function lossSigns(walk: Walk): LossSign[] {
  const { state } = walk.modelled;
  const { ingress, observation } = walk.seen;
  const link = linkOf(state, ingress);
  // The log is the machine's: other namespaces, and links of the same name before, are in it as well.
  const isSteady = (link?.stats?.['tx.carrier_changes'] ?? USUAL_CHANGES + 1) <= USUAL_CHANGES;
  const counted = link ? ofLink(link) : [];
  const isTold = isSteady || counted.some(({ sign }) => sign === 'flapping');
  const signs: LossSign[] = [...counted, ...(isTold ? [] : ofLog(walk))];
  for (const name of ['Ip', 'Icmp', 'IpExt', 'Tcp', 'Udp'].map((group) => `${group}.InCsumErrors`)) {
    const by = rise(observation.counters, name) ?? observation.counters.at(-1)?.values[name] ?? 0;
    if (by > 0) signs.push({ sign: 'checksum', counter: name, count: by });
  }
  return signs;
}

/** Whether the link of the asked interface went and came back, by its counter or the log. */
export function flapping(walk: Walk): { device: string; counter: string; count: number } | undefined {
  const sign = lossSigns(walk).find((one) => one.sign === 'flapping');
  return sign && { device: sign.device ?? walk.seen.ingress, counter: sign.counter, count: sign.count };
}

function ofLink({ name: device, stats = {} }: Link): LossSign[] {
  const worst = (names: readonly string[]) =>
    names
      .map((counter) => ({ counter, count: stats[counter] ?? 0 }))
      .reduce((most, one) => (one.count > most.count ? one : most), { counter: '', count: 0 });
  const nic = Object.keys(stats).filter((name) => NIC_ERRORS.test(name));
  const errors = worst([...ERRORS, ...nic]);
  const lost = worst(LOST);
  const changes = stats['tx.carrier_changes'] ?? stats['carrier_changes'] ?? 0;
  return [
    ...(errors.count > 0 ? [{ sign: 'errors' as const, device, ...errors }] : []),
    ...(changes > USUAL_CHANGES
      ? [{ sign: 'flapping' as const, device, counter: 'carrier_changes', count: changes }]
      : []),
    ...(lost.count > 0 ? [{ sign: 'dropped' as const, device, ...lost }] : []),
  ];
}

/** The log shows the carrier going more than once. */
function ofLog({ seen: { log, ingress } }: Walk): LossSign[] {
  const downs = log.filter(
    (entry) => entry.kind === 'link' && entry.device === ingress && entry.state === 'down',
  ).length;
  return downs > 1 ? [{ sign: 'flapping', device: ingress, counter: 'link down', count: downs }] : [];
}
