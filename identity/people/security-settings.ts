import type { Queryable, Sql } from '#db/connection.ts';
import type { settings as settingsTable } from '#db/schema/people.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { endSessionsWithoutFactor } from './factor-needed.ts';

/** What holds for everybody. */
export type Settings = Pick<typeof settingsTable.$inferSelect, 'adminsNeedSecondFactor'>;

/** The settings as they are. */
export async function settings(sql: Queryable): Promise<Settings> {
  const [row] = await sql<Settings[]>`select admins_need_second_factor from settings`;
  if (!row) throw new Error('the row of settings is missing');
  return row;
}

/**
 * Changes the settings. Where admins need a second factor from now on, the sessions of those without one end. Audited.
 * @returns how many sessions have ended
 */
export async function changeSettings(sql: Sql, actor: Actor, changed: Settings): Promise<number> {
  return sql.begin(async (transaction) => {
    await transaction`select from settings for update`;
    const before = await settings(transaction);
    if (before.adminsNeedSecondFactor === changed.adminsNeedSecondFactor) return 0;
    await transaction`update settings set admins_need_second_factor = ${changed.adminsNeedSecondFactor}`;
    const ended = await endSessionsWithoutFactor(transaction);
    await audit(transaction, actor, 'settings.changed', 'settings', {
      admins_need_second_factor: `${before.adminsNeedSecondFactor} → ${changed.adminsNeedSecondFactor}`,
      ...(ended > 0 && { sessions_ended: ended }),
    });
    return ended;
  });
}
