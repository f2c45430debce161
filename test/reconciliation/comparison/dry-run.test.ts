import { expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { observationOf } from '#reconciliation/books/observation.ts';
import { dryRun } from '#reconciliation/comparison/dry-run.ts';
import { changePolicy } from '#reconciliation/policy/policy.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anInvoice } from '../../support/observations.ts';

const database = useDatabase();
const now = new Date();
const hourAgo = Math.floor(now.getTime() / 1000) - 3600;

/** Ours is pending, theirs is paid; and one that only Paymega has. */
async function anAccountBehind(): Promise<number> {
  const accountId = await makeAccount(database.sql);
  const told = { createdAt: hourAgo, updatedAt: hourAgo };
  const pending = anInvoice({ ...told, id: 'cpi_behind', status: 'process_pending', processedAmount: 0n });
  await ingest(database.sql, [observationOf(pending, accountId, now, 'callback')]);
  const paid = anInvoice({ ...told, id: 'cpi_behind', updatedAt: hourAgo + 60 });
  const stranger = anInvoice({ ...told, id: 'cpi_stranger', referenceId: 'order-2' });
  await mirrorInvoices(
    database.sql,
    [observationOf(paid, accountId, now, 'callback'), observationOf(stranger, accountId, now, 'callback')],
    now,
  );
  return accountId;
}

async function everything() {
  const { sql } = database;
  return {
    invoices: await sql`select * from invoices order by account_id, id`,
    discrepancies: await sql`select * from discrepancies order by id`,
    runs: await sql`select * from runs order by id`,
    audit: await sql`select * from audit order by id`,
    findings: await sql`select * from run_findings order by subject`,
  };
}

test('a dry run says what a run would do, and writes nothing', async () => {
  const account = await accountById(database.sql, await anAccountBehind());
  const before = await everything();
  expect(await dryRun(database.sql, account, now)).toEqual([
    { kind: 'missing_ours', opened: 1, healed: 0, closed: 0 },
    { kind: 'status_differs', opened: 0, healed: 1, closed: 0 },
  ]);
  expect(await everything()).toEqual(before);
});

test('a dry run shows what another policy would change', async () => {
  const account = await accountById(database.sql, await anAccountBehind());
  expect(await dryRun(database.sql, { ...account, adoptMissing: true, healForward: false }, now)).toEqual([
    { kind: 'missing_ours', opened: 0, healed: 1, closed: 0 },
    { kind: 'status_differs', opened: 1, healed: 0, closed: 0 },
  ]);
  expect(await dryRun(database.sql, { ...account, graceMinutes: 600 }, now)).toEqual([]);
});

test('a changed policy is audited with what it was before', async () => {
  const account = await accountById(database.sql, await makeAccount(database.sql));
  const actor = { kind: 'program', name: 'test' } as const;
  await changePolicy(database.sql, actor, account.id, { ...account, graceMinutes: 25, adoptMissing: true });
  expect(await accountById(database.sql, account.id)).toEqual({
    ...account,
    graceMinutes: 25,
    adoptMissing: true,
  });
  const [line] =
    await database.sql`select act, details from audit where subject = ${`account:${account.slug}`}`;
  expect(line).toEqual({
    act: 'policy.changed',
    details: { adoptMissing: 'false → true', graceMinutes: '10 → 25' },
  });
});
