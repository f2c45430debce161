import type { Queryable } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';

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
    where account_id = ${filter.accountId}
      ${filter.mode ? sql`and mode = ${filter.mode}` : sql``}
      ${filter.verdict ? sql`and verdict = ${filter.verdict}` : sql``}
      ${filter.search ? sql`and invoice_id = ${filter.search}` : sql``}
      ${page.before === undefined ? sql`` : sql`and id < ${page.before.toString()}`}
    order by id desc limit ${page.limit}`;
}

export type RefusedRow = {
  id: bigint;
  receivedAt: Date;
  reason: string;
  message: string;
  invoiceId: string | null;
  httpStatus: number;
  excerpt: string;
  address: string | null;
  /** How many of its account and reason were not kept since the one before. */
  skipped: number;
  /** What Paymega said of the invoice that it claims; null where it was not asked because of it. */
  lookUp: string | null;
};

/**
 * What was refused of late, newest first.
 * @param withUnaddressed also what named no account that there is: for those who see all accounts
 */
export async function refusedCallbacks(
  sql: Queryable,
  accountId: number,
  limit: number,
  withUnaddressed: boolean,
): Promise<RefusedRow[]> {
  return sql<RefusedRow[]>`
    select id, received_at, reason, message, invoice_id, http_status, excerpt,
      address, skipped, look_up
    from refused_callbacks where ${refusedOf(sql, accountId, withUnaddressed)}
    order by received_at desc, id desc limit ${limit}`;
}

function refusedOf(sql: Queryable, accountId: number, withUnaddressed: boolean) {
  return sql`(account_id = ${accountId} or (${withUnaddressed} and account_id is null))`;
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
        where ${refusedOf(sql, accountId, withUnaddressed)}) as refused,
      (select count(distinct subject)::int from quarantine
        where account_id = ${accountId} and released_at is null) as quarantined`;
  return row ?? { refused: 0, quarantined: 0 };
}

export type QuarantinedRow = {
  subject: string;
  invoiceId: string | null;
  source: string;
  reason: string;
  message: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
};

/** What is held in quarantine, newest first. */
export async function quarantinedRows(
  sql: Queryable,
  accountId: number,
  limit: number,
): Promise<QuarantinedRow[]> {
  return sql<QuarantinedRow[]>`
    select * from (
      select distinct on (subject) subject, invoice_id, source, reason, message,
        first_seen_at, last_seen_at
      from quarantine where account_id = ${accountId} and released_at is null
      order by subject, last_seen_at desc
    ) as quarantined order by last_seen_at desc limit ${limit}`;
}
