import type pg from 'pg';

/** What a role could do to the trail, beside adding events and reading them. */
export type TrailGuard = { role: string; problems: string[] };

type Found = {
  role: string;
  superuser: boolean;
  owns: boolean;
  privileges: string[];
  triggers: number;
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
      (select count(*)::int from pg_trigger
        where tgrelid = 'events'::regclass and tgname = 'append_only' and tgenabled in ('O', 'A')) as triggers`);
  const [found] = rows;
  if (!found) throw new Error('the database answered nothing');
  const { role, superuser, owns, privileges, triggers } = found;
  return {
    role,
    problems: [
      ...(superuser ? [`${role} is a superuser`] : []),
      ...(owns && !superuser ? [`${role} owns the events`] : []),
      ...(privileges.length > 0 && !superuser && !owns
        ? [`${role} has ${privileges.join(', ')} on the events`]
        : []),
      ...(triggers === 0 ? ['the trigger that refuses changes of events is gone, or off'] : []),
    ],
  };
}
