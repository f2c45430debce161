import type { Sql } from '#db/connection.ts';
import { good, type Symptom, warn } from './symptom.ts';

/** For how long bodies are kept, and whether their tables are made ahead and dropped as the setting says. */
export async function bodySymptoms(sql: Sql, keptMonths: number | null): Promise<Symptom[]> {
  const about = 'bodies';
  const [row] = await sql<{ oldest: string | null; isMadeAhead: boolean; isOverdue: boolean }[]>`
    select to_char(min(month), 'YYYY-MM') as oldest,
      coalesce(max(month) > now() at time zone 'UTC', false) as is_made_ahead,
      coalesce(min(month) + make_interval(months => ${keptMonths ?? 0} + 1, days => 2)
        < now() at time zone 'UTC', false) as is_overdue
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    cross join lateral (select to_date(right(relname, 7), 'YYYY_MM')) as part(month)
    where inhparent in (to_regclass('public.callback_bodies'), to_regclass('public.status_check_bodies'))
      and relname ~ '_\\d{4}_\\d\\d$'`;
  const kept = keptMonths === null ? 'for ever' : `for ${keptMonths} months`;
  const says = `they are kept ${kept}; the oldest month is ${row?.oldest ?? 'not there'}`;
  const act = 'Start a worker: it does both each night, and logs why where it cannot.';
  if (!row?.isMadeAhead) return [warn(about, 'the tables of the coming months are not made', act)];
  if (keptMonths !== null && row.isOverdue) return [warn(about, `${says}, which should be gone`, act)];
  return [good(about, says)];
}
