import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import { type BankAnswer, type SentOn, sendOn } from '#paymega/bank-answer.ts';
import { type Challenge, returnFieldOf } from '#paymega/challenge.ts';
import { keepable } from '#paymega/exchange.ts';

/** What came of an answer of the bank: sent on, with what came back; or kept, and why it was not sent on. */
export type Received =
  | { kind: 'unknown_key' }
  | { kind: 'kept'; paymentId: bigint; message: string }
  | { kind: 'sent_on'; paymentId: bigint; cameBack: SentOn };

const DOUBLED = 'the same answer of the bank came again: it was sent on once';
const REPLAYED = 'another answer of the bank was sent on before: this one was kept, and not sent on';
const LATE = 'this answer of the bank came when the payment had ended: it was kept, and not sent on';
const FOREIGN = 'this answer belongs to another challenge: it was kept, and not sent on';
const TOO_MANY = 'more answers of the bank came than are kept';
const MOST_ANSWERS = 50;

/**
 * Takes what the bank answers to us in place of Paymega, keeps it, and sends it on, unmodified and by the same method, to
 * the address that stood there before (3-D Secure 1.0; seed). Once: a second one of the same is not sent again, unless
 * nobody knows whether the first arrived.
 */
export async function receiveBankAnswer(
  tools: { sql: Sql; connectionOf: ConnectionOf },
  key: string,
  answer: BankAnswer,
  signal?: AbortSignal,
): Promise<Received> {
  const { sql } = tools;
  const accepted = await sql.begin((transaction) => accept(transaction, key, answer));
  if (!accepted) return { kind: 'unknown_key' };
  const { paymentId } = accepted;
  if ('message' in accepted) return { kind: 'kept', ...accepted };
  const { cardgate } = await tools.connectionOf(accepted.accountId);
  const cameBack = await sendOn(accepted.address, answer, cardgate.isPublicOnly, signal);
  await sql.begin(async (transaction) => {
    await transaction`
      update test_payment_steps set outcome = ${outcomeOf(cameBack)}, message = ${cameBack.message},
        took_ms = ${cameBack.tookMs}, answer_status = ${cameBack.status}, answer_body = ${cameBack.text}
      where id = ${accepted.stepId}`;
    await transaction`
      update test_payments set state = 'returned', returned_at = coalesce(returned_at, now()),
        changed_at = now()
      where id = ${paymentId} and state = 'challenged'`;
  });
  return { kind: 'sent_on', paymentId, cameBack };
}

function outcomeOf({ status }: SentOn): 'done' | 'refused' | 'unknown' {
  if (status === null || status >= 500) return 'unknown';
  return status >= 400 ? 'refused' : 'done';
}

type Accepted = { paymentId: bigint } & (
  | { message: string }
  | { accountId: number; address: string; stepId: bigint }
);

/** Puts the answer on record before anything is done with it; the lock makes two at once one after the other. */
async function accept(sql: Queryable, key: string, answer: BankAnswer): Promise<Accepted | null> {
  const [payment] = await sql<{ id: bigint; accountId: number; challenge: Challenge; isOver: boolean }[]>`
    select payment.id, payment.account_id, challenge,
      state not in ('challenged', 'returned') or coalesce(book.is_final, false) as is_over
    from test_payments as payment
    left join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
    where return_key = ${key} for update of payment`;
  if (!payment) return null;
  const field = returnFieldOf(payment.challenge);
  const address = payment.challenge.fields.find(([name]) => name === field)?.[1];
  if (address === undefined)
    throw new Error('a challenge that is led through us has no address to send on to');
  const sha256 = createHash('sha256').update(answer.query).update('\n').update(answer.body).digest('hex');
  const answers = await sql<Earlier[]>`
    select answer_sha256, outcome, is_sent_on from test_payment_steps
    where test_payment_id = ${payment.id} and kind = 'bank_answer' limit ${MOST_ANSWERS}`;
  // Whoever has the address could fill the table.
  if (answers.length >= MOST_ANSWERS) return { paymentId: payment.id, message: TOO_MANY };
  const earlier = answers.filter(({ isSentOn }) => isSentOn);
  const message = whyNot(payment, earlier, sha256, answer);
  const stepId = await keep(sql, payment.id, answer, { sha256, message, address });
  const { id: paymentId, accountId } = payment;
  return message === null ? { paymentId, accountId, address, stepId } : { paymentId, message };
}

type Earlier = { answerSha256: string; outcome: string | null; isSentOn: boolean };

function whyNot(
  payment: { challenge: Challenge; isOver: boolean },
  earlier: readonly Earlier[],
  sha256: string,
  answer: BankAnswer,
): string | null {
  const arrived = earlier.filter(({ outcome }) => outcome !== 'unknown' && outcome !== 'refused');
  if (arrived.some((one) => one.answerSha256 === sha256)) return DOUBLED;
  if (arrived.length > 0) return REPLAYED;
  if (payment.isOver) return LATE;
  return isForeign(payment.challenge, answer) ? FOREIGN : null;
}

/** What the challenge gave along and the bank gives back (3-D Secure 1.0: `MD`) must have stayed the same. */
function isForeign({ fields }: Challenge, { query, body }: BankAnswer): boolean {
  const given = new Map(fields);
  const answered = new URLSearchParams(body.length > 0 ? body.toString() : query);
  return [...answered].some(([name, value]) => given.has(name) && given.get(name) !== value);
}

async function keep(
  sql: Queryable,
  paymentId: bigint,
  { method, query, body }: BankAnswer,
  { sha256, message, address }: { sha256: string; message: string | null; address: string },
): Promise<bigint> {
  const text = keepable(body.length > 0 ? body.toString() : query);
  const [row] = await sql<{ id: bigint }[]>`
    insert into test_payment_steps
      (test_payment_id, kind, started_at, outcome, message, method, url, request_body, is_sent_on,
        answer_sha256)
    values (${paymentId}, 'bank_answer', now(), ${message === null ? null : 'kept'}, ${message}, ${method},
      ${address}, ${text}, ${message === null}, ${sha256})
    returning id`;
  if (!row) throw new Error('the answer of the bank was not put on record');
  return row.id;
}
