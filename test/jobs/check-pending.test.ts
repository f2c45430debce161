import pino from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createProviderConnections } from '#identity/accounts/provider-connections.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { checkPending } from '#jobs/check-pending.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { useDatabase } from '../support/database.ts';
import { documentText } from '../support/documents.ts';
import { anObservation } from '../support/observations.ts';
import { type ScriptedPaymega, scriptedPaymega } from '../support/scripted-paymega.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const VAULT = createVault(['the key of these tests, which is long enough']);
const LOST_KEY = createVault(['a key that this process was never told of']);

let paymega: ScriptedPaymega;
beforeAll(async () => {
  paymega = await scriptedPaymega();
});
afterAll(() => paymega.close());
beforeEach(() => database.sql`update accounts set disabled_at = now()`);

/** An account with one pending invoice that is due, and that Paymega says has been paid since. */
async function accountWithOnePending(slug: string, vault = VAULT): Promise<number> {
  const { id } = await addAccount(database.sql, vault, ACTOR, {
    ...{ slug, name: slug, paymegaAccountId: `coma_${slug}`, timeZone: 'Europe/Berlin' },
    ...{ apiUrl: paymega.url, cardgateUrl: `${paymega.url}/cards` },
    ...{ apiKey: `key of ${slug}`, liveSecret: `live of ${slug}`, testSecret: `test of ${slug}` },
  });
  const created = Math.floor(Date.now() / 1000) - 3600;
  const invoiceId = `cpi_${slug}`;
  const told = { id: invoiceId, referenceId: slug, createdAt: created, updatedAt: created };
  await ingest(database.sql, [anObservation(id, { ...told, status: 'process_pending' })]);
  await database.sql`update invoices set first_seen_at = now() - interval '1 hour' where account_id = ${id}`;
  const document = documentText({ reference_id: slug, created, updated: created + 60 }, invoiceId);
  const says = { isListed: true, byId: 'answers', byReference: 'answers' } as const;
  paymega.holdings.set(invoiceId, { document, created, reference: slug, ...says });
  return id;
}

/** Runs the job; what it has logged. */
async function checked(signal = new AbortController().signal): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(line) });
  const connectionOf = createProviderConnections(database.sql, VAULT, true).of;
  await checkPending({ sql: database.sql, connectionOf, log, signal });
  return lines.map((line) => JSON.parse(line));
}

const statusOf = async (accountId: number) =>
  (await database.sql`select status from invoices where account_id = ${accountId}`)[0]?.status;

test('the trouble of one account keeps nobody from looking at those before and after it', async () => {
  const before = await accountWithOnePending('before');
  const broken = await accountWithOnePending('broken', LOST_KEY);
  const after = await accountWithOnePending('after');
  const logged = await checked();
  expect([await statusOf(before), await statusOf(broken), await statusOf(after)]).toEqual([
    ...['processed', 'process_pending', 'processed'],
  ]);
  expect(logged).toEqual([
    expect.objectContaining({
      level: 50,
      account: 'broken',
      msg: 'the pending ones of an account could not be looked at',
    }),
  ]);
});

test('an invoice about which Paymega does not answer keeps its status, the next one is looked at', async () => {
  const account = await accountWithOnePending('half');
  const created = Math.floor(Date.now() / 1000) - 3600;
  await ingest(database.sql, [
    anObservation(account, {
      ...{ id: 'cpi_silent', referenceId: 'silent', createdAt: created, updatedAt: created },
      status: 'process_pending',
    }),
  ]);
  await database.sql`update invoices set first_seen_at = now() - interval '1 hour' where account_id = ${account}`;
  const failing = { isListed: true, byId: 403, byReference: 403 } as const;
  paymega.holdings.set('cpi_silent', { document: '', created, reference: 'silent', ...failing });
  expect(await checked()).toEqual([]);
  const rows = await database.sql`
    select id, status from invoices where account_id = ${account} order by id`;
  expect(rows).toEqual([
    { id: 'cpi_half', status: 'processed' },
    { id: 'cpi_silent', status: 'process_pending' },
  ]);
  const checks = await database.sql`
    select invoice_id, outcome from status_checks where account_id = ${account} order by invoice_id`;
  expect(checks).toEqual([
    { invoiceId: 'cpi_half', outcome: 'found' },
    { invoiceId: 'cpi_silent', outcome: 'no_answer' },
  ]);
});

test('a process that is about to stop does not go on to the next account, and logs no trouble', async () => {
  const first = await accountWithOnePending('stopped', LOST_KEY);
  const second = await accountWithOnePending('unasked');
  const stopping = new AbortController();
  stopping.abort();
  await expect(checked(stopping.signal)).rejects.toThrow();
  expect([await statusOf(first), await statusOf(second)]).toEqual(['process_pending', 'process_pending']);
});

test('while the API is away one payment a minute is asked about, and all again once it answered', async () => {
  const { sql } = database;
  const id = await accountWithOnePending('away');
  const created = Math.floor(Date.now() / 1000) - 3600;
  const told = { status: 'process_pending', createdAt: created, updatedAt: created } as const;
  const names = ['away2', 'away3'];
  await ingest(
    sql,
    names.map((name) => anObservation(id, { ...told, id: `cpi_${name}`, referenceId: name })),
  );
  await sql`update invoices set first_seen_at = now() - interval '1 hour' where account_id = ${id}`;
  await sql`
    insert into runs (account_id, trigger, scope, window_from, window_to, state, finished_at, fault)
    values (${id}, 'schedule', 'recent', now(), now(), 'failed', now(), 'unreachable')`;
  const asked = async () =>
    (
      await sql<{ count: number }[]>`
      select count(*)::int as count from pending_polls where account_id = ${id}`
    )[0]?.count;
  await checked();
  const first = await sql`select from status_checks where account_id = ${id} and outcome <> 'no_answer'`;
  expect(first.length).toBe(1);
  await checked();
  expect(await sql`select from status_checks where account_id = ${id}`).toHaveLength(3);
  expect(await asked()).toBeGreaterThan(0);
});
