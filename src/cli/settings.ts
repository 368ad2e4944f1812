import { diagnose } from '../analyzer/index.ts';
import {
  absolutePath,
  allHosts,
  applyModeFor,
  approvalPolicyFor,
  askPolicy,
  type Config,
  hostsNamed,
  nextMoment,
  resolveHost,
  teamRulesFor,
  ticketRule,
} from '../config/index.ts';
import {
  type Analyze,
  checkProber,
  type Settings,
  type TriageRequest,
  usualProber,
} from '../triage/index.ts';
import type { FlowWish } from './flow-options.ts';

/** What the workflow needs of the configuration, each time as it is then: `current` throws where that cannot be told. */
export function settingsFrom(config: Config, current: () => Config = () => config): Settings {
  return {
    rulesFor(name) {
      const now = current();
      const host = resolveHost(now, name);
      return {
        ...approvalPolicyFor(now, host),
        apply: host.apply,
        group: host.group,
        ...teamRulesFor(now, host),
        ticket: ticketRule(now),
        persist: now.persist,
        ...applyModeFor(now, host),
        undo: now.undo,
      };
    },
    askPolicy: (question, signal) => askPolicy(current(), question, signal),
    approvers() {
      const { approvers, groups } = current().approval;
      return [...approvers, ...Object.values(groups).flatMap((group) => group.approvers ?? [])];
    },
    stateOnly: (name) => teamRulesFor(config, resolveHost(config, name)).observe === 'state',
    get capture() {
      return config.capture;
    },
    get confirmWithin() {
      return config.apply.confirmWithin;
    },
    async signersOf(name, text, signatures) {
      const now = current();
      const { allowedSigners } = approvalPolicyFor(now, resolveHost(now, name));
      if (allowedSigners === undefined) return undefined;
      const { signersOf } = await import('./check-signatures.ts');
      return signersOf(absolutePath(now, allowedSigners), text, signatures);
    },
    get watch() {
      return watchOf(current, config);
    },
    get scan() {
      return scanOf(current, config);
    },
    get probeFrom() {
      return config.probe.from;
    },
  };
}

/** The schedule as it is now; none where the file cannot be read, until it can. */
function scanOf(current: () => Config, known: Config): Settings['scan'] {
  let config = known;
  try {
    config = current();
  } catch {
    return undefined;
  }
  const { schedule, hosts, channel } = config.scan;
  if (schedule === undefined || channel === undefined) return undefined;
  return {
    words: hosts.join(' '),
    channel,
    hosts: () => (hosts.includes('all') ? allHosts(config).hosts : hostsNamed(config, hosts).hosts),
    next: (after) => nextMoment(schedule, after),
  };
}

/** As it is now; as it was where the file cannot be read, for looking again changes nothing. */
function watchOf(current: () => Config, known: Config): Settings['watch'] {
  try {
    return current().apply.watch || undefined;
  } catch {
    return known.apply.watch || undefined;
  }
}

/** The analyzer, by the configuration as it is then. */
export function analyzeBy(current: () => Config): Analyze {
  return (input) => diagnose({ ...input, kubelets: current().apply.kubelets });
}

/** The request for a host, an interface and the flow's options; `probe.from` sends where nobody is named. */
export function requestFrom(host: string, iface: string, wish: FlowWish, settings: Settings): TriageRequest {
  const { probeFrom } = settings.rulesFor(host);
  const usual = wish.from ? undefined : usualProber(settings, host);
  const from = wish.from ?? (usual === undefined ? undefined : { kind: 'host' as const, host: usual });
  if (from?.kind === 'host') checkProber(settings, host, from.host, probeFrom);
  return { host, interface: iface, ...wish, ...(from === undefined ? {} : { from }) };
}
