import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutBatch, checkBatch } from '#reconciliation/comparison/check-batches.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Asks Paymega about everything of a batch. */
export async function carryOut(tools: JobTools, { batchId }: Payload<'check-batch'>): Promise<void> {
  const id = BigInt(batchId);
  const { accountId } = await checkBatch(tools.sql, id);
  const { privateApi } = await tools.connectionOf(accountId);
  const exponentOf = await exponentsOf(tools.sql);
  await carryOutBatch({ sql: tools.sql, privateApi, exponentOf }, id, tools.signal);
}
