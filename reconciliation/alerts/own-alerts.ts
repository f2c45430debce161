import type { Queryable, Sql } from '#db/connection.ts';
import type { AlertRule } from './rules.ts';

/** What somebody wants to be told of by mail: of an account's alerts those of these rules. */
export type OwnAlerts = { rules: AlertRule[] };

/** What somebody has chosen; nothing, where they have chosen nothing. */
export async function ownAlerts(sql: Queryable, personId: number, accountId: number): Promise<OwnAlerts> {
  const [row] = await sql<OwnAlerts[]>`
    select rules from alert_channels
    where person_id = ${personId} and account_id = ${accountId} and removed_at is null`;
  return row ?? { rules: [] };
}

/** Keeps it. Without a rule the subscription ends. */
export async function chooseOwnAlerts(
  sql: Sql,
  person: { id: number; email: string },
  accountId: number,
  { rules }: OwnAlerts,
): Promise<void> {
  await sql.begin(async (transaction) => {
    const own = transaction`person_id = ${person.id} and account_id = ${accountId} and removed_at is null`;
    if (rules.length === 0) await transaction`update alert_channels set removed_at = now() where ${own}`;
    else
      await transaction`
        insert into alert_channels (account_id, person_id, name, channel, target, rules)
        values (${accountId}, ${person.id}, ${`of ${person.email}`}, 'email', '', ${rules}::text[])
        on conflict (account_id, person_id) where removed_at is null
        do update set rules = excluded.rules`;
  });
}
