import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, expect, test, vi } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import {
  makeInBackground,
  orderExport,
  unfinishedExports,
} from '#reconciliation/reports/background-export.ts';
import { estimatedRows } from '#reconciliation/reports/export-estimate.ts';
import { assertHandedOut, fileOf, trimExports } from '#reconciliation/reports/export-files.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { MACHINE } from '#reconciliation/reports/export-profile.ts';
import { exportRecord } from '#reconciliation/reports/export-record.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { fillBooks, made } from './exported-books.ts';

const database = useDatabase();
const NEVER = new AbortController().signal;
const WAY = { format: 'csv', profile: MACHINE } as const;
let accountId = 0;

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
  await fillBooks(database.sql, accountId);
});

let people = 0;
async function somebody() {
  people += 1;
  const email = `export-${people}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'finance' });
  return { kind: 'person', personId: id, name: email } as const;
}

async function ordered(actor: Awaited<ReturnType<typeof somebody>>) {
  const { sql } = database;
  const what = await exportOf(sql, await accountById(sql, accountId), 'invoices', [['mode', 'live']]);
  const rows = await estimatedRows(sql, what);
  return orderExport(sql, actor, { what, way: WAY, estimatedRows: rows }, async () => undefined);
}

test('a file that was made in the background is the one that is downloaded at once, and expires', async () => {
  const { sql } = database;
  const { id } = await ordered(await somebody());
  expect(() => assertHandedOut({ finishedAt: null, expiresAt: null }, new Date())).toThrow('not finished');
  await makeInBackground(sql, id, NEVER);
  const record = await exportRecord(sql, id);
  const bytes = await buffer(Readable.from(fileOf(sql, record)));
  const once = await made(sql, accountId, 'invoices', WAY, [['mode', 'live']]);
  expect(bytes.equals(once.bytes)).toBe(true);
  expect(record).toMatchObject({ rows: 6n, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect(() => assertHandedOut(record, new Date())).not.toThrow();
  await sql`update exports set expires_at = now() - interval '1 second' where id = ${String(id)}`;
  await trimExports(sql);
  expect(await sql`select from export_pieces where export_id = ${String(id)}`).toHaveLength(0);
  expect(() => assertHandedOut({ ...record, expiresAt: new Date(0) }, new Date())).toThrow('no longer kept');
});

test('a person has two under way at most, also where they order three at once', async () => {
  const actor = await somebody();
  const outcomes = await Promise.allSettled([ordered(actor), ordered(actor), ordered(actor)]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  await expect(ordered(actor)).rejects.toMatchObject({ code: 'too_many_exports', status: 429 });
  await ordered(await somebody());
});

test('one whose process ended begins anew, three times, and then says that it failed', async () => {
  const { sql } = database;
  const { id } = await ordered(await somebody());
  for (let times = 0; times < 3; times++)
    await expect(makeInBackground(sql, id, AbortSignal.abort())).rejects.toThrow();
  expect(await unfinishedExports(sql)).toContain(id);
  await makeInBackground(sql, id, NEVER);
  expect(await exportRecord(sql, id)).toMatchObject({
    failure: expect.stringContaining('3 times'),
    rows: null,
  });
  expect(await unfinishedExports(sql)).not.toContain(id);
});

test('while another worker makes it the job comes again: that worker may die', async () => {
  const { sql } = database;
  const { id } = await ordered(await somebody());
  const isBegun = async () => expect((await exportRecord(sql, id)).attempts).toBe(1);
  let first: Promise<void> | undefined;
  await sql.begin(async (transaction) => {
    await transaction`lock table export_pieces in access exclusive mode`;
    first = makeInBackground(sql, id, NEVER);
    await vi.waitFor(isBegun, { timeout: 20_000 });
    await expect(makeInBackground(sql, id, NEVER)).rejects.toMatchObject({ code: 'export_under_way' });
  });
  await first;
  await makeInBackground(sql, id, NEVER);
  expect(await exportRecord(sql, id)).toMatchObject({ attempts: 1, rows: 6n });
});

test('a download whose process was killed is told as failed, and one that goes on is not', async () => {
  const { sql } = database;
  const [row] = await sql<{ id: bigint }[]>`
    insert into exports (account_id, actor, list, filter, format, time_zone, file_name, started_at)
    values (${accountId}, 'program:test', 'invoices', '{}', 'csv', 'UTC', 'a.csv', now() - interval '1 hour')
    returning id`;
  await trimExports(sql);
  expect(await exportRecord(sql, row?.id ?? 0n)).toMatchObject({
    failure: expect.stringContaining('process'),
  });
});

test('what was handed out stays on record as it was', async () => {
  const { sql } = database;
  const { record } = await made(sql, accountId, 'invoices', WAY);
  for (const change of ['set rows = 1', "set sha256 = 'x'", "set filter = '{}'::jsonb, list = 'runs'"])
    await expect(sql.unsafe(`update exports ${change} where id = ${record.id}`)).rejects.toThrow(
      'append-only',
    );
  await expect(sql.unsafe(`delete from exports where id = ${record.id}`)).rejects.toThrow();
});
