import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { carryOutBatch, checkBatch } from '#reconciliation/comparison/check-batches.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Asks Paymega about everything of a batch. */
export async function carryOut(tools: JobTools, { batchId }: Payload<'check-batch'>): Promise<void> {
  const id = BigInt(batchId);
  const { accountId } = await checkBatch(tools.sql, id);
  await carryOutBatch(await checkToolsOf(tools, accountId), id, tools.signal);
}
