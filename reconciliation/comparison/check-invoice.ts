import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { type Answer, checkStatus, type Question } from '../books/check-status.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { noteLookUp } from '../callbacks/refused-callbacks.ts';
import { compareInvoices, type ToCompare } from './compare-invoices.ts';

/**
 * Asks Paymega about one invoice, ingests what it says, and compares the invoice anew by the rules of a run,
 * so that the list of discrepancies tells what is true now.
 * @param question.refusalId the refused callback because of which it is asked: the outcome is put down beside
 * it
 * @throws as checkStatus
 */
export async function checkInvoice(
  tools: CheckTools,
  question: Question & { refusalId?: bigint | null },
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await checkStatus(tools, question, signal);
  if (question.refusalId) await noteLookUp(tools.sql, question.refusalId, answer.outcome);
  await compareInvoices(tools.sql, question.accountId, toCompare(question.invoiceId, answer), new Date());
  return answer;
}

/** The same because somebody wants to know, at once. Audited. @throws as checkStatus */
export async function checkInvoiceFor(
  tools: CheckTools,
  actor: Extract<Actor, { kind: 'person' }>,
  account: Pick<Account, 'id' | 'slug'>,
  invoiceId: string,
  signal?: AbortSignal,
): Promise<Answer> {
  await audit(tools.sql, actor, 'status_check.created', `invoice:${account.slug}:${invoiceId}`);
  const question = { accountId: account.id, invoiceId, askedBy: 'person', personId: actor.personId } as const;
  return checkInvoice(tools, question, signal);
}

/**
 * What an answer leaves to compare, for those who ask about many and compare them together: nothing where
 * there was none.
 */
export function toCompare(id: string, { outcome }: Answer): ToCompare[] {
  return outcome === 'no_answer' ? [] : [{ id, outcome }];
}
