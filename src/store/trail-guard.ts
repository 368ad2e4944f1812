import type pg from 'pg';
import type { GuardGap } from '../texts/failures/index.ts';
import { IS_APPEND_ONLY } from './append-only.ts';

/** What a role could do to the trail, beside adding events and reading them. */
export type TrailGuard = { role: string; gaps: GuardGap[] };

type Found = {
  role: string;
  superuser: boolean;
  owns: boolean;
  privileges: string[];
  guarded: boolean;
};

/** Looks what the role of this connection may do to the events, and whether the trigger that keeps them stands. */
export async function lookAtGuard(pool: pg.Pool): Promise<TrailGuard> {
  const { rows } = await pool.query<Found>(`
    select
      current_user::text as role,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      (select pg_has_role(current_user, relowner, 'MEMBER') from pg_class where oid = 'events'::regclass) as owns,
      array(
        select privilege from unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) as privilege
        where has_table_privilege('events', privilege)
      ) as privileges,
      ${IS_APPEND_ONLY} as guarded`);
  const [found] = rows;
  if (!found) throw new Error('the database answered nothing');
  const { role, superuser, owns, privileges, guarded } = found;
  const gaps: GuardGap[] = [];
  if (superuser) gaps.push({ kind: 'superuser', facts: { role } });
  else if (owns) gaps.push({ kind: 'owner', facts: { role } });
  else if (privileges.length > 0) gaps.push({ kind: 'privileges', facts: { role, privileges } });
  if (!guarded) gaps.push({ kind: 'trigger-off', facts: {} });
  return { role, gaps };
}
