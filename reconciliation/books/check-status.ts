import type { Queryable, Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { PaymegaError, type PaymegaFault } from '#paymega/errors.ts';
import type { Resource } from '#paymega/resource.ts';
import type { CheckTools } from './check-tools.ts';
import { ingest } from './ingest.ts';
import { type KeptCheck, keepCheck } from './keep-check.ts';
import { markMissingAtProvider, mirrorInvoices } from './mirror.ts';
import { recordPoll } from './pending.ts';
import type { Verdict } from './precedence.ts';
import { keepOrQuarantine, readOrQuarantine } from './quarantine.ts';

export type Question = {
  accountId: number;
  invoiceId: string;
  askedBy: 'person' | 'run' | 'pending' | 'callback' | 'creation';
  personId?: number | null;
};

/** What Paymega said. `no_answer` is never evidence about the invoice. */
export type Answer =
  | { outcome: 'found'; verdict: Verdict | null; status: string }
  | { outcome: 'not_found' }
  | { outcome: 'quarantined'; message: string }
  | { outcome: 'no_answer'; fault: PaymegaFault; message: string };

/** Brings what Paymega says of the invoice in question; null where it knows none. @throws PaymegaError */
export type Ask = (tools: CheckTools, question: Question, signal?: AbortSignal) => Promise<Resource | null>;

/**
 * Asks Paymega about one invoice by id, and by our reference where the id is not known, and keeps question
 * and answer. Whoever asks, the next look at a pending one is counted from here. What is found goes into the
 * mirror, and into the book; a run's own rechecks stop at the mirror, because what a run heals is for the
 * account's policy to say. After any other question the invoice is to be compared anew (check-invoice.ts).
 * @param ask how it is asked: by id, and then by reference, unless told otherwise
 */
export async function checkStatus(
  tools: CheckTools,
  question: Question,
  signal?: AbortSignal,
  ask: Ask = askByIdThenReference,
): Promise<Answer> {
  const askedAt = new Date();
  const { accountId, invoiceId } = question;
  const isClaim = question.askedBy === 'callback' && !(await isKnownHere(tools.sql, question));
  try {
    const reported = await ask(tools, question, signal);
    if (!reported && isClaim) return { outcome: 'not_found' };
    const answer = reported
      ? await keepAnswer(tools, question, reported, askedAt)
      : await keepMissing(tools.sql, question, askedAt);
    // Runs note it by their own clock.
    if (question.askedBy !== 'run') await recordPoll(tools.sql, accountId, invoiceId, new Date());
    return answer;
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    const message = error.message;
    if (!isClaim) await keepAsked(tools.sql, question, askedAt, { outcome: 'no_answer', message });
    return { outcome: 'no_answer', fault: error.fault, message };
  }
}

// What strangers claim and nobody else has heard of leaves no trace where nothing is ever taken away.
async function isKnownHere(sql: Sql, { accountId, invoiceId }: Question): Promise<boolean> {
  const [row] = await sql<{ isKnownHere: boolean }[]>`
    select exists (select from invoices where (account_id, id) = (${accountId}, ${invoiceId}))
      or exists (select from mirror where (account_id, id) = (${accountId}, ${invoiceId})) as is_known_here`;
  return row?.isKnownHere ?? false;
}

async function askByIdThenReference(
  { sql, privateApi }: CheckTools,
  { accountId, invoiceId }: Question,
  signal?: AbortSignal,
): Promise<Resource | null> {
  const reported = await privateApi.invoice(invoiceId, signal);
  if (reported) return reported;
  const [ours] = await sql<{ referenceId: string | null }[]>`
    select reference_id from invoices where (account_id, id) = (${accountId}, ${invoiceId})`;
  if (!ours?.referenceId) return null;
  const bearing = await privateApi.invoicesByReference(ours.referenceId, signal);
  return bearing.find(({ id }) => id === invoiceId) ?? null;
}

async function keepAnswer(
  { sql, exponentOf }: CheckTools,
  question: Question,
  resource: Resource,
  askedAt: Date,
): Promise<Answer> {
  const body = resource.text;
  const quarantined = async ({ message }: UnreadableInvoice): Promise<Answer> => {
    await keepAsked(sql, question, askedAt, { outcome: 'quarantined', message, body });
    return { outcome: 'quarantined', message };
  };
  const observation = await readOrQuarantine({ sql, exponentOf }, question.accountId, resource, askedAt);
  if (observation instanceof UnreadableInvoice) return quarantined(observation);
  const reported = { resource, observation };
  const kept = await keepOrQuarantine(sql, question.accountId, reported, askedAt, async (transaction) => {
    await mirrorInvoices(transaction, [observation], askedAt);
    const [taken] = question.askedBy === 'run' ? [] : await ingest(transaction, [observation]);
    const verdict = taken?.verdict ?? null;
    const { status } = observation;
    await keepAsked(transaction, question, askedAt, { outcome: 'found', verdict, status, body });
    return { outcome: 'found', verdict, status } as const;
  });
  return kept instanceof UnreadableInvoice ? quarantined(kept) : kept;
}

async function keepMissing(sql: Sql, question: Question, askedAt: Date): Promise<Answer> {
  await sql.begin(async (transaction) => {
    await markMissingAtProvider(transaction, question.accountId, question.invoiceId, askedAt);
    await keepAsked(transaction, question, askedAt, { outcome: 'not_found' });
  });
  return { outcome: 'not_found' };
}

type Kept = Pick<KeptCheck, 'outcome' | 'message' | 'verdict' | 'status' | 'body'>;

function keepAsked(sql: Queryable, question: Question, askedAt: Date, kept: Kept): Promise<void> {
  const { accountId, invoiceId, askedBy, personId = null } = question;
  return keepCheck(sql, {
    accountId,
    invoiceId,
    askedBy,
    personId,
    askedAt,
    answeredAt: new Date(),
    ...kept,
  });
}
