import { createHash } from 'node:crypto';
import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '#identity/accounts/business-day.ts';
import { within } from '#identity/accounts/within-days.ts';
import { foreignText } from '#paymega/foreign-text.ts';
import { redact } from '#paymega/redact.ts';
import type { KeptRequest } from '../books/callback-rows.ts';
import type { RefusalReason } from './reasons.ts';

/** A request to the callback endpoint that was not believed, and why. */
export type CallbackRefusal = {
  reason: RefusalReason;
  httpStatus: number;
  message: string;
  /** As far as it was read. */
  rawBody: Buffer;
};

/**
 * From where a refusal came, how many like it were not kept since the one before, and what else is kept of
 * it.
 */
export type KeptFrom = {
  address: string | null;
  isSender: boolean;
  skipped: number;
  /** The request, with its method and address; not there where none brought it (the example account). */
  request?: { headers: KeptRequest['headers']; startedAt: number; target: string };
  /** Its bytes and signature, encrypted, where they may verify another time (sealed-request.ts). */
  sealed?: Buffer | null;
};

/** A refusal as it is kept. `invoiceId` is what its body claims: worth one question to the private API, not more. */
export type KeptRefusal = { id: bigint; invoiceId: string | null };

const EXCERPT_CHARACTERS = 2000;
// Nobody has signed it: no more is looked through than an excerpt needs. At the cut may stand half of what is to be hidden.
const READ_BYTES = 16_384;
const CUT_CHARACTERS = 100;
const KEPT_IN_ALL = 5000;
const KEPT_OF_ONE_ADDRESS = 200;
const LOOK_UPS_A_DAY = 500;
const SEALED_BYTES_IN_ALL = 32 * 1024 * 1024;
const SEALED_DAYS = 30;

/**
 * Keeps a refusal in the inbox that operations looks at, so that a wrong secret is seen within a minute. Nothing of it
 * is believed. Which ones are kept is for a RefusalSampler to say. Of the body an excerpt goes on, and nothing else.
 */
export function keepRefusal(
  sql: Queryable,
  accountId: number | null,
  { rawBody, reason, message, httpStatus }: CallbackRefusal,
  receivedAt: Date,
  from: KeptFrom = { address: null, isSender: false, skipped: 0 },
): Promise<KeptRefusal> {
  const row = {
    ...{ account_id: accountId, received_at: receivedAt, reason, message: foreignText(message) },
    ...{ invoice_id: claimedInvoice(rawBody), http_status: httpStatus, excerpt: excerptOf(rawBody) },
    body_sha256: createHash('sha256').update(rawBody).digest(),
    ...{ address: from.address, is_sender: from.isSender, skipped: from.skipped },
    ...{ sealed: from.sealed ?? null, body_bytes: rawBody.length },
    ...(from.request && requestColumns(sql, from.request)),
  };
  return insert(sql, row);
}

function requestColumns(sql: Queryable, { target, headers, startedAt }: NonNullable<KeptFrom['request']>) {
  const tookMs = Math.round(performance.now() - startedAt);
  return { target: foreignText(target), headers: sql.json([...headers]), took_ms: tookMs };
}

// Apart, so that while the database answers nothing holds the body. What was not kept counts with the next
// one.
async function insert(sql: Queryable, row: Record<string, unknown>): Promise<KeptRefusal> {
  const [kept] = await sql<KeptRefusal[]>`
    with kept as (
      insert into refused_callbacks ${sql(row)}
      returning id, invoice_id, account_id, received_at, reason, skipped
    ), counted as (
      insert into refused_totals as total (account_id, quarter, reason, refused)
      select account_id, quarter_of(received_at), reason, 1 + skipped from kept
      on conflict (account_id, quarter, reason) do update set refused = total.refused + excluded.refused
    )
    select id, invoice_id from kept`;
  if (!kept) throw new Error('a refusal was not kept');
  return kept;
}

/** Takes one of the look-ups that refused callbacks may bring about in a day (UTC). @returns false where none is left */
export async function takeLookUp(sql: Queryable, accountId: number, now: Date): Promise<boolean> {
  const taken = await sql`
    insert into refused_look_ups (account_id, day, asked) values (${accountId},
      ${now.toISOString().slice(0, 10)}, 1)
    on conflict (account_id, day) do update set asked = refused_look_ups.asked + 1
      where refused_look_ups.asked < ${LOOK_UPS_A_DAY}`;
  return taken.count > 0;
}

/** Puts down beside a refusal what Paymega said of the invoice that it claims. */
export async function noteLookUp(sql: Queryable, refusalId: bigint, outcome: string): Promise<void> {
  await sql`update refused_callbacks set look_up = ${outcome} where id = ${refusalId}`;
}

/**
 * Drops all but the newest refusals of each account, of real senders and of strangers apart, and all but the newest of
 * each address and reason among them, so that who sends most does not take all the room.
 */
export async function trimRefusals(sql: Queryable): Promise<number> {
  const dropped = await sql`
    delete from refused_callbacks where id in (
      select id from (
        select id, row_number() over (partition by account_id, is_sender order by id desc) as place,
          row_number() over (partition by account_id, is_sender, address, reason order by id desc)
            as place_of_address
        from refused_callbacks
      ) as ranked
      where place > ${KEPT_IN_ALL} or place_of_address > ${KEPT_OF_ONE_ADDRESS})`;
  await sql`delete from refused_look_ups where day < current_date - 2`;
  await forgetSealed(sql);
  return dropped.count;
}

/**
 * Drops the bytes of all but the newest refusals, so that what may be verified again has bounds of size and
 * time.
 */
async function forgetSealed(sql: Queryable): Promise<void> {
  await sql`
    update refused_callbacks set sealed = null where id in (
      select id from (
        select id, received_at, sum(octet_length(sealed))
          over (partition by account_id, is_sender order by id desc) as bytes
        from refused_callbacks where sealed is not null
      ) as ranked
      where bytes > ${SEALED_BYTES_IN_ALL} or received_at < now() - make_interval(days => ${SEALED_DAYS}))`;
}

/** What the body says its invoice is; only good enough to ask the private API about it. */
function claimedInvoice(rawBody: Buffer): string | null {
  return /"id"\s*:\s*"(cpi_[A-Za-z0-9_-]{1,251})"/.exec(rawBody.toString('latin1'))?.[1] ?? null;
}

function excerptOf(rawBody: Buffer): string {
  const text = rawBody.subarray(0, READ_BYTES).toString('utf8').replaceAll('\0', '\uFFFD');
  const redacted = redact(text);
  const isCut = rawBody.length > READ_BYTES;
  return (isCut ? redacted.slice(0, -CUT_CHARACTERS) : redacted).slice(0, EXCERPT_CHARACTERS);
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

/** Of which refused callbacks a list is. */
export type RefusedFilter = DaysOfFilter<'from' | 'to'> & {
  accountId: number;
  /** Also what named no account that there is: for those who see all accounts. */
  withUnaddressed: boolean;
  reason?: string | undefined;
  /** The invoice that it claims. */
  search?: string | undefined;
};

/** What was refused, newest first; `before` is the id of the last one on the page before. */
export async function refusedCallbacks(
  sql: Queryable,
  filter: RefusedFilter,
  page: { before?: bigint | undefined; limit: number; isOldestFirst?: boolean },
): Promise<RefusedRow[]> {
  const [than, way] = page.isOldestFirst ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
  return sql<RefusedRow[]>`
    select id, received_at, reason, message, invoice_id, http_status, excerpt,
      address, skipped, look_up
    from refused_callbacks where ${refusedOf(fragments(sql), filter)}
      ${page.before === undefined ? sql`` : sql`and id ${than} ${page.before}`}
    order by id ${way} limit ${page.limit}`;
}

/** The filter as SQL, of an account and of none; list, count and export share it. */
export function refusedOf<Fragment>(sql: Tag<Fragment>, filter: RefusedFilter): Fragment {
  const { accountId, withUnaddressed, reason, search } = filter;
  return sql`(refused_callbacks.account_id = ${accountId}
      or (${withUnaddressed} and refused_callbacks.account_id is null))
    ${reason ? sql`and refused_callbacks.reason = ${reason}` : sql``}
    ${search ? sql`and refused_callbacks.invoice_id = ${search}` : sql``}
    ${within(sql, sql`refused_callbacks.received_at`, filter)}`;
}
