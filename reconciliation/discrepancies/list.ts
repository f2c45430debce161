import type { PendingQuery, Row } from 'postgres';
import { plannedAnew, untilEnough } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { type Fragment, fragments } from '#db/sql.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import { orderOf, type Place, placeOf, reversed, type Sort } from '../books/list-order.ts';
import { type RowsOfList, readPart, rowsOf, type Way } from '../books/list-ways.ts';
import { conditions, type DiscrepancyFilter } from './conditions.ts';
import type { Resolution, Severity } from './kinds.ts';
import { SORTS } from './sorts.ts';

export type DiscrepancyRow = {
  id: bigint;
  account: string;
  subject: string;
  invoiceId: string | null;
  referenceId: string | null;
  mode: Mode;
  kind: string;
  cause: string | null;
  /** Of the evidence: whether it is still the one that somebody was shown. */
  fingerprint: string;
  severity: Severity;
  state: 'open' | 'in_review' | 'resolved';
  resolution: Resolution | null;
  atRisk: Amount | null;
  ours: string | null;
  theirs: string | null;
  assigneeId: number | null;
  assignee: string | null;
  invoiceCreatedAt: Date;
  openedAt: Date;
  lastSeenAt: Date;
  resolvedAt: Date | null;
  note: string | null;
  evidence: Evidence;
  /** Where it stands in its list. */
  cursor: Place;
};

/** What a run saw when it last found it: both sides field by field, or why nothing could be read. */
export type Evidence = {
  ours?: Side;
  theirs?: Side;
  /** What the lines of a statement say; `fields` names what differs in them, or is missing. */
  statement?: Side;
  fields?: string[];
  paid_twice_with?: string;
  /** How the figures contradict the status, or each other: a key of `FAULTS`. */
  fault?: string;
  reason?: string;
  words?: string;
  source?: string;
};
type Side = Record<string, string>;

const COUNT_UP_TO = 10_000;

/** One page; what was opened last first, unless it is sorted in another way. */
export async function discrepancies(
  sql: Sql,
  filter: DiscrepancyFilter,
  {
    after,
    limit,
    sort = SORTS.opened,
  }: { after?: Place | undefined; limit: number; sort?: Sort | undefined },
): Promise<DiscrepancyRow[]> {
  const rows = await inItsWay<RawRow[]>(sql, filter, (session, way) => {
    const rows = rowsOf(session, listed(session, filter), { after, limit, sort }, way);
    return session`
      ${selection(session, sort, rows)} order by ${orderOf(session, sort, 'item')} limit ${limit}`;
  });
  return rows.map(asRow);
}

/**
 * What stands before and after one in a list, whether it is in it itself or, resolved meanwhile, no longer.
 */
export async function neighbours(
  sql: Sql,
  filter: DiscrepancyFilter,
  sort: Sort,
  id: bigint,
): Promise<{ previous: bigint | null; next: bigint | null }> {
  const [item] = await sql<{ place: Place }[]>`
    select ${placeOf(sql, sort, 'item')} from discrepancies as item where item.id = ${id}`;
  if (!item) return { previous: null, next: null };
  const behind = async (sort: Sort) => {
    const [row] = await inItsWay<{ id: bigint }[]>(sql, filter, (session, way) => {
      const rows = rowsOf(session, listed(session, filter), { after: item.place, limit: 1, sort }, way);
      return session`select id from (${rows}) as item order by ${orderOf(session, sort, 'item')} limit 1`;
    });
    return row?.id ?? null;
  };
  const [previous, next] = await Promise.all([behind(reversed(sort)), behind(sort)]);
  return { previous, next };
}

/** How a part of the list is read: each index of a sort has the mode, and whether it is unresolved. */
function inItsWay<Rows extends readonly Row[]>(
  sql: Sql,
  filter: DiscrepancyFilter,
  read: (session: Queryable, way: Way) => PendingQuery<Rows & Row[]>,
): Promise<Rows> {
  const { accountId, mode, state, timeZone, ...narrowing } = filter;
  const isWhole = Object.values(narrowing).every((value) => value === undefined);
  const isOfIndex = isWhole && (state === 'unresolved' || state === 'all');
  const all = (session: Queryable) => listed(session, filter).all;
  return readPart<Rows>(sql, { isOfIndex, isSearched: filter.search !== undefined, all }, read);
}

function listed(sql: Queryable, filter: DiscrepancyFilter): RowsOfList {
  const of = (mode: DiscrepancyFilter['mode']) =>
    sql`select item.* from discrepancies as item where ${conditions(fragments(sql), { ...filter, mode })}`;
  return { name: 'item', mode: filter.mode, all: of(filter.mode), ofMode: of };
}

/** One discrepancy. @throws Refusal `unknown_discrepancy` (404) */
export async function discrepancy(sql: Queryable, id: bigint): Promise<DiscrepancyRow> {
  const [row] = await sql<RawRow[]>`${selection(sql)} where item.id = ${id}`;
  if (!row) throw new Refusal('unknown_discrepancy', `there is no discrepancy ${id}`, 404);
  return asRow(row);
}

/** Those of one invoice, unresolved ones first. */
export async function discrepanciesOf(
  sql: Queryable,
  accountId: number,
  invoiceId: string,
): Promise<DiscrepancyRow[]> {
  const rows = await sql<RawRow[]>`
    ${selection(sql)} where item.account_id = ${accountId} and item.subject = ${invoiceId}
    order by item.state = 'resolved', item.id desc limit 100`;
  return rows.map(asRow);
}

/** The others that were found on the same invoice, unresolved ones first, then the latest. */
export async function othersOfSubject(sql: Queryable, id: bigint): Promise<DiscrepancyRow[]> {
  const rows = await sql<RawRow[]>`
    ${selection(sql)}
    where (item.account_id, item.subject) = (
        select account_id, subject from discrepancies where id = ${id})
      and item.id <> ${id}
    order by item.state = 'resolved', item.id desc limit 100`;
  return rows.map(asRow);
}

/** What somebody is shown of those that match, in one short text: which they are, and on what evidence. */
export async function digestOf(sql: Queryable, filter: DiscrepancyFilter): Promise<string> {
  const [row] = await sql<{ digest: string }[]>`
    select ${digest(sql)} as digest from discrepancies as item join accounts on accounts.id = item.account_id
    where ${conditions(fragments(sql), filter)}`;
  return row?.digest ?? '';
}

/** The digest, as SQL over `item`. */
export function digest(sql: Queryable) {
  return sql`encode(sha256(coalesce(convert_to(
    string_agg(item.id || ' ' || item.fingerprint, ',' order by item.id), 'UTF8'), ''::bytea)), 'hex')`;
}

/** How many there are, exactly up to 10,000. */
export async function countDiscrepancies(
  sql: Sql,
  filter: DiscrepancyFilter,
): Promise<{ count: number; capped: boolean }> {
  const read = (session: Queryable) => session<{ count: number }[]>`
    select count(*)::int as count from (
      select from discrepancies as item where ${conditions(fragments(session), filter)}
      limit ${COUNT_UP_TO + 1}
    ) as counted`;
  const [row] = await (filter.search ? plannedAnew : untilEnough)<{ count: number }[]>(sql, read);
  const count = row?.count ?? 0;
  return count > COUNT_UP_TO ? { count: COUNT_UP_TO, capped: true } : { count, capped: false };
}

type RawRow = Omit<DiscrepancyRow, 'atRisk' | 'cursor'> & {
  atRiskMinor: bigint | null;
  currency: string | null;
  exponent: number | null;
  place: Place;
};

function selection(sql: Queryable, sort: Sort = SORTS.opened, rows?: Fragment): Fragment {
  return sql`
    select item.id, item.fingerprint, accounts.slug as account, item.subject, item.invoice_id,
      item.reference_id, item.mode, item.kind, item.cause, item.severity, item.state, item.resolution,
      item.at_risk as at_risk_minor, item.currency, currencies.exponent, item.ours, item.theirs,
      item.assignee_id, people.label as assignee, item.invoice_created_at, item.opened_at,
        ${placeOf(sql, sort, 'item')},
      item.last_seen_at, item.resolved_at, item.note, item.evidence
    from ${rows ? sql`(${rows})` : sql`discrepancies`} as item
    join accounts on accounts.id = item.account_id
    left join currencies on currencies.code = item.currency
    left join people on people.id = item.assignee_id`;
}

function asRow({ atRiskMinor, currency, exponent, place, ...row }: RawRow): DiscrepancyRow {
  return { ...row, atRisk: amountOf(atRiskMinor, currency, exponent), cursor: place };
}
