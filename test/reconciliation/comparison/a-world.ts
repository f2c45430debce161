import { expect, onTestFinished } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { sign } from '#paymega/signature.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { checkInvoice } from '#reconciliation/comparison/check-invoice.ts';
import { createCallbackComparer } from '#reconciliation/comparison/compare-after-callbacks.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type Run } from '#reconciliation/comparison/runs.ts';
import { changePolicy, type Policy } from '#reconciliation/policy/policy.ts';
import { makeAccount, type TestDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { scriptedPaymega } from '../../support/scripted-paymega.ts';

export const ACTOR = { kind: 'program', name: 'test' } as const;
const START = Math.floor(Date.now() / 1000);
const SECRETS = { live: ['live-secret'], test: ['test-secret'] };

export type Tale = { ago: number; attributes?: Record<string, unknown> };

/** A book, a Paymega, and a clock that stands where the test puts it; they end with the test. */
export async function aWorld({ sql }: TestDatabase, policy: Partial<Policy> = {}) {
  const paymega = await scriptedPaymega();
  onTestFinished(() => paymega.close());
  const accountId = await makeAccount(sql);
  await changePolicy(sql, ACTOR, accountId, { ...(await accountById(sql, accountId)), ...policy });
  const [url, exponentOf] = [paymega.url, await exponentsOf(sql)];
  const keys = { accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ url, ...keys, concurrency: 4, perSecond: 10_000 });
  const tools = { sql, privateApi, exponentOf };
  const comparer = createCallbackComparer(sql, (error) => {
    throw error;
  });
  const batcher = createIngestionBatcher(sql, comparer.reported);
  const quietBatcher = createIngestionBatcher(sql);
  let at = START;
  const now = () => new Date(at * 1000);
  const receives = async (document: string, by: typeof batcher) => {
    const rawBody = Buffer.from(document);
    const signature = sign('live-secret', rawBody);
    const callback = { rawBody, signature, accountId, secrets: SECRETS, receivedAt: now(), retryCount: 1 };
    expect(await receiveCallback(by, exponentOf, callback)).toMatchObject({ kind: 'ingested' });
  };
  return {
    accountId,
    tools,
    paymega,
    now,
    passes(minutes: number) {
      at += minutes * 60;
    },
    /** Paymega holds this, told `ago` minutes before the clock. */
    holds(id: string, { ago, attributes = {} }: Tale): string {
      const told = at - ago * 60;
      const all = { reference_id: `order-${id}`, created: told, updated: told, ...attributes };
      const document = documentText(all, id);
      const said = { isListed: true, byId: 'answers', byReference: 'answers' } as const;
      paymega.holdings.set(id, { document, created: told, reference: all.reference_id, ...said });
      return document;
    },
    /** A callback comes; the list of discrepancies waits for the next run. */
    hears: (document: string) => receives(document, quietBatcher),
    /** A callback comes, and its invoice is compared. */
    async hearsAndCompares(document: string): Promise<void> {
      await receives(document, batcher);
      await comparer.idle();
    },
    asks: (invoiceId: string) => checkInvoice(tools, { accountId, invoiceId, askedBy: 'person' }),
    async runs(): Promise<Run> {
      const order = { accountId, window: { from: START - 3 * 86_400, to: at }, trigger: 'program' } as const;
      return carryOutRun(tools, await queueRun(sql, ACTOR, order), { clock: now });
    },
    items: () => sql<{ kind: string; severity: string; state: string }[]>`
      select kind, severity, state from discrepancies where account_id = ${accountId} order by id`,
  };
}
