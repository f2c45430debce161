import { type Answer, type CheckTools, checkStatus, type Question } from '../book/check-status.ts';
import { compareInvoices, type ToCompare } from './compare-invoices.ts';

/**
 * Asks Paymega about one invoice, takes in what it says, and compares the invoice anew by the rules of a run, so that the list
 * of discrepancies tells what is true now. @throws as checkStatus
 */
export async function checkInvoice(
  tools: CheckTools,
  question: Question,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await checkStatus(tools, question, signal);
  await compareInvoices(tools.sql, question.accountId, toCompare(question.invoiceId, answer), new Date());
  return answer;
}

/** What an answer leaves to compare, for those who ask about many and compare them together: nothing where there was none. */
export function toCompare(id: string, { outcome }: Answer): ToCompare[] {
  return outcome === 'no_answer' ? [] : [{ id, outcome }];
}
