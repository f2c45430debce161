import { setTimeout as after } from 'node:timers/promises';
import type { Queryable, Sql } from '#db/connection.ts';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import { isConfirmed, type Standing, standingOf } from './confirmation.ts';
import { adoptReported } from './created.ts';
import { checkTestPayment, lookUpCreation } from './look-up.ts';
import { type PaymentTools, paymentToolsOf } from './payment-tools.ts';

/** Seconds between two questions about a payment of which nothing new is heard. */
const BACK_OFF_SECONDS = [1, 2, 4, 8, 15, 30, 60];
const LOOK_MS = 300;
const LASTS_MS = 10 * 60_000;
const AT_ONCE = 100;

/** What a payment waits for: `confirmed` is the end; `payer` means that nothing moves until a person does something. */
export type Waiting = 'confirmed' | 'payer' | 'provider';

const OF_THE_PAYER = ['draft', 'not_created', 'mismatched', 'created', 'sale_refused'];

/**
 * Follows a test payment until all that can be known of it has been heard, or a person is to act: looks an unknown creation
 * up, and asks Paymega by id and by reference once there is news, and from time to time where there is none. What was
 * begun elsewhere or broken off is taken up by the pending job (followOpen).
 * @returns what it waits for at the end
 */
export async function followTestPayment(
  tools: PaymentTools,
  id: bigint,
  signal: AbortSignal,
  lastsMs = LASTS_MS,
): Promise<Waiting> {
  const end = Date.now() + lastsMs;
  for (let questions = 0; ; ) {
    const standing = await standingOf(tools.sql, id);
    const waiting = waitingFor(standing);
    if (waiting !== 'provider' || Date.now() > end) return waiting;
    const asked = await advance(tools, id, standing, questions, signal);
    questions = asked ? questions + 1 : questions;
    await after(LOOK_MS, undefined, { signal });
  }
}

/** What a payment waits for, as it stands. */
export function waitingFor(standing: Standing): Waiting {
  if (isConfirmed(standing)) return 'confirmed';
  if (OF_THE_PAYER.includes(standing.state)) return 'payer';
  // At the bank: whatever Paymega hears meanwhile comes by callback.
  if (standing.state === 'challenged' && !standing.isFinal) return 'payer';
  return 'provider';
}

/** One question about a payment, if one is due. @returns whether Paymega was asked */
async function advance(
  tools: PaymentTools,
  id: bigint,
  standing: Standing,
  questions: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { state, askedAt, latestNewsAt } = standing;
  if (state === 'creating' || state === 'creation_unknown') {
    if (await adoptReported(tools.sql, id)) return true;
    if (!isDue(askedAt, questions)) return false;
    await lookUpCreation(tools, id, signal);
    return true;
  }
  if (state === 'paying') return false;
  const isNews = latestNewsAt !== null && (askedAt === null || latestNewsAt > askedAt);
  if (!isNews && !isDue(askedAt, questions)) return false;
  await checkTestPayment(tools, id, 'id', signal);
  const now = await standingOf(tools.sql, id);
  if (now.isFinal || now.status === 'process_pending') await checkTestPayment(tools, id, 'reference', signal);
  return true;
}

function isDue(askedAt: Date | null, questions: number): boolean {
  const seconds = BACK_OFF_SECONDS[Math.min(questions, BACK_OFF_SECONDS.length - 1)] ?? 0;
  return askedAt === null || Date.now() - askedAt.getTime() >= seconds * 1000;
}

/**
 * One step of every open test payment of an account that nobody follows: one that another process began, or that was broken
 * off. The trouble of one does not stop the others.
 * @throws AggregateError with what went wrong, after all have had their turn
 */
export async function followOpen(
  { sql, connectionOf }: { sql: Sql; connectionOf: ConnectionOf },
  accountId: number,
  signal: AbortSignal,
): Promise<void> {
  await endUnknown(sql, accountId);
  const open = await openOnes(sql, accountId);
  if (open.length === 0) return;
  const tools = await paymentToolsOf({ sql, connectionOf }, accountId);
  const errors: unknown[] = [];
  for (const id of open) {
    try {
      const standing = await standingOf(sql, id);
      // The job looks once a minute, which is the longest that the back-off waits.
      if (waitingFor(standing) === 'provider')
        await advance(tools, id, standing, BACK_OFF_SECONDS.length, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} test payments could not be followed`);
}

/** A card whose sending was broken off with its process may have arrived. */
async function endUnknown(sql: Queryable, accountId: number): Promise<void> {
  await sql`
    update test_payments set state = 'sale_unknown', changed_at = now(),
      message = 'It was broken off while the card was on its way: nobody knows whether it arrived'
    where account_id = ${accountId} and state = 'paying' and changed_at < now() - interval '2 minutes'`;
}

/**
 * Creations of unknown outcome, and payments of the last day that Paymega may still have news of, which nobody has touched
 * within the minute.
 */
async function openOnes(sql: Queryable, accountId: number): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select id from test_payments
    where account_id = ${accountId} and changed_at < now() - interval '1 minute'
      and (state in ('creating', 'creation_unknown')
        or state in ('sale_unknown', 'sent', 'returned') and changed_at > now() - interval '1 day')
    order by state in ('creating', 'creation_unknown') desc, id limit ${AT_ONCE}`;
  return rows.map(({ id }) => id);
}
