import { activeAccounts } from '#reconciliation/accounts.ts';
import { checkStatus } from '#reconciliation/book/check-status.ts';
import { dueLooks, noteLook } from '#reconciliation/book/pending.ts';
import { exponentsOf } from '#reconciliation/currencies.ts';
import { lookUpUnknownCreations } from '#reconciliation/test-payments/unknown-creations.ts';
import type { JobTools } from './tools.ts';

const AT_ONCE = 200;

/** Asks Paymega about every pending invoice that is due for a look, and about creations of unknown outcome. */
export async function checkPending({ sql, counterpartyOf, signal }: JobTools): Promise<void> {
  const exponentOf = await exponentsOf(sql);
  for (const { id: accountId } of await activeAccounts(sql)) {
    const { privateApi } = await counterpartyOf(accountId);
    const due = await dueLooks(sql, accountId, AT_ONCE, new Date());
    await Promise.all(
      due.map(async ({ invoiceId }) => {
        await checkStatus(
          { sql, privateApi, exponentOf },
          { accountId, invoiceId, askedBy: 'pending' },
          signal,
        );
        await noteLook(sql, accountId, invoiceId, new Date());
      }),
    );
    await lookUpUnknownCreations({ sql, privateApi, exponentOf }, accountId, signal);
  }
}
