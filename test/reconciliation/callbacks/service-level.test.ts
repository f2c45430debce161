import { expect, test } from 'vitest';
import { ingest } from '#reconciliation/books/ingest.ts';
import { timeline } from '#reconciliation/books/timeline.ts';
import { serviceLevel } from '#reconciliation/callbacks/service-level.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const NOW = new Date('2026-11-20T12:00:00Z');
const NOW_SECONDS = NOW.getTime() / 1000;
const HOUR = 3600;

async function heard(
  accountId: number,
  what: { id: string; ago: number; delay: number; verdict: string; attempt?: number | null },
): Promise<void> {
  const updated = NOW_SECONDS - what.ago;
  await database.sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, reason, retry_count,
      body_sha256)
    values (${accountId}, to_timestamp(${updated + what.delay}), ${what.id}, 'live', 'processed', to_timestamp(${updated}),
      ${what.verdict}, ${what.verdict === 'quarantined' ? 'no_id' : null}, ${what.attempt === undefined ? 1 : what.attempt}, sha256('x'))`;
}

test('the service level counts what came, how late, how often, and what never came', async () => {
  const accountId = await makeAccount(database.sql);
  const invoice = (id: string, ago: number, status = 'processed') =>
    anObservation(accountId, {
      id,
      referenceId: id,
      status,
      createdAt: NOW_SECONDS - ago,
      updatedAt: NOW_SECONDS - ago,
    });
  await ingest(database.sql, [
    invoice('cpi_told', 5 * HOUR),
    invoice('cpi_told_late', 6 * HOUR),
    { ...invoice('cpi_untold', 7 * HOUR), source: 'private_api' },
    invoice('cpi_pending', 8 * HOUR, 'process_pending'),
    invoice('cpi_just_now', 600),
    invoice('cpi_long_ago', 9 * 24 * HOUR),
  ]);
  await heard(accountId, { id: 'cpi_told', ago: 5 * HOUR, delay: 2, verdict: 'new' });
  await heard(accountId, { id: 'cpi_told', ago: 5 * HOUR, delay: 62, verdict: 'same', attempt: 2 });
  await heard(accountId, { id: 'cpi_told_late', ago: 6 * HOUR, delay: 102, verdict: 'newer', attempt: 3 });
  await heard(accountId, { id: 'cpi_none', ago: 2 * HOUR, delay: 1, verdict: 'quarantined', attempt: null });
  await heard(accountId, { id: 'cpi_long_ago', ago: 9 * 24 * HOUR, delay: 1, verdict: 'new' });
  expect(await serviceLevel(database.sql, accountId, 'live', 7, NOW)).toEqual({
    received: 4,
    quarantined: 1,
    refused: 0,
    repeated: 1,
    retried: 2,
    // Of two the first, then the last, each right to a tenth.
    medianDelay: expect.closeTo(2.14, 2),
    slowestTwentieth: expect.closeTo(105.7, 1),
    final: 3,
    unreported: 1,
    lastReceivedAt: new Date((NOW_SECONDS - 2 * HOUR + 1) * 1000),
    lastCreatedAt: new Date((NOW_SECONDS - 600) * 1000),
  });
});

test('a first attempt is none that comes again, whatever number below two it bears', async () => {
  const accountId = await makeAccount(database.sql);
  for (const attempt of [null, 0, 1, 2, 100]) {
    await heard(accountId, { id: 'cpi_a', ago: HOUR, delay: 1, verdict: 'new', attempt });
  }
  const { received, retried } = await serviceLevel(database.sql, accountId, 'live', 7, NOW);
  expect([received, retried]).toEqual([5, 2]);
  const entries = await timeline(database.sql, accountId, 'cpi_a');
  expect(entries.map(({ attempt }) => attempt).sort()).toEqual([100, 2, null, null, null]);
});

test('an account of which nothing was heard has a level of nothing', async () => {
  const accountId = await makeAccount(database.sql);
  expect(await serviceLevel(database.sql, accountId, 'live', 7, NOW)).toMatchObject({
    received: 0,
    medianDelay: null,
    final: 0,
    lastReceivedAt: null,
  });
});
