import { expect, test } from 'vitest';
import { hasReceivedSince, sideRows } from '#app/pages/invoices/side-rows.tsx';
import { ingest } from '#reconciliation/books/ingest.ts';
import { invoice } from '#reconciliation/books/invoice.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { DAY, START } from '../../paymega/sandbox/started.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { shopInBooks } from '../comparison/shop-in-books.ts';

const database = useDatabase();
const at = (iso: string) => new Date(iso);
const FIRST = at('2026-11-01T10:00:00Z');
const HEARD = at('2026-11-01T12:00:00Z');
const CREATED = 1_790_000_000;

/** Our book heard at noon that it was paid; Paymega had said at ten that it was pending. */
async function paidSince(): Promise<number> {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const pending = {
    status: 'process_pending',
    processedAmount: null,
    createdAt: CREATED,
    updatedAt: CREATED + 1,
  };
  await mirrorInvoices(sql, [anObservation(accountId, pending)], FIRST);
  const paid = anObservation(accountId, { createdAt: CREATED, updatedAt: CREATED + 60 });
  await ingest(sql, [{ ...paid, receivedAt: HEARD }]);
  return accountId;
}

async function finishedRun(accountId: number, readAt: Date, isShort = false): Promise<void> {
  const { sql } = database;
  const [run] = await sql<{ id: bigint }[]>`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, started_at)
    values (${accountId}, 'program', 'window', to_timestamp(${CREATED - 60}), to_timestamp(${CREATED + 60}), 'running',
      ${readAt}) returning id`;
  const id = String(run?.id);
  await sql`
    insert into run_slices (run_id, number, slice_from, slice_to, began_at, fetched_at, is_short)
    values (${id}, 0, to_timestamp(${CREATED - 60}), to_timestamp(${CREATED + 60}), ${readAt}, ${readAt}, ${isShort})`;
  await sql`update runs set state = 'finished', finished_at = ${readAt} where id = ${id}`;
}

const asked = (accountId: number, when: Date, outcome: string) => database.sql`
  insert into status_checks (account_id, invoice_id, asked_by, asked_at, answered_at, outcome)
  values (${accountId}, 'cpi_test1', 'run', ${when}, ${when}, ${outcome})`;

test('when Paymega was asked last and what it said are two times: it may repeat an older state', async () => {
  const accountId = await paidSince();
  const sides = () => invoice(database.sql, accountId, 'cpi_test1');
  expect(await sides()).toMatchObject({ askedAt: FIRST, receivedAt: HEARD });
  expect(hasReceivedSince(await sides())).toBe(true);

  const later = at('2026-11-02T03:00:00Z');
  await finishedRun(accountId, at('2026-11-01T23:00:00Z'), true);
  expect(await sides()).toMatchObject({ askedAt: FIRST });
  await finishedRun(accountId, later);
  const repeated = await sides();
  expect(repeated).toMatchObject({ askedAt: later, theirs: { updatedAt: new Date((CREATED + 1) * 1000) } });
  expect(hasReceivedSince(repeated)).toBe(false);
  const differing = sideRows(repeated, 'UTC').filter(({ differs }) => differs);
  expect(differing.map(({ label }) => label)).toEqual(['Status', 'Updated']);
});

test('a question that got no answer asked nothing; one that got one did', async () => {
  const accountId = await paidSince();
  const sides = () => invoice(database.sql, accountId, 'cpi_test1');
  const [read, silent, told] = [3, 4, 5].map((hour) => at(`2026-11-02T0${hour}:00:00Z`));
  await finishedRun(accountId, read ?? FIRST);
  // The list of that run did not show it.
  await asked(accountId, silent ?? FIRST, 'no_answer');
  expect(await sides()).toMatchObject({ askedAt: FIRST });
  await asked(accountId, told ?? FIRST, 'found');
  expect(await sides()).toMatchObject({ askedAt: told });
});

test('a run over the sandbox puts down what it compared', async () => {
  const shop = await shopInBooks(database, { perDay: 12 });
  const accountId = await shop.hears();
  const window = { from: START + DAY + 100, to: START + 2 * DAY + 7 };
  await carryOutRun(shop.tools, await shop.order(accountId, window));
  const [stretch] = await database.sql`
    select min(compared_from) as from, max(compared_to) as to,
      sum(extract(epoch from compared_to - compared_from))::int as seconds
    from compared_stretches where account_id = ${accountId}`;
  expect(stretch).toEqual({
    ...{ from: new Date(window.from * 1000), to: new Date(window.to * 1000) },
    seconds: window.to - window.from,
  });
});
