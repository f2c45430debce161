import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { noteLookUp, takeLookUp } from '#reconciliation/callbacks/refused-callbacks.ts';
import { checkInvoice } from '#reconciliation/comparison/check-invoice.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Asks Paymega about one invoice, because a person wants to know or a refused callback named it. */
export async function checkOne(tools: JobTools, payload: Payload<'check-status'>): Promise<void> {
  const { sql } = tools;
  const refusalId = payload.refusalId === undefined ? null : BigInt(payload.refusalId);
  if (refusalId !== null && !(await takeLookUp(sql, payload.accountId, new Date()))) {
    await noteLookUp(sql, refusalId, 'not_asked');
    return;
  }
  const question = { ...payload, refusalId };
  await checkInvoice(await checkToolsOf(tools, payload.accountId), question, tools.signal);
}
