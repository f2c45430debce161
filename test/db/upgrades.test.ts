import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect, type Sql } from '#db/connection.ts';
import { missingGrants } from '#db/grants.ts';
import { migrate } from '#db/migrate.ts';
import { ROLES } from '#db/roles.ts';
import { verifiedAudit } from '#identity/audit/audit-chain.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { invoice } from '#reconciliation/books/invoice.ts';
import { bodyOf, timeline } from '#reconciliation/books/timeline.ts';
import { keepBodyMonths } from '#reconciliation/books/trim-bodies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { useDatabase, useEmptyDatabase } from '../support/database.ts';
import { documentText } from '../support/documents.ts';
import { incoming } from '../support/incoming.ts';
import { ROOT } from '../support/running.ts';
import { accountAt, bodyAt, writeAt } from './rows-of-before.ts';

type Journal = { entries: { idx: number }[] };

const fresh = useDatabase();
let folder: string;
let journal: Journal;
const journalFile = () => path.join(folder, 'meta/_journal.json');

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-migrations-'));
  await cp(path.join(ROOT, 'db/migrations'), folder, { recursive: true });
  journal = JSON.parse(await readFile(journalFile(), 'utf8'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Brings a database to the schema of before: the one that the first so many migrations make. */
async function migrateTo(url: string, step: number): Promise<void> {
  await writeFile(journalFile(), JSON.stringify({ ...journal, entries: journal.entries.slice(0, step + 1) }));
  const sql = connect(url, { max: 1, isPlain: true });
  await applyMigrations(drizzle(sql), { migrationsFolder: folder }).finally(() => sql.end());
}

const STRUCTURE = {
  columns: `select table_name, column_name, data_type, is_nullable, column_default, generation_expression
    from information_schema.columns where table_schema = 'public' order by 1, 2`,
  indexes: `select indexdef from pg_indexes where schemaname = 'public' order by 1`,
  constraints: `select conrelid::regclass::text as of, pg_get_constraintdef(oid) as says, convalidated
    from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2`,
  triggers: `select tgrelid::regclass::text as of, pg_get_triggerdef(oid) as says from pg_trigger
    where not tgisinternal order by 1, 2`,
  functions: `select pg_get_functiondef(oid) as says from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f' order by 1`,
};

async function structureOf(sql: Sql): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  // The months of bodies are those of what was kept, and of the day.
  const isOfAMonth = (row: object) => /_bodies_\d{4}_\d\d/.test(JSON.stringify(row));
  for (const [name, statement] of Object.entries(STRUCTURE))
    found[name] = [...(await sql.unsafe(statement))].filter((row) => !isOfAMonth(row));
  return found;
}

/** What was written under a schema is all there, as it was, in the words of today. */
async function expectAllOf(sql: Sql, step: number): Promise<void> {
  const [account] = await sql<{ id: number }[]>`select id from accounts where slug = ${accountAt(step)}`;
  const [accountId, id] = [account?.id ?? 0, `cpi_${step}`];
  const books = await invoice(sql, accountId, id);
  expect(books.ours).toMatchObject({ status: 'processed', amount: { minor: 10_000n } });
  expect(books.theirs).toMatchObject({ status: 'refunded' });
  const entries = await timeline(sql, accountId, id);
  expect(entries.map(({ kind }) => kind).sort()).toEqual(['callback', 'status_check']);
  for (const { kind, bodyId } of entries) {
    const of = kind as 'callback' | 'status_check';
    const body = await bodyOf(sql, { accountId, invoiceId: id, kind: of, id: bodyId ?? 0n });
    expect(body).toMatchObject({ text: bodyAt(step, of), trimmed: null });
  }
  const [rest] = await sql`
    select (select count(*)::int from discrepancies join people on people.id = assignee_id
        where discrepancies.account_id = ${accountId} and state = 'in_review'
          and email = ${`old-${step}@shop.example`}) as discrepancies,
      (select count(*)::int from audit where subject = ${id}) as audit,
      (select count(*)::int from quarantine where account_id = ${accountId}) as quarantine,
      (select count(*)::int from runs where account_id = ${accountId}) as runs,
      (select sum(callbacks)::int from callback_totals where account_id = ${accountId}) as callbacks,
      (select sum(events)::int from movements
        where account_id = ${accountId} and book = 'ours' and kind = 'processed') as movements`;
  expect(rest).toEqual({ discrepancies: 1, audit: 1, quarantine: 1, runs: 1, callbacks: 1, movements: 1 });
}

/** The role of the product can do its work, and no more than on a fresh database. */
async function expectWork(url: string, sql: Sql, steps: readonly number[]): Promise<void> {
  expect(await missingGrants(sql, ROLES.app)).toEqual([]);
  const app = connect(fresh.appUrl.replace(/[^/]*$/, path.basename(new URL(url).pathname)), { max: 2 });
  try {
    const { lines } = await verifiedAudit(app);
    expect(lines).toBe(steps.length);
    for (const step of steps) {
      const [account] = await app<{ id: number }[]>`select id from accounts where slug = ${accountAt(step)}`;
      const callback = incoming(
        account?.id ?? 0,
        documentText({ status: 'refunded', refunded_amount: '100' }, `cpi_${step}`),
      );
      const heard = await receiveCallback(createIngestionBatcher(app), await exponentsOf(app), callback);
      expect(heard).toMatchObject({ kind: 'ingested' });
    }
    await keepBodyMonths(app, { kind: 'program', name: 'test' }, null);
    await expect(app`delete from callbacks`).rejects.toMatchObject({ code: '42501' });
  } finally {
    await app.end();
  }
}

describe('a database of every schema that ever was', () => {
  const older = useEmptyDatabase();

  test('step by step, with rows written under each: nothing is lost, and it is then as a fresh one', async () => {
    const steps = journal.entries.map(({ idx }) => idx);
    const sql = connect(older.url, { max: 1, name: 'test' });
    try {
      for (const step of steps) {
        await migrateTo(older.url, step);
        if (step < steps.length - 1) await writeAt(sql, step);
      }
      await migrate(older.url, ROLES.app);
      const written = steps.slice(0, -1);
      for (const step of written) await expectAllOf(sql, step);
      expect(await structureOf(sql)).toEqual(await structureOf(fresh.sql));
      await expectWork(older.url, sql, written);
    } finally {
      await sql.end();
    }
  });
});

describe('an installation that comes from far behind, at one start', () => {
  const first = useEmptyDatabase();
  const middle = useEmptyDatabase();
  const last = useEmptyDatabase();

  test.each([
    ['the first schema', first, () => 0],
    ['one in the middle', middle, () => journal.entries.length >> 1],
    ['the one before this', last, () => journal.entries.length - 2],
  ])('%s: all migrations share a transaction', async (_, database, stepOf) => {
    const step = stepOf();
    await migrateTo(database.url, step);
    const sql = connect(database.url, { max: 1, name: 'test' });
    try {
      await writeAt(sql, step);
      await migrate(database.url, ROLES.app);
      await expectAllOf(sql, step);
      await expectWork(database.url, sql, [step]);
    } finally {
      await sql.end();
    }
  });
});
