import type { Sql } from '#db/connection.ts';
import type { Finding } from './finding.ts';
import { RULES } from './rules.ts';

/** What comes and goes within this time is one alert: it resolves once it has not held for so long. */
const SETTLES_AFTER_MINUTES = 5;

/**
 * Opens an alert of each finding that has none, tells those that are open that they hold still, and resolves those that
 * have not held for five minutes. Doing it twice changes nothing.
 * @param accountId null for what is of the installation
 */
export async function keepAlerts(
  sql: Sql,
  accountId: number | null,
  findings: readonly Finding[],
  now: Date,
): Promise<void> {
  const rows = findings.map((one) => ({ ...one, severity: RULES[one.rule].severity }));
  await sql.begin(async (transaction) => {
    await transaction`
      insert into alerts (account_id, rule, subject, severity, summary, path, opened_at, last_seen_at)
      select ${accountId}, rule, subject, severity, summary, path, ${now}, ${now}
      from jsonb_to_recordset(${sql.json(rows)}::jsonb)
        as found(rule text, subject text, severity text, summary text, path text)
      on conflict (coalesce(account_id, 0), rule, subject) where resolved_at is null
      do update set last_seen_at = excluded.last_seen_at, summary = excluded.summary, path = excluded.path`;
    await transaction`
      update alerts set resolved_at = ${now}
      where resolved_at is null and coalesce(account_id, 0) = ${accountId ?? 0}
        and last_seen_at <= ${now}::timestamptz - make_interval(mins => ${SETTLES_AFTER_MINUTES})`;
  });
}
