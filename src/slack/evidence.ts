import { type Config, resolveHost, type TeamRules, teamRulesFor } from '../config/index.ts';
import type { TriageState } from '../triage/index.ts';

/** The rules of that host's team; undefined where it has left the inventory. */
export function teamOf(config: Pick<Config, 'hosts' | 'access'>, host: string): TeamRules | undefined {
  try {
    return teamRulesFor(config, resolveHost(config, host));
  } catch {
    return undefined;
  }
}

/**
 * Whether what was read on the triage's host stays out of Slack; of one that has left the inventory no more is shown than the
 * strictest team would. Pasted consoles came from Slack.
 */
export function isWithheld(
  config: Pick<Config, 'hosts' | 'access'>,
  { paste, request }: Pick<TriageState, 'paste' | 'request'>,
): boolean {
  return paste === undefined && isWithheldOf(config, request.host);
}

/** The same of a host, whatever is asked about it. */
export function isWithheldOf(config: Pick<Config, 'hosts' | 'access'>, host: string): boolean {
  return (teamOf(config, host)?.evidence ?? 'store') === 'store';
}
