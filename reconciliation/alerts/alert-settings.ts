import type { Queryable, Sql } from '#db/connection.ts';
import type { alertSettings as table } from '#db/schema/alerts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import type { AlertRule } from './rules.ts';

type Row = typeof table.$inferSelect;

/** From when on an account's alerts open. */
export type AlertSettings = Pick<Row, 'stuckMoney' | 'silentMinutes' | 'refusedBurst' | 'closeBy'> & {
  off: AlertRule[];
  /** When they were changed last; null where they never were. */
  changedAt: Date | null;
};

const DEFAULTS: AlertSettings = {
  ...{ off: [], stuckMoney: {}, silentMinutes: 60, refusedBurst: 50, closeBy: null, changedAt: null },
};

/** The settings of an account; the defaults where nobody has changed them. */
export async function alertSettingsOf(sql: Queryable, accountId: number): Promise<AlertSettings> {
  const [row] = await sql<AlertSettings[]>`
    select off, stuck_money, silent_minutes, refused_burst, close_by, changed_at
    from alert_settings where account_id = ${accountId}`;
  return row ?? DEFAULTS;
}

/** Changes them; what is open by a rule that is looked at no more resolves by itself. Audited. */
export async function changeAlertSettings(
  sql: Sql,
  actor: Actor,
  account: { id: number; slug: string },
  given: Omit<AlertSettings, 'changedAt'>,
): Promise<void> {
  const { off, stuckMoney, silentMinutes, refusedBurst, closeBy } = given;
  await sql.begin(async (transaction) => {
    await transaction`
      insert into alert_settings (account_id, off, stuck_money, silent_minutes, refused_burst, close_by)
      values (${account.id}, ${off}::text[], ${sql.json(stuckMoney)}, ${silentMinutes}, ${refusedBurst},
        ${closeBy})
      on conflict (account_id) do update set off = excluded.off, stuck_money = excluded.stuck_money,
        silent_minutes = excluded.silent_minutes, refused_burst = excluded.refused_burst,
        close_by = excluded.close_by, changed_at = now()`;
    await audit(transaction, actor, 'alert_settings.changed', `account:${account.slug}`, {
      ...{ off: off.join(', '), silentMinutes, refusedBurst, closeBy },
      stuckMoney: JSON.stringify(stuckMoney),
    });
  });
}
