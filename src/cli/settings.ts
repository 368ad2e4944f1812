import { approvalPolicyFor, type Config, resolveHost } from '../config/index.ts';
import type { Settings, TriageRequest } from '../triage/index.ts';
import type { FlowWish } from './flow-options.ts';

/** What the workflow needs of the configuration. */
export function settingsFrom(config: Config): Settings {
  return {
    rulesFor(name) {
      const host = resolveHost(config, name);
      return {
        ...approvalPolicyFor(config, host),
        apply: host.apply,
        ticketRequired: config.change.ticket.required,
      };
    },
    capture: config.capture,
    confirmWithin: config.apply.confirmWithin,
    ...(config.probe.from === undefined ? {} : { probeFrom: config.probe.from }),
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
