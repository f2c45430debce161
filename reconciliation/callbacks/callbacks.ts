import type { Queryable, Sql } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '#identity/accounts/business-day.ts';
import { within } from '#identity/accounts/within-days.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Narrowed, readPart } from '../books/list-ways.ts';
import { refusedOf } from './refused-callbacks.ts';

/** Of which callbacks a list is; the days are those of receipt. */
export type CallbackFilter = DaysOfFilter<'from' | 'to'> & {
  accountId: number;
  mode?: Mode | undefined;
  verdict?: string | undefined;
  /** Why it is quarantined. */
  reason?: string | undefined;
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

/**
 * Verified callbacks, newest first or oldest first; `before` is the id of the last one on the page before. Those
 * of some days go by when they came: by their ids every other one would be looked at before the first of them.
 */
export async function callbacks(
  sql: Sql,
  filter: CallbackFilter,
  page: { before?: bigint | undefined; limit: number; isOldestFirst?: boolean },
): Promise<CallbackListRow[]> {
  const { before, limit, isOldestFirst = false } = page;
  const isOfDays = filter.from !== undefined || filter.to !== undefined;
  const order = (session: Queryable) => {
    const way = isOldestFirst ? session`asc` : session`desc`;
    return isOfDays ? session`received_at ${way}, id ${way}` : session`id ${way}`;
  };
  return readPart<CallbackListRow[]>(sql, narrowedBy(filter, isOfDays), (session, way) => {
    const all = session`select * from callbacks where ${conditions(fragments(session), filter)}`;
    return session`
      select id, received_at, invoice_id, mode, status, verdict, reason,
        retry_count, extract(epoch from received_at - updated_at)::float8 as delay_seconds
      from (${all} ${way === 'sorted' ? session`offset 0` : session``}) as callbacks
      where true ${before === undefined ? session`` : beyond(session, before, isOfDays, isOldestFirst)}
      order by ${order(session)} limit ${limit}`;
  });
}

/** Indexes give the order of all callbacks, of those of a mode, and of a mode and a verdict; by days that of all alone. */
function narrowedBy(filter: CallbackFilter, isOfDays: boolean): Narrowed {
  const { mode, verdict, reason, search } = filter;
  const isNarrowed = verdict !== undefined || reason !== undefined || search !== undefined;
  return {
    isOfIndex: isOfDays
      ? mode === undefined && !isNarrowed
      : (mode !== undefined || verdict === undefined) && reason === undefined && search === undefined,
    // Nearly all of them are live.
    isDense: isOfDays && mode === 'live' && !isNarrowed,
    isSearched: false,
    all: (session) => session`select id from callbacks where ${conditions(fragments(session), filter)}`,
  };
}

function beyond(sql: Queryable, before: bigint, isOfDays: boolean, isOldestFirst: boolean) {
  const than = isOldestFirst ? sql`>` : sql`<`;
  return isOfDays
    ? sql`and (received_at, id) ${than} (select last.received_at, last.id from callbacks as last
        where last.id = ${before})`
    : sql`and id ${than} ${before}`;
}

/** The filter as SQL, on `callbacks`; list and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: CallbackFilter): Fragment {
  return sql`callbacks.account_id = ${filter.accountId}
    ${filter.mode ? sql`and mode = ${filter.mode}` : sql``}
    ${filter.verdict ? sql`and verdict = ${filter.verdict}` : sql``}
    ${filter.reason ? sql`and verdict = 'quarantined' and reason = ${filter.reason}` : sql``}
    ${within(sql, sql`received_at`, filter)}
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
        where ${refusedOf(fragments(sql), { accountId, withUnaddressed })}) as refused,
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
