import { EXIT, RoundtripError } from '../errors.ts';
import type { HostRules, Settings } from './ports.ts';

/** The inventory host that sends the probe where the asker names none: the first of the host's team, else the configured one. */
export function usualProber(settings: Settings, host: string): string | undefined {
  const team = settings.rulesFor(host).probeFrom;
  const usual = team ? team.find((each) => each !== host) : settings.probeFrom;
  return usual === host ? undefined : usual;
}

/** Throws where that host may not send a probe to the other, or is none of the inventory. */
export function checkProber(
  settings: Settings,
  host: string,
  prober: string,
  allowed: HostRules['probeFrom'],
): void {
  if (allowed && !allowed.includes(prober))
    throw new RoundtripError(
      'prober-not-allowed',
      `Probes to ${host} are sent from ${allowed.join(', ')} alone.`,
      `Name one of these, or nobody: ${allowed[0]} sends it then.`,
      { exitStatus: EXIT.usage },
    );
  settings.rulesFor(prober);
}
