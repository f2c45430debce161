import type { Sql } from '#db/connection.ts';

const KEPT_DAYS = 180;

/** Drops alerts that have long been over, and messages of which nothing needs to be known any more. */
export async function trimAlerts(sql: Sql): Promise<void> {
  const old = sql`now() - make_interval(days => ${KEPT_DAYS}::int)`;
  await sql`delete from alerts where resolved_at < ${old}`;
  // One that an alert still stands by says that the channel was told.
  await sql`
    delete from alert_deliveries as delivery
    where ended_at < ${old} and not exists (select from alert_notices where delivery_id = delivery.id)`;
}
