import { approvalPolicyFor, askPolicy, type Config, resolveHost, ticketRule } from '../config/index.ts';
import type { Settings, TriageRequest } from '../triage/index.ts';
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
        ticket: ticketRule(now),
        persist: now.persist,
      };
    },
    askPolicy: (question, signal) => askPolicy(current(), question, signal),
    get capture() {
      return config.capture;
    },
    get confirmWithin() {
      return config.apply.confirmWithin;
    },
    get probeFrom() {
      return config.probe.from;
    },
  };
}

/** The request for a host, an interface and the flow's options; `probe.from` sends where nobody is named. */
export function requestFrom(host: string, iface: string, wish: FlowWish, settings: Settings): TriageRequest {
  settings.rulesFor(host);
  const { probeFrom } = settings;
  const from =
    wish.from ??
    (probeFrom !== undefined && probeFrom !== host ? { kind: 'host' as const, host: probeFrom } : undefined);
  if (from?.kind === 'host') settings.rulesFor(from.host);
  return { host, interface: iface, ...wish, ...(from === undefined ? {} : { from }) };
}
