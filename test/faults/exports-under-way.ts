import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { openQueue } from '#jobs/queue.ts';
import { orderExport } from '#reconciliation/reports/background-export.ts';
import { fileOf } from '#reconciliation/reports/export-files.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { MACHINE } from '#reconciliation/reports/export-profile.ts';
import { exportRecord } from '#reconciliation/reports/export-record.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

/** Orders, as somebody does in the console, a file of all invoices that is made in the background. @returns its id */
export async function ordered(sql: Sql, accountId: number): Promise<bigint> {
  const [person] = await sql<
    { id: number; email: string }[]
  >`select id, email from people order by id limit 1`;
  const actor = { kind: 'person', personId: person?.id ?? 0, name: person?.email ?? '' } as const;
  const what = await exportOf(sql, await accountById(sql, accountId), 'invoices', [['mode', 'live']]);
  const queue = await openQueue(sql, () => undefined);
  try {
    const asked = { what, way: { format: 'csv', profile: MACHINE }, estimatedRows: 1 } as const;
    const { id } = await orderExport(sql, actor, asked, (within, exportId) =>
      queue.send('make-export', { exportId: exportId.toString() }, { within }),
    );
    return id;
  } finally {
    await queue.stop();
  }
}

export async function untilBegun(sql: Sql, id: bigint): Promise<void> {
  await vi.waitFor(async () => expect((await exportRecord(sql, id)).attempts).toBeGreaterThan(0), PATIENT);
}

/** Waits until the file is there, and looks whether it has each invoice of the book once. @returns how often it was begun */
export async function expectWhole(sql: Sql, id: bigint): Promise<number> {
  await vi.waitFor(async () => expect((await exportRecord(sql, id)).finishedAt).not.toBeNull(), PATIENT);
  const record = await exportRecord(sql, id);
  const [, ...lines] = (await buffer(Readable.from(fileOf(sql, record)))).toString().trimEnd().split('\n');
  const [book] = await sql<{ count: number }[]>`
    select count(*)::int as count from invoices where mode = 'live'`;
  expect({ lines: lines.length, rows: record.rows }).toEqual({
    lines: book?.count,
    rows: BigInt(lines.length),
  });
  expect(new Set(lines).size).toBe(lines.length);
  return record.attempts;
}
