import { z } from 'zod';

/** The bot as Slack knows it: payloads of another app or workspace are not for it. */
export type Self = { teamId: string; enterpriseId?: string; appId?: string };

const Named = z.object({ id: z.string().optional(), enterprise_id: z.string().nullish() }).nullish();

/** What a payload says of where it comes from: an event, a command, or an interaction. */
const Payload = z.object({
  api_app_id: z.string().optional(),
  team_id: z.string().nullish(),
  context_team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  team: Named,
  enterprise: Named,
});

/**
 * Why a payload is not for this app in this workspace; undefined where it is. A signature tells that Slack sent it, and not
 * for whom: one signing secret may be known to more than one installation.
 */
export function isForUs(body: unknown, self: Self): string | undefined {
  const read = Payload.safeParse(body);
  if (!read.success) return 'it does not say where it comes from';
  const { api_app_id: app, team_id, context_team_id, enterprise_id, team, enterprise } = read.data;
  if (self.appId !== undefined && app !== self.appId) return `it is for the app ${String(app)}`;
  // An event of a shared channel names the workspace of its author, and ours beside it.
  const teams = [team_id, context_team_id, team?.id].filter((id) => id != null);
  if (teams.includes(self.teamId)) return undefined;
  const organisations = [enterprise_id, enterprise?.id, team?.enterprise_id];
  if (self.enterpriseId !== undefined && organisations.includes(self.enterpriseId)) return undefined;
  return teams.length === 0 ? 'it names no workspace' : `it is of the workspace ${teams.join(', ')}`;
}
