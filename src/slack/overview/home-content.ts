import { approvalPolicyFor, type Config, resolveHost } from '../../config/index.ts';
import { type Directory, isApprover } from '../../triage/index.ts';
import type { HomeContent } from '../views/home.ts';
import type { Glance } from './glance.ts';
import type { OwnSight } from './own-sight.ts';
import type { Recent } from './recent.ts';
import { frozenNow, type RowSources, rowsFor, whoIs } from './rows.ts';

export type HomeSources = RowSources & {
  config: Config;
  directory: Directory;
  recent: Recent;
  ownSight: OwnSight;
};

/** What stands on a person's Home tab: what waits for them, and what goes on on hosts that they may ask about. */
export async function homeContent(sources: HomeSources, user: string): Promise<HomeContent> {
  const { config, recent, ownSight } = sources;
  const all = await recent.list();
  const [theirs, seen] = await Promise.all([
    Promise.all(all.map((glance) => waitsFor(sources, glance, user))),
    Promise.all(all.map(({ request }) => ownSight.sees(request.host, user))),
  ]);
  const yours = all.filter((_glance, index) => theirs[index]);
  const visible = all.filter((_glance, index) => seen[index]);
  const open = visible.filter((glance) => glance.isOpen && !yours.includes(glance));
  const standing = visible.filter((glance) => glance.standing !== undefined);
  const rest = visible.filter(
    (glance) => !yours.includes(glance) && !open.includes(glance) && !standing.includes(glance),
  );
  const rows = (glances: readonly Glance[]) => rowsFor(sources, glances.slice(0, MOST_ROWS), user);
  return {
    yours: await withAskers(sources, await rows(yours)),
    open: await rows(open),
    standing: await rows(standing),
    recent: await rows(rest),
    hosts: await ownSight.names(user),
    frozen: await frozenNow(sources),
    mayAsk: config.access.channels === undefined,
  };
}

/** One more than is shown, so that it can say that there are more. */
const MOST_ROWS = 30;

/** Whether that person is to send a packet, can approve it or its undo, and has not. */
async function waitsFor(sources: HomeSources, glance: Glance, user: string): Promise<boolean> {
  const { packetUntil, requestedBy, standing } = glance;
  if (packetUntil !== undefined) return requestedBy === `slack:${user}`;
  if (!standing) return waitsForApproval(sources, glance, user);
  const { undoAskedBy, undoIsWanted, approvers } = standing;
  const isAsked = (undoAskedBy.length > 0 || undoIsWanted) && !undoAskedBy.includes(`slack:${user}`);
  return isAsked && isApprover(`slack:${user}`, approvers, sources.directory);
}

async function waitsForApproval(
  { config, directory }: Pick<HomeSources, 'config' | 'directory'>,
  { awaited, requestedBy, request }: Glance,
  user: string,
): Promise<boolean> {
  if (!awaited || awaited.given.includes(`slack:${user}`)) return false;
  const own = requestedBy === `slack:${user}` || awaited.by === `slack:${user}`;
  if (own && !policyOf(config, request.host)?.selfApproval) return false;
  return isApprover(`slack:${user}`, awaited.approvers, directory);
}

async function withAskers(
  sources: HomeSources,
  rows: Awaited<ReturnType<typeof rowsFor>>,
): Promise<HomeContent['yours']> {
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      asker: await whoIs(sources, row.glance.awaited?.by ?? row.glance.requestedBy),
      signed: policyOf(sources.config, row.glance.request.host)?.hostVerified ?? false,
    })),
  );
}

/** Undefined for a host that has left the inventory since. */
function policyOf(config: Config, name: string) {
  try {
    return approvalPolicyFor(config, resolveHost(config, name));
  } catch {
    return undefined;
  }
}
