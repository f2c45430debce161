import type { Queryable } from '#db/connection.ts';

/** Whether somebody of `people` is an admin without the second factor that admins need. */
export function lacksFactor(sql: Queryable) {
  return sql`(people.role = 'admin' and people.totp_confirmed_at is null
    and (select admins_need_second_factor from settings))`;
}

/** Ends the sessions of admins who need a second factor and have none. @returns how many */
export async function endSessionsWithoutFactor(sql: Queryable): Promise<number> {
  const ended = await sql`
    delete from sessions using people
    where people.id = sessions.person_id and sessions.stage = 'full' and ${lacksFactor(sql)}
    returning sessions.id`;
  return ended.count;
}
