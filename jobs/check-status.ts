import { exponentsOf } from '#reconciliation/currencies.ts';
import { checkInvoice } from '#reconciliation/run/check-invoice.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Asks Paymega about one invoice, because a person wants to know or a refused callback named it. */
export async function checkOne(tools: JobTools, question: Payload<'check-status'>): Promise<void> {
  const { privateApi } = await tools.counterpartyOf(question.accountId);
  await checkInvoice(
    { sql: tools.sql, privateApi, exponentOf: await exponentsOf(tools.sql) },
    question,
    tools.signal,
  );
}
