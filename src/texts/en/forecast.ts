import type { FlowTraits } from '../../analyzer/model/index.ts';
import type { ForecastCounts, ForecastTexts } from '../forecast-texts.ts';
import { count, listOf } from './count.ts';
import { flowWay, traitNames } from './flows.ts';

/** `This change would stop 2 of 6 flows`. */
function summary(counts: ForecastCounts): string {
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const parts = [
    counts.repairs > 0 ? `repair ${counts.repairs}` : '',
    counts.moves > 0 ? `send the answers of ${counts.moves} another way` : '',
  ].filter((part) => part !== '');
  const also = parts.length > 0 ? `, and would ${listOf(parts)}` : '';
  const open = counts.unknown > 0 ? `; ${counts.unknown} cannot be predicted` : '';
  return `This change would stop ${counts.stops === 0 ? 'none' : counts.stops} of ${count(all, 'flow')}${also}${open}.`;
}

export const forecastTexts: ForecastTexts = {
  summary,
  cuts: {
    own: 'It would cut your own SSH session.',
    ssh: (number) =>
      `It would cut ${count(number, 'open SSH session')}: ${number === 1 ? 'it' : 'one of them'} may be yours.`,
  },
  outcomes: {
    stops: 'stops',
    unknown: 'not known',
    moves: 'moves',
    'still-stopped': 'still stopped',
    repairs: 'repairs',
    unchanged: 'unchanged',
  },
  columns: { outcome: 'RESULT', flow: 'FLOW', from: 'FROM' },
  from: {
    elsewhere: () => 'elsewhere',
    network: (address, network) => (network === undefined ? address : `${address} in ${network}`),
    peer: (address) => `${address}, connected now`,
  },
  flow: (flow) => {
    if (flow.kind === 'asked') return `${flow.device} ${flow.address}${portAndTraits(flow.traits)}`;
    if (flow.kind === 'started')
      return `what the host itself starts (${[`IPv${flow.family}`, ...traitNames(flow.traits ?? {})].join(', ')})`;
    const port = flow.port === undefined ? '' : `:${flow.port}`;
    const name = { own: 'your SSH session', ssh: 'SSH session', other: 'connection' }[flow.use];
    return `${name} ${flow.address}${port}`;
  },
  headlines: {
    cut: (flow, way, stands) => {
      if (!stands && flow.kind === 'session') return `${flow.address} is no longer usable on this host`;
      return way.kind === 'no-way' ? `no way out any more (${way.error})` : `no way out any more`;
    },
    moves: (before, after) =>
      `still answered, but now ${flowWay(after)}; before, it ${flowWay(before)}. A router or cloud that checks sources may drop it`,
    same: (way) => (way.kind === 'leaves' ? `as before: ${flowWay(way)}` : 'as before'),
    repaired: (way, was, hop) =>
      `answered${hop === undefined ? '' : `, if ${hop.address} answers on ${hop.device} (nothing shows that it is there)`}: ${flowWay(way)}${was === undefined ? '' : `. Now: ${was}`}`,
    doubt: (doubt) =>
      doubt.about === 'line'
        ? `depends on line ${doubt.line}, whose effect is not known`
        : `depends on whether ${doubt.address} answers on ${doubt.device}: nothing shows that it is there`,
    ambiguous: 'several interfaces are in this network, and it is open which of them the request arrives on',
    notShown: 'depends on something that the transcript does not show',
  },
  line: (outcome, { keptForLater: later, elsewhere }) => {
    if (later !== undefined) return `changes nothing now: ${later} is read later`;
    switch (outcome.kind) {
      case 'made':
        return undefined;
      case 'nothing':
        return 'changes nothing';
      case 'fails':
        return `fails: ${forecastTexts.errors[outcome.error]}`;
      case 'not-run':
        return 'is not run, because of the line before it';
      case 'open':
        if (elsewhere !== undefined)
          return `is not read: it runs on ${elsewhere}, which may be this host under another name`;
        return 'is not understood, or hangs on something that was not shown';
    }
  },
  errors: {
    EEXIST: 'File exists (EEXIST)',
    ESRCH: 'No such process: there is no such route (ESRCH)',
    ENOENT: 'No such file or directory: there is no such entry (ENOENT)',
    ENODEV: 'Cannot find device (ENODEV)',
    ENETUNREACH: 'Nexthop has invalid gateway: it is on no connected network (ENETUNREACH)',
    EHOSTUNREACH: 'No route to host: the gateway is on no connected network (EHOSTUNREACH)',
    ENETDOWN: 'Network is down: the interface is not up (ENETDOWN)',
    EINVAL: 'Invalid argument (EINVAL)',
    EADDRNOTAVAIL: 'Cannot assign requested address: it is not there (EADDRNOTAVAIL)',
    EPERM: 'Operation not permitted (EPERM)',
    INVALID: 'netplan does not take this value, and applies nothing of the file',
  },
  assumed: (one) => {
    switch (one.about) {
      case 'carrier':
        return `${one.device} has a carrier once it is up.`;
      case 'new-interface':
        return `${one.device} begins with the settings of net.ipv4.conf.default and net.ipv6.conf.default, and has a carrier once it is up.`;
      case 'lease-kept':
        return `${one.device} keeps the lease that it has: its addresses and gateway stay the same.`;
      case 'owner-reacts':
        return `${one.owner} does not step in: it may configure ${one.device} anew when its link goes and comes back.`;
      case 'foreign-removed':
        return one.known
          ? `systemd-networkd removes routes on ${one.device} and policy rules that are in no configuration.`
          : `systemd-networkd removes routes on ${one.device} and policy rules that are in no configuration, as it does unless networkd.conf says ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no.`;
      case 'next-hop':
        return `${one.address} answers on ${one.device}: nothing shows that it is there.`;
      case 'applied':
        return one.form === 'netplan'
          ? 'The file takes the place of what configures these interfaces now, and "netplan apply" is run.'
          : 'Profiles change a device only once they are activated (nmcli con up, nmcli device reapply).';
    }
  },
  titles: { lines: 'Lines that do not simply work:', assumed: 'Assumed:' },
  more: (unchanged) => `Unchanged: ${unchanged} (--verbose lists them).`,
};

/** `:22 (tcp)`. */
function portAndTraits({ sport, ...traits }: FlowTraits = {}): string {
  const names = traitNames(traits);
  const named = names.length === 0 ? '' : ` (${names.join(', ')})`;
  return `${sport === undefined ? '' : `:${sport}`}${named}`;
}
