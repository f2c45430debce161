import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';

/**
 * The statements that count: of each day, currency and kind of file the one imported last. A select of
 * whole rows.
 */
export function currentStatements(sql: Queryable, accountId: number, mode: Mode): Fragment {
  return sql`
    select distinct on (day, currency, kind) id, file_id, kind, currency, day, is_whole, opening_balance,
      closing_balance, reserve, broken_line, broken_by, lines
    from statements where account_id = ${accountId} and mode = ${mode}
    order by day, currency, kind, id desc`;
}
