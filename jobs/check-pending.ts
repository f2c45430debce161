import { activeAccounts } from '#identity/accounts/accounts.ts';
import { checkStatus } from '#reconciliation/books/check-status.ts';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { duePolls, recordPoll } from '#reconciliation/books/pending.ts';
import { toCompare } from '#reconciliation/comparison/check-invoice.ts';
import { circuitOf } from '#reconciliation/comparison/circuit.ts';
import { compareInvoices } from '#reconciliation/comparison/compare-invoices.ts';
import { followOpen } from '#reconciliation/test-payments/follow.ts';
import type { JobTools } from './tools.ts';

type PendingTools = Pick<JobTools, 'sql' | 'connectionOf' | 'log' | 'signal'>;

const AT_ONCE = 200;

/** Asks Paymega about every pending invoice that is due for a look, and about test payments that nobody follows. */
export async function checkPending(tools: PendingTools): Promise<void> {
  for (const { id, slug } of await activeAccounts(tools.sql)) {
    // The trouble of one account is none of the others'.
    await checkAccount(tools, id).catch((error) => {
      if (tools.signal.aborted) throw error;
      tools.log.error({ err: error, account: slug }, 'the pending ones of an account could not be looked at');
    });
  }
}

async function checkAccount({ sql, connectionOf, signal }: PendingTools, accountId: number): Promise<void> {
  const tools = await checkToolsOf({ sql, connectionOf }, accountId);
  // While the API is away one question a minute sees whether it is back; the others stay due.
  const { isOpen } = await circuitOf(sql, accountId);
  const due = await duePolls(sql, accountId, isOpen ? 1 : AT_ONCE, new Date());
  const answered = await Promise.all(
    due.map(async ({ invoiceId }) => {
      const question = { accountId, invoiceId, askedBy: 'pending' } as const;
      const answer = await checkStatus(tools, question, signal);
      // Without an answer, too, the next look is later than this one.
      if (answer.outcome === 'no_answer') await recordPoll(sql, accountId, invoiceId, new Date());
      return toCompare(invoiceId, answer);
    }),
  );
  await compareInvoices(sql, accountId, answered.flat(), new Date());
  await followOpen({ sql, connectionOf }, accountId, signal);
}
