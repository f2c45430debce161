import type { Queryable, Sql } from '#db/connection.ts';
import type { alerts as table } from '#db/schema/alerts.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';

type Row = typeof table.$inferSelect;

/** An alert as it is shown; `isOfAccount` is false for what is of the installation. */
export type Alert = Omit<Row, 'accountId' | 'acknowledgedBy' | 'lastSeenAt'> & {
  isOfAccount: boolean;
  acknowledgedBy: string | null;
};

export type AlertState = 'open' | 'acknowledged' | 'resolved';

/** Whose alerts: those of an account, and of the installation for those who see all accounts. */
export type AlertsOf = { accountId: number; withInstallation: boolean };

/** The alerts in a state, the worst and latest first; of resolved ones the latest. */
export async function alertsIn(
  sql: Queryable,
  of: AlertsOf,
  state: AlertState,
  limit: number,
): Promise<Alert[]> {
  const order =
    state === 'resolved'
      ? sql`alert.resolved_at desc, alert.id desc`
      : sql`array_position(array['critical', 'high', 'medium', 'low'], alert.severity), alert.id desc`;
  return sql<Alert[]>`
    select alert.id, alert.account_id is not null as is_of_account, alert.rule, alert.subject, alert.severity,
      alert.summary, alert.path, alert.opened_at, alert.resolved_at, alert.acknowledged_at,
      people.label as acknowledged_by
    from alerts as alert left join people on people.id = alert.acknowledged_by
    where ${seen(sql, of)} and ${inState(sql, state)} order by ${order} limit ${limit}`;
}

/** How many are in each state that is not over. */
export async function countAlerts(
  sql: Queryable,
  of: AlertsOf,
): Promise<{ open: number; acknowledged: number }> {
  const [row] = await sql<{ open: number; acknowledged: number }[]>`
    select count(*) filter (where ${inState(sql, 'open')})::int as open,
      count(*) filter (where ${inState(sql, 'acknowledged')})::int as acknowledged
    from alerts as alert where ${seen(sql, of)} and alert.resolved_at is null`;
  return row ?? { open: 0, acknowledged: 0 };
}

function seen(sql: Queryable, { accountId, withInstallation }: AlertsOf) {
  return sql`(alert.account_id = ${accountId} or (${withInstallation} and alert.account_id is null))`;
}

function inState(sql: Queryable, state: AlertState) {
  if (state === 'resolved') return sql`alert.resolved_at is not null`;
  return state === 'open'
    ? sql`(alert.resolved_at is null and alert.acknowledged_at is null)`
    : sql`(alert.resolved_at is null and alert.acknowledged_at is not null)`;
}

/**
 * Says that somebody has seen an alert and looks after it. Audited.
 * @throws Refusal `unknown_alert` (404), `alert_over` (409) where it is over, or somebody was faster
 */
export async function acknowledgeAlert(sql: Sql, actor: Actor, id: bigint): Promise<void> {
  await sql.begin(async (transaction) => {
    const [alert] = await transaction<{ isWaiting: boolean; rule: string }[]>`
      select resolved_at is null and acknowledged_at is null as is_waiting, rule
      from alerts where id = ${id} for update`;
    if (!alert) throw new Refusal('unknown_alert', `there is no alert ${id}`, 404);
    if (!alert.isWaiting)
      throw new Refusal('alert_over', 'it is over, or somebody looks after it already', 409);
    await transaction`
      update alerts set acknowledged_at = now(), acknowledged_by = ${personIdOf(actor)} where id = ${id}`;
    await audit(transaction, actor, 'alert.acknowledged', `alert:${id}`, { rule: alert.rule });
  });
}
