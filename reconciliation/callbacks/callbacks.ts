import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';
import { refusedOf } from './refused-callbacks.ts';

export type CallbackFilter = {
  accountId: number;
  mode?: Mode | undefined;
  verdict?: string | undefined;
  search?: string | undefined;
};

export type CallbackListRow = {
  id: bigint;
  receivedAt: Date;
  invoiceId: string | null;
  mode: Mode;
  status: string | null;
  verdict: string;
  reason: string | null;
  retryCount: number | null;
  delaySeconds: number | null;
};

/** Verified callbacks, newest first; `before` is the id of the last one on the page before. */
export async function callbacks(
  sql: Queryable,
  filter: CallbackFilter,
  page: { before?: bigint | undefined; limit: number },
): Promise<CallbackListRow[]> {
  return sql<CallbackListRow[]>`
    select id, received_at, invoice_id, mode, status, verdict, reason,
      retry_count, extract(epoch from received_at - updated_at)::float8 as delay_seconds
    from callbacks
    where ${conditions(fragments(sql), filter)}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before}`}
    order by id desc limit ${page.limit}`;
}

/** The filter as SQL, on `callbacks`; list and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: CallbackFilter): Fragment {
  return sql`callbacks.account_id = ${filter.accountId}
    ${filter.mode ? sql`and mode = ${filter.mode}` : sql``}
    ${filter.verdict ? sql`and verdict = ${filter.verdict}` : sql``}
    ${filter.search ? sql`and invoice_id = ${filter.search}` : sql``}`;
}

/** How many were refused and are still kept, and of how many subjects something is held in quarantine. */
export async function countQuarantinedAndRefused(
  sql: Queryable,
  accountId: number,
  withUnaddressed: boolean,
): Promise<{ refused: number; quarantined: number }> {
  const [row] = await sql<{ refused: number; quarantined: number }[]>`
    select
      (select count(*)::int from refused_callbacks
        where ${refusedOf(fragments(sql), accountId, withUnaddressed)}) as refused,
      (select count(distinct subject)::int from quarantine
        where account_id = ${accountId} and released_at is null) as quarantined`;
  return row ?? { refused: 0, quarantined: 0 };
}

/**
 * A short text that is another one whenever an account’s list of callbacks would be; empty where there is
 * nothing of it.
 */
export async function callbacksVersion(sql: Queryable, accountId: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
      select id::text as version from callbacks where account_id = ${accountId} order by received_at desc,
        id desc
      limit 1`;
  return row?.version ?? '';
}
