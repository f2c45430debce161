import type { Queryable, Sql } from '#db/connection.ts';
import type { BODY_SOURCES } from '#db/values.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';

const MONTHS_AHEAD = 3;

type Dropped = { source: (typeof BODY_SOURCES)[number]; month: string; bodies: bigint; bytes: bigint };

/**
 * Makes the tables of the months to come, and drops those whose bodies are all older than so many months: callbacks and
 * status checks themselves stay. Each month goes in a transaction of its own, with its line of the audit.
 * @param keptMonths null keeps them for ever
 * @throws a database error where somebody holds the bodies for more than half a second: what is left goes the next time
 */
export async function keepBodyMonths(sql: Sql, actor: Actor, keptMonths: number | null): Promise<void> {
  await sql`select make_body_months(${MONTHS_AHEAD})`;
  if (keptMonths === null) return;
  let dropped = true;
  while (dropped) dropped = await sql.begin((transaction) => dropOldest(transaction, actor, keptMonths));
}

/** @returns whether there was one to drop */
async function dropOldest(sql: Queryable, actor: Actor, keptMonths: number): Promise<boolean> {
  const [dropped] = await sql<Dropped[]>`
    select source, month::text as month, bodies, bytes from drop_body_month(${keptMonths})`;
  if (!dropped) return false;
  const { source, month, bodies, bytes } = dropped;
  await audit(sql, actor, 'bodies.trimmed', `bodies:${source}:${month.slice(0, 7)}`, {
    ...{ kept_months: keptMonths, bodies: Number(bodies), bytes: Number(bytes) },
  });
  return true;
}
