import type { Queryable } from '#db/connection.ts';
import type { testPaymentSteps } from '#db/schema/test-payments.ts';
import type { Exchanged } from '#paymega/exchange.ts';

type StepRow = typeof testPaymentSteps.$inferSelect;

/** One exchange of a test payment, as it is shown. `outcome` is null while it goes on. */
export type Step = Omit<StepRow, 'testPaymentId' | 'isSentOn' | 'answerSha256'>;

export type StepKind = StepRow['kind'];

/** What is to be said of an exchange once it has ended. */
export type StepResult = {
  outcome: NonNullable<StepRow['outcome']>;
  message: string | null;
  /** What the answer says of the invoice's status. */
  invoiceStatus?: string | null;
};

/**
 * Makes a call that is on record before it begins, so that nothing that was sent is ever forgotten.
 * @param judge what came of it; may throw what whoever asks is to hear, after it was put down as refused
 */
export async function recorded<T extends Exchanged>(
  sql: Queryable,
  paymentId: bigint,
  kind: StepKind,
  call: () => Promise<T>,
  judge: (made: T) => StepResult,
): Promise<T> {
  const id = await beginStep(sql, paymentId, kind);
  let made: T;
  try {
    made = await call();
  } catch (error) {
    await sql`
      update test_payment_steps set outcome = 'unknown', message = 'it was broken off from our side'
      where id = ${id}`;
    throw error;
  }
  const { exchange } = made;
  const { outcome, message, invoiceStatus = null } = judge(made);
  await sql`
    update test_payment_steps set outcome = ${outcome}, message = ${message}, took_ms = ${exchange.tookMs},
      method = ${exchange.method}, url = ${exchange.url}, request_body = ${exchange.requestBody},
      answer_status = ${exchange.status}, answer_body = ${exchange.answerBody},
      invoice_status = ${invoiceStatus}
    where id = ${id}`;
  return made;
}

async function beginStep(sql: Queryable, paymentId: bigint, kind: StepKind): Promise<bigint> {
  const [row] = await sql<{ id: bigint }[]>`
    insert into test_payment_steps (test_payment_id, kind, started_at) values (${paymentId}, ${kind}, now())
    returning id`;
  if (!row) throw new Error('the step was not put on record');
  return row.id;
}

/** All exchanges of a test payment, oldest first. */
export async function stepsOf(sql: Queryable, paymentId: bigint): Promise<Step[]> {
  return sql<Step[]>`
    select id, kind, started_at, took_ms, outcome, message, method, url, request_body, answer_status,
      answer_body, invoice_status
    from test_payment_steps where test_payment_id = ${paymentId} order by id`;
}
