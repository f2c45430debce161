import { setTimeout as after } from 'node:timers/promises';
import postgres from 'postgres';
import { accountById } from '#identity/accounts/accounts.ts';
import { openQueue } from '#jobs/queue.ts';
import { SCHEDULE } from '#jobs/schedule.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { environmentOf, type Product } from '../../support/product.ts';
import { startProduct } from '../../support/running.ts';
import type { Known } from '../access/access-table.ts';

const ACTOR = { kind: 'program', name: 'test' } as const;
const DEADLINE_MS = 60_000;
const LOOK_MS = 100;
const SORTS = ['severity', 'risk', 'age', 'opened', '-severity', '-risk', '-age', '-opened'];
const EXPORTS = [
  'invoices',
  'pending',
  'discrepancies',
  'callbacks',
  'refused-callbacks',
  'quarantine',
  'runs',
  'audit',
];

/** From the next connection on a database reads no table from end to end, however small, where an index can lead. */
export async function preferIndexes(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  await sql.unsafe(`alter database ${sql.options.database} set enable_seqscan = off`);
  await sql.end();
}

/** Each list by each sort and filter, each export, what programs ask, and each job that comes by itself. */
export async function useEverythingElse(product: Product, known: Known, cookie: string): Promise<void> {
  const token = await product.tokenOf('admin');
  await product.sql`analyze`;
  for (const address of addresses(known)) {
    const isApi = address.startsWith('/api/');
    const headers = isApi ? { authorization: `Bearer ${token}` } : { cookie };
    const answer = await fetch(product.url + address, { headers });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  }
  await matchAReturn(product);
  await doAllJobs(product);
}

/** Statements of the day on which a payment was returned, and of the one on which it was taken. */
async function matchAReturn({ sql, accountId }: Product): Promise<void> {
  const account = await accountById(sql, accountId);
  const [payment] = await sql<{ returned: Date; taken: Date }[]>`
    select updated_at as returned, processed_at as taken from invoices
    where account_id = ${accountId} and mode = 'live' and status = 'refunded'
      and updated_at > processed_at + interval '1 day' limit 1`;
  if (!payment) throw new Error('nothing was refunded');
  for (const at of [payment.returned, payment.taken]) {
    const bytes = Buffer.from(`created,type,amount,currency\n${at.toISOString()},fee,1.00,USD\n`);
    await importStatement(sql, ACTOR, account, { fileName: 'transactions.csv', bytes });
  }
}

function addresses({ invoiceId, day }: Known): string[] {
  const states = ['all', 'unresolved', 'resolved'];
  const workLists = [
    ...states.flatMap((state) => SORTS.map((sort) => `state=${state}&sort=${sort}`)),
    ...[
      'kind=amount_differs',
      'severity=critical',
      'cause=unknown',
      'state=all&cause=callback_refused',
      'currency=USD',
      'assignee=none',
      'assignee=me',
    ],
    ...[
      'search=order-1',
      'search=100.00',
      'run=1',
      'run=1&effect=opened',
      'run=1&effect=healed',
      `day=${day}`,
    ],
    ...['run=1&effect=closed', 'run=1&effect=still_open', `from=${day}&to=${day}`, 'group=kind', 'preview=1'],
  ];
  const invoices = [
    ...['sort=created', 'sort=-created', 'sort=amount', 'sort=-amount', 'status=processed', 'currency=USD'],
    ...[
      'status=process_pending',
      'search=order-1',
      'search=10.00',
      `search=${invoiceId}`,
      `from=${day}&to=${day}`,
    ],
    ...[
      'currency=USD&sort=amount',
      'mode=test',
      'service=card',
      'resolution=declined',
      'result=failed',
      'result=refunded',
    ],
  ];
  const pending = ['sort=waiting', 'sort=-waiting', 'sort=created', 'sort=amount', 'sort=-amount', 'age=old'];
  const callbacks = [
    ...[
      'verdict=new',
      'verdict=quarantined',
      `search=${invoiceId}`,
      'show=quarantine',
      'show=refused',
      'mode=test',
    ],
    ...['show=refused&search=cpi_1', `from=${day}&to=${day}`, 'tail=on'],
  ];
  return [
    ...workLists.map((query) => `/discrepancies?${query}`),
    ...invoices.map((query) => `/invoices?${query}`),
    ...pending.map((query) => `/pending?${query}`),
    ...callbacks.map((query) => `/callbacks?${query}`),
    ...[
      '/audit?search=run',
      '/audit?search=run:1',
      '/search?q=order-1',
      `/search?q=${invoiceId}`,
      '/search?q=10.00',
    ],
    ...EXPORTS.map((list) => `/api/v1/exports/${list}?account=main&format=csv`),
    ...[
      '/api/v1/invoices?account=main',
      '/api/v1/discrepancies?account=main',
      '/api/v1/callbacks?account=main',
      '/api/v1/runs?account=main',
      '/api/v1/runs/1',
    ],
  ];
}

/** A worker does each of them once. */
async function doAllJobs({ sql, sandbox }: Product): Promise<void> {
  const url = new URL(`postgres://${sql.options.host[0]}:${sql.options.port[0]}/${sql.options.database}`);
  url.username = String(sql.options.user);
  url.password = String(sql.options.pass);
  const environment = { ...(await environmentOf(sandbox, url.href)), PROCESS: 'worker', LOG_LEVEL: 'info' };
  const worker = await startProduct(environment);
  const queue = await openQueue(sql, (error) => {
    throw error;
  });
  for (const { job } of SCHEDULE) await queue.send(job, {});
  await queue.stop();
  const names = SCHEDULE.map(({ job }) => job);
  for (const deadline = Date.now() + DEADLINE_MS; ; await after(LOOK_MS)) {
    const [left] = await sql<{ count: number }[]>`
      select count(*)::int as count from pgboss.job where name = any(${names}) and state not in ('completed', 'failed')`;
    if (left?.count === 0) break;
    if (Date.now() > deadline) throw new Error(`${left?.count} jobs were not done in time`);
  }
  await worker.stop();
}

/** Indexes that are read where this test does not come, and by what. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  alert_notices_of_delivery: 'by the trimming of messages that are months old',
  discrepancies_unresolved_twins:
    'by the comparison after a callback, of a payment that another one was made of again',
  discrepancies_of_run: 'by the list of what a run saw, where the account has many others',
  invoices_by_amount: 'by the search for an amount, where there are more invoices than a page reads',
  invoices_open: 'by the counts of what is pending, where most are final',
  invoices_waiting: 'by the list of what is pending, where most are final',
  movements_recorded: 'by the folding of the last minutes, where there are years of movements',
  password_links_person: 'by an invitation that takes the one before away',
  postings_of_discrepancy: 'by the undoing of a resolution that took Paymega’s figures',
  report_deliveries_due: 'by the sending of reports, where many have been sent',
  status_checks_unanswered: 'by the counts of payments that were judged, where many questions had no answer',
  refused_callbacks_of_invoice: 'by the timeline of an invoice, where many were refused',
};

/** Indexes that were not read, and that no constraint needs. To be asked when all others have closed their connections. */
export async function unusedIndexes(url: string): Promise<string[]> {
  const sql = postgres(url, { max: 1 });
  const rows = await sql<{ name: string }[]>`
    select usage.indexrelname as name from pg_stat_user_indexes as usage
    join pg_index as index on index.indexrelid = usage.indexrelid
    where usage.schemaname = 'public' and usage.idx_scan = 0 and not index.indisunique and not index.indisprimary
    order by 1`;
  await sql.end();
  return rows.map(({ name }) => name).filter((name) => !(name in ELSEWHERE));
}
