import { expect, test } from 'vitest';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { createCallbackComparer } from '#reconciliation/comparison/compare-after-callbacks.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { incoming } from '../../support/incoming.ts';
import { neverAnalysed, useWatched } from '../../support/plans.ts';
import { read } from '../../support/watched.ts';

const CALLBACKS = 4000;
const AT_ONCE = 50;
const ROWS = 200;
// At the very beginning some look-ups find nothing at all.
const MORE_LATER = 1.02;
const OUTCOMES = [{}, { status: 'refunded', refunded_amount: '100' }, { status: 'process_failed' }];

const database = useDatabase();
const watched = useWatched(database, 2, true);

test('a callback costs the same however many came before it over the same connections', async () => {
  await neverAnalysed(database.sql);
  const accountId = await makeAccount(database.sql);
  const exponentOf = await exponentsOf(database.sql);
  const comparer = createCallbackComparer(watched.sql, (error) => {
    throw error;
  });
  const batcher = createIngestionBatcher(watched.sql, (taken) => comparer.reported(taken));
  const hear = async (from: number): Promise<number> => {
    watched.forget();
    for (let n = from; n < from + CALLBACKS; n += AT_ONCE) {
      const together = Array.from({ length: AT_ONCE }, (_, place) => n + place);
      await Promise.all(together.map((number) => receiveCallback(batcher, exponentOf, heard(number))));
      await comparer.idle();
    }
    return read(watched.executed).rows;
  };
  const heard = (number: number) => {
    // Not in order: neighbours in time are no neighbours in the index.
    const id = `cpi_${(number * 7919) % 1_000_003}`;
    // What is returned or fails has reports of its own, which every later batch looks up.
    const over = OUTCOMES[number % OUTCOMES.length];
    return incoming(accountId, documentText({ ...over, reference_id: `order-${number}` }, id));
  };

  const first = await hear(0);
  expect(first).toBeGreaterThan(CALLBACKS);
  expect(first, read(watched.executed).most).toBeLessThan(CALLBACKS * ROWS);
  const second = await hear(CALLBACKS);
  expect(second, read(watched.executed).most).toBeLessThanOrEqual(first * MORE_LATER);
}, 300_000);
