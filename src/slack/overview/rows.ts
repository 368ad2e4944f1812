import { type Actor, type EventStore, freezeOf } from '../../triage/index.ts';
import type { Frozen, Row } from '../views/overview.ts';
import type { Glance } from './glance.ts';
import type { ThreadLinks } from './thread-links.ts';

/** What a list shows beside the triages themselves. */
export type RowSources = {
  /** What the chat calls that person. */
  nameOf(user: string): Promise<string | undefined>;
  links: ThreadLinks;
  events: Pick<EventStore, 'read' | 'readOwn'>;
};

/** Triages as rows for one reader: who asked, and where the thread is. */
export function rowsFor(sources: RowSources, glances: readonly Glance[], user: string): Promise<Row[]> {
  return Promise.all(
    glances.map(async (glance) => ({
      glance,
      who: await whoIs(sources, glance.requestedBy, glance.requestedName),
      thread: await sources.links.of(glance, user),
    })),
  );
}

/** A person as the chat calls them; anybody else by what was recorded, or by their ID. */
export async function whoIs(
  { nameOf }: Pick<RowSources, 'nameOf'>,
  actor: Actor,
  recorded?: string,
): Promise<string> {
  const [, kind, name = actor] = /^(slack|cli|alert):(.*)$/.exec(actor) ?? [];
  if (kind === 'slack') return (await nameOf(name)) ?? recorded ?? name;
  return kind === 'alert' ? (recorded ?? name) : name;
}

/** Whether all changes are frozen, by whom and why. */
export async function frozenNow(sources: Pick<RowSources, 'nameOf' | 'events'>): Promise<Frozen> {
  const frozen = await freezeOf(sources.events);
  if (!frozen) return undefined;
  const { by, reason } = frozen;
  return { who: await whoIs(sources, by), ...(reason === undefined ? {} : { reason }) };
}
