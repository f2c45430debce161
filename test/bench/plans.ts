import { accountById } from '#identity/accounts/accounts.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { callbacks } from '#reconciliation/callbacks/callbacks.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { createCallbackComparer } from '#reconciliation/comparison/compare-after-callbacks.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { documentText } from '../support/documents.ts';
import { incoming } from '../support/incoming.ts';
import { anObservation } from '../support/observations.ts';
import { type Watched, watch } from '../support/watched.ts';
import type { Bench } from './bench.ts';
import { fillBothBooks, fillCallbacks, makeBenchAccount } from './fill.ts';
import { sizeName } from './table.ts';

const ACTOR = { kind: 'program', name: 'bench' } as const;
const FROM = 1_780_000_000;
const SIZES = [0, 1000, 100_000];
const TOGETHER = 50;
const PAGE = 500;
const LIST = 50;

/**
 * How the statements are carried out that are executed most, on books of several sizes that were never analysed by the
 * server itself: of each the steps that looked at most rows.
 */
export async function printPlans(bench: Bench): Promise<void> {
  for (const size of SIZES) {
    const url = await bench.ownDatabase(`plans_${size}`);
    const watched = watch(url, 1, true);
    try {
      await printAt(watched, size);
    } finally {
      await watched.sql.end();
    }
  }
}

async function printAt(watched: Watched, size: number): Promise<void> {
  const { sql } = watched;
  const accountId = await makeBenchAccount(sql, 'plans');
  if (size > 0) {
    await fillBothBooks(sql, accountId, size, FROM);
    await fillCallbacks(sql, accountId);
  }
  const told = Array.from({ length: PAGE }, (_, n) => anObservation(accountId, { id: `cpi_page${n}` }));
  const window = { from: FROM, to: FROM + Math.max(size, 1) };
  const runId = await queueRun(sql, ACTOR, { accountId, window, trigger: 'program' });
  const account = await accountById(sql, accountId);
  const works: [string, () => Promise<unknown>][] = [
    [`${TOGETHER} callbacks, kept and compared`, () => hear(watched, accountId)],
    [`a page of ${PAGE} into the mirror`, () => mirrorInvoices(sql, told, new Date())],
    ['the same page again', () => mirrorInvoices(sql, told, new Date())],
    [
      'the compare phase',
      () => sql.begin((own) => compare(own, { runId, account, window, now: new Date() })),
    ],
    ['a list of invoices', () => invoices(sql, { accountId, mode: 'live' }, { limit: LIST })],
    ['a list of callbacks', () => callbacks(sql, { accountId, mode: 'live' }, { limit: LIST })],
    [
      'the work list',
      () => discrepancies(sql, { accountId, mode: 'live', state: 'unresolved' }, { limit: LIST }),
    ],
  ];
  for (const [name, work] of works) {
    watched.forget();
    await work();
    await watched.told();
    const rows = watched.executed.reduce((sum, one) => sum + one.rows, 0);
    console.log(
      `\n== ${name}, ${sizeName(size)} invoices: ${watched.executed.length} statements, ${rows} rows looked at`,
    );
    for (const { text, plan, rows: own } of watched.executed.toSorted((a, b) => b.rows - a.rows).slice(0, 3))
      console.log(`${own} rows: ${text.replace(/\s+/g, ' ').trim().slice(0, 100)}\n${plan}`);
  }
}

async function hear({ sql }: Watched, accountId: number): Promise<void> {
  const comparer = createCallbackComparer(sql, (error) => {
    throw error;
  });
  const batcher = createIngestionBatcher(sql, comparer.reported);
  const exponentOf = await exponentsOf(sql);
  const heard = Array.from({ length: TOGETHER }, (_, n) => {
    const document = documentText({ reference_id: `order-heard-${n}` }, `cpi_heard${n}`);
    return receiveCallback(batcher, exponentOf, incoming(accountId, document));
  });
  await Promise.all(heard);
  await comparer.idle();
}
