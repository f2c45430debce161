import type { Sql } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { InvoiceFilter } from '#reconciliation/books/invoice-conditions.ts';
import { INVOICE_SORTS, PENDING_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { countAndSums } from '#reconciliation/books/invoice-sums.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { isAfter, orderOf, type Place, placeOf, type Sort } from '#reconciliation/books/list-order.ts';
import { callbacks } from '#reconciliation/callbacks/callbacks.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/conditions.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import type { Bench } from './bench.ts';
import type { Book } from './book.ts';
import { median, seconds } from './report.ts';

const ROUNDS = 41;
const LIMIT = 51;
const GOAL = 2;
const COUNT_UP_TO = 10_000;
const DEPTHS = { first: 0, middle: 0.5, end: 0.9 } as const;
const OPEN = { mode: 'live', state: 'unresolved' } as const;

/** A list of the screen: what the product asks, and the rows of one table that are the least of it. */
type List = {
  name: string;
  sort: Sort;
  table: 'invoices' | 'discrepancies';
  columns: string[];
  where: Fragment;
  product: (after: Place | undefined) => Promise<unknown[]>;
};

const INVOICE_COLUMNS = [
  ...[
    'id',
    'mode',
    'reference_id',
    'service',
    'status',
    'resolution',
    'amount',
    'processed_amount',
    'fee',
    'returned',
  ],
  ...['currency', 'created_at', 'updated_at', 'moved_at', 'is_final'],
];
const DISCREPANCY_COLUMNS = [
  ...[
    'id',
    'fingerprint',
    'subject',
    'invoice_id',
    'reference_id',
    'mode',
    'kind',
    'cause',
    'severity',
    'state',
  ],
  ...[
    'resolution',
    'at_risk',
    'currency',
    'ours',
    'theirs',
    'assignee_id',
    'invoice_created_at',
    'opened_at',
  ],
  ...['last_seen_at', 'resolved_at', 'note', 'evidence'],
];

/**
 * The statement of each list by each sort of its screen, with and without a filter, at any depth, beside its floor: the same
 * rows of the one table by the row comparison that its index answers, without what is joined, counted and formatted.
 */
export async function benchLists(bench: Bench): Promise<void> {
  for (const size of bench.sizes) {
    const book = await bench.book(size);
    for (const list of [...listsOfInvoices(bench.sql, book), ...listsOfDiscrepancies(bench.sql, book)])
      await benchList(bench, size, list);
    await benchCallbackList(bench, book);
    await benchCounts(bench, book);
  }
}

function listsOfInvoices(sql: Sql, { accountId }: Book): List[] {
  const of = sql`row.account_id = ${accountId} and row.mode = 'live'`;
  const list = (
    name: string,
    sort: Sort,
    filter: Pick<InvoiceFilter, 'status' | 'service' | 'currency' | 'isPending'>,
    where: Fragment,
  ): List => ({
    ...{ name, sort, where, table: 'invoices', columns: INVOICE_COLUMNS },
    product: (after) => invoices(sql, { accountId, mode: 'live', ...filter }, { after, sort, limit: LIMIT }),
  });
  const { created, amount } = INVOICE_SORTS;
  const ofStatus = sql`${of} and row.status = 'process_pending'`;
  const ofCurrency = sql`${of} and row.currency = 'EUR'`;
  const ofService = sql`${of} and row.service = 'card'`;
  const pending = sql`${of} and not row.is_final`;
  return [
    list('invoices by time', created, {}, of),
    list('invoices by amount', amount, {}, of),
    list('invoices of a status by time', created, { status: 'process_pending' }, ofStatus),
    list('invoices of a service by time', created, { service: 'card' }, ofService),
    list('invoices of a currency by time', created, { currency: 'EUR' }, ofCurrency),
    list('invoices of a currency by amount', amount, { currency: 'EUR' }, ofCurrency),
    ...Object.entries(PENDING_SORTS).map(([name, sort]) =>
      list(`pending by ${name}`, sort, { isPending: true }, pending),
    ),
  ];
}

function listsOfDiscrepancies(sql: Sql, { accountId }: Book): List[] {
  const open = sql`row.account_id = ${accountId} and row.mode = 'live' and row.state <> 'resolved'`;
  const list = (
    name: string,
    sort: Sort,
    filter: Pick<DiscrepancyFilter, 'kind'>,
    where: Fragment,
  ): List => ({
    ...{ name, sort, where, table: 'discrepancies', columns: DISCREPANCY_COLUMNS },
    product: (after) => discrepancies(sql, { accountId, ...OPEN, ...filter }, { after, sort, limit: LIMIT }),
  });
  const ofKind = sql`${open} and row.kind = 'fee_differs'`;
  return Object.entries(SORTS).flatMap(([name, sort]) => [
    list(`work list by ${name}`, sort, {}, open),
    list(`work list of a kind by ${name}`, sort, { kind: 'fee_differs' }, ofKind),
  ]);
}

async function benchList({ sql, put }: Bench, size: number, list: List): Promise<void> {
  const pages: (Page & { depth: string })[] = [];
  for (const [depth, share] of Object.entries(DEPTHS)) {
    const after = share === 0 ? undefined : await placeAt(sql, list, share);
    const page = await inTurn(
      () => list.product(after),
      () => pageFloor(sql, list, after),
    );
    pages.push({ ...page, depth });
  }
  const [worst] = pages.toSorted((a, b) => b.product / b.floor - a.product / a.floor);
  if (!worst) return;
  const each = pages.map(({ depth, product, floor }) => `${depth} ${product.toFixed(2)}/${floor.toFixed(2)}`);
  put({
    ...{
      path: `list: ${list.name}`,
      size,
      unit: 'ms',
      goal: GOAL,
      product: worst.product,
      floor: worst.floor,
    },
    notes: `worst of ${each.join(', ')}; ${worst.rows} rows`,
  });
}

/** The place at a share of a list, which its pages lead to step by step. */
async function placeAt(sql: Sql, { table, where, sort }: List, share: number): Promise<Place | undefined> {
  const [total] = await sql<{ count: number }[]>`
    select count(*)::int as count from ${sql(table)} as row where ${where}`;
  const [row] = await sql<{ place: Place }[]>`
    select ${placeOf(sql, sort, 'row')} from ${sql(table)} as row where ${where}
    order by ${orderOf(sql, sort, 'row')} offset ${Math.floor((total?.count ?? 0) * share)} limit 1`;
  return row?.place;
}

function pageFloor(
  sql: Sql,
  { table, columns, where, sort }: List,
  after: Place | undefined,
): PromiseLike<readonly unknown[]> {
  return sql`
    select ${sql(columns)} from ${sql(table)} as row
    where ${where} ${after ? sql`and ${isAfter(sql, sort, 'row', after)}` : sql``}
    order by ${orderOf(sql, sort, 'row')} limit ${LIMIT}`;
}

/** Callbacks go by their numbers. */
async function benchCallbackList({ sql, put }: Bench, { accountId, size }: Book): Promise<void> {
  const [middle] = await sql<{ id: bigint }[]>`
    select id from callbacks where account_id = ${accountId} and mode = 'live' order by id desc
    offset ${Math.floor(size / 2)} limit 1`;
  const verdicts = [undefined, 'same'];
  for (const verdict of verdicts) {
    for (const [depth, before] of [['first page', undefined] as const, ['middle', middle?.id] as const]) {
      const beyond = before === undefined ? sql`` : sql`and id < ${before}`;
      const { product, floor, rows } = await inTurn(
        () => callbacks(sql, { accountId, mode: 'live', verdict }, { before, limit: LIMIT }),
        () => sql`
          select id, received_at, invoice_id, mode, status, verdict, reason, retry_count, updated_at from callbacks
          where account_id = ${accountId} and mode = 'live' ${verdict ? sql`and verdict = ${verdict}` : sql``} ${beyond}
          order by id desc limit ${LIMIT}`,
      );
      const path = `list: callbacks${verdict ? ' of a verdict' : ''}, ${depth}`;
      put({ path, size, unit: 'ms', goal: GOAL, product, floor, notes: `${rows} rows` });
    }
  }
}

/** What stands below a list: how many there are, up to ten thousand, and what they come to. */
async function benchCounts({ sql, put }: Bench, { accountId, size }: Book): Promise<void> {
  const { product, floor } = await inTurn(
    () => countAndSums(sql, { accountId, mode: 'live' }),
    () => sql`
      select count(*), sum(amount), sum(processed_amount), sum(returned) from (
        select amount, processed_amount, returned from invoices where account_id = ${accountId} and mode = 'live'
        limit ${COUNT_UP_TO + 1}
      ) as counted`,
  );
  put({ path: 'list: count and sums of invoices', size, unit: 'ms', goal: GOAL, product, floor });
}

type Page = { product: number; floor: number; rows: number };

/** Medians in milliseconds, the two in turn. */
async function inTurn(
  product: () => Promise<unknown>,
  floor: () => PromiseLike<readonly unknown[]>,
): Promise<Page> {
  const times = { product: [] as number[], floor: [] as number[] };
  let rows = 0;
  for (let round = 0; round < ROUNDS; round++) {
    times.floor.push(
      await seconds(async () => {
        rows = (await floor()).length;
      }),
    );
    times.product.push(await seconds(product));
  }
  return { product: median(times.product) * 1000, floor: median(times.floor) * 1000, rows };
}
