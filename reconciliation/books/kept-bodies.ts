import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/** Months of bodies of which every one was older than so many months, when they were dropped. */
export type Trimmed = { trimmedAt: Date; keptMonths: number };

/** A body as far as it is kept, redacted; both null where nothing was ever kept. */
export type KeptBody = { text: string | null; trimmed: Trimmed | null };

/** What a row that joins `keptBody` says of it. */
export type KeptBodyRow = { text: string | null; trimmedAt: Date | null; keptMonths: number | null };

const TABLES = {
  callback: { rows: 'callbacks', bodies: 'callback_bodies', id: 'callback_id', at: 'received_at' },
  status_check: {
    rows: 'status_checks',
    bodies: 'status_check_bodies',
    id: 'status_check_id',
    at: 'asked_at',
  },
} as const;

/** Of callbacks and status checks: joins `kept`, with the body, and `trimmed`, which says why there is none. */
export function joinedBodies(sql: Queryable, source: keyof typeof TABLES): Fragment {
  const { rows, bodies, id, at } = TABLES[source];
  return sql`
    left join ${sql(bodies)} as kept
      on (kept.${sql(id)}, kept.${sql(at)}) = (${sql(rows)}.id, ${sql(rows)}.${sql(at)})
    left join trimmed_bodies as trimmed on kept.body is null and trimmed.source = ${source}
      and trimmed.month = date_trunc('month', ${sql(rows)}.${sql(at)} at time zone 'UTC')::date`;
}

/** The body that such a row told of. */
export function keptBody({ text, trimmedAt, keptMonths }: KeptBodyRow): KeptBody {
  const trimmed =
    text === null && trimmedAt !== null && keptMonths !== null ? { trimmedAt, keptMonths } : null;
  return { text, trimmed };
}

/** Said instead of a body that is not there any more. */
export function trimmedText({ trimmedAt, keptMonths }: Trimmed): string {
  const months = keptMonths === 1 ? '1 month' : `${keptMonths} months`;
  return `trimmed after ${months}, on ${trimmedAt.toISOString().slice(0, 10)}`;
}
