import type { Queryable, Sql } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import { type Challenge, challengeAddress, returnFieldOf, returningTo } from '#paymega/challenge.ts';

/** How the payer's browser goes to the card's bank. */
export type ToTheBank = { method: 'GET'; address: string } | { method: 'POST'; challenge: Challenge };

/**
 * The challenge as the payer's browser is to send it, by the method that came; puts down that it is on its way.
 * @param ourReturn the address at which we take the bank's answer, by its key
 * @throws Refusal `no_challenge` (409), `unknown_method`
 */
export async function goToBank(sql: Sql, id: bigint, ourReturn: (key: string) => string): Promise<ToTheBank> {
  return sql.begin(async (transaction) => {
    const row = await challengedOf(transaction, id);
    const { returnKey } = row;
    const field = returnFieldOf(row.challenge);
    const challenge =
      returnKey && field ? returningTo(row.challenge, field, ourReturn(returnKey)) : row.challenge;
    const { method, fields } = challenge;
    if (method !== 'GET' && method !== 'POST')
      throw new Refusal(
        'unknown_method',
        `The card gateway asks for the method ${method}, by which no browser goes to a page. This challenge cannot go on.`,
      );
    const address = method === 'GET' ? challengeAddress(challenge) : challenge.action;
    const body = method === 'GET' ? null : new URLSearchParams(fields).toString();
    await transaction`
      insert into test_payment_steps
        (test_payment_id, kind, started_at, outcome, message, method, url, request_body)
      values (${id}, 'challenge', now(), 'done', 'the payer’s browser was sent to the bank', ${method},
        ${address}, ${body})`;
    await transaction`
      update test_payments set sent_to_bank_at = now(), returned_at = null, state = 'challenged',
        changed_at = now()
      where id = ${id}`;
    return method === 'GET' ? { method, address } : { method, challenge };
  });
}

type Challenged = { challenge: Challenge; returnKey: string | null };

async function challengedOf(sql: Queryable, id: bigint): Promise<Challenged> {
  const [row] = await sql<(Challenged & { isFinal: boolean; state: string })[]>`
    select challenge, return_key, state, coalesce(book.is_final, false) as is_final
    from test_payments as payment
    left join invoices as book on (book.account_id, book.id) = (payment.account_id, payment.invoice_id)
    where payment.id = ${id} for update of payment`;
  if (!row) throw new Refusal('unknown_test_payment', `there is no test payment ${id}`, 404);
  if (!row.challenge || !['challenged', 'returned'].includes(row.state) || row.isFinal)
    throw new Refusal('no_challenge', 'No bank waits for the payer of this payment.', 409);
  return row;
}

/** Puts down that the payer's browser has come back from the bank. */
export async function noteReturn(sql: Queryable, id: bigint): Promise<void> {
  await sql`
    update test_payments set state = 'returned', returned_at = coalesce(returned_at, now()),
      changed_at = now()
    where id = ${id} and state = 'challenged' and sent_to_bank_at is not null`;
}
