import { EXIT } from '../errors.ts';
import { failed } from '../texts/failures/index.ts';
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
    throw failed('prober-not-allowed', { host, allowed }, { exitStatus: EXIT.usage });
  settings.rulesFor(prober);
}
