import type { Sql } from '#db/connection.ts';
import type { Invoice } from '#paymega/document.ts';
import { statusFacts } from '#paymega/statuses.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { anObservation } from '../../support/observations.ts';
import { seeded } from '../../support/seeded.ts';

/** The months of both changes of Berlin's clocks in 2026, and the first days after them. */
export const SPRING = { from: '2026-03-01', to: '2026-04-02' };
export const AUTUMN = { from: '2026-10-01', to: '2026-11-02' };

const ENDINGS = [
  ...['processed', 'processed', 'processed', 'processed', 'partially_processed', 'process_failed', 'expired'],
  ...['process_failed', 'terminated', 'process_pending', 'refunding', 'partially_refunded', 'refunded'],
  ...['charged_back', 'partially_charged_back', 'process_error'],
] as const;
const REASONS = ['insufficient_funds', 'declined', 'card_expired', null];
const SERVICES = ['card', 'card', 'wallet', null];
const CURRENCIES = ['USD', 'JPY', 'KWD'];

type Seeded = { accountId: number; seed: number; count: number; from: string; to: string };

/**
 * Fills our book with payments of every kind between two days: fees inside and on top, paid in part, late,
 * returned.
 */
export async function seedMonths(sql: Sql, { accountId, seed, count, from, to }: Seeded): Promise<void> {
  const next = seeded(seed);
  const [first, last] = [Date.parse(`${from}T00:00:00Z`) / 1000 - 7200, Date.parse(`${to}T23:00:00Z`) / 1000];
  for (let number = 0; number < count; number++) {
    const createdAt = Math.floor(first + next() * (last - first));
    const told = { id: `cpi_${seed}_${number}`, referenceId: `order-${number}`, createdAt };
    const { failed, ended } = anyPayment(next, createdAt);
    // A late success: it had failed, then the money came.
    const states = failed ? [failed, ended] : [ended];
    for (const state of states) await ingest(sql, [anObservation(accountId, { ...told, ...state })]);
  }
}

function anyPayment(next: () => number, createdAt: number) {
  const any = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const status = any(ENDINGS);
  const { tookMoney } = statusFacts(status);
  const amount = BigInt(100 + Math.floor(next() * 200_000));
  const quoted = (amount * 29n + 500n) / 1000n + 30n;
  const isOnTop = next() < 0.4;
  const paymentAmount = isOnTop ? amount + quoted : amount;
  const isInPart = status === 'partially_processed';
  const received = isInPart ? paymentAmount / 2n : paymentAmount;
  const fee = isInPart ? (received * 29n) / 1000n : quoted + (next() < 0.1 ? 3n : 0n);
  const took = Math.floor(next() * 90_000);
  const returned = status.includes('partially_') && !isInPart ? received / 3n : received;
  const isTold = next() < 0.8;
  const common = {
    ...{ amount, paymentAmount, fee: quoted, currency: any(CURRENCIES), service: any(SERVICES) },
    ...{ deposit: paymentAmount - quoted, mode: next() < 0.15 ? ('test' as const) : ('live' as const) },
  };
  const ended: Partial<Invoice> = {
    ...{ ...common, status, updatedAt: createdAt + took },
    resolution: tookMoney ? 'ok' : any(REASONS),
    processedAt: tookMoney && next() < 0.9 ? createdAt + Math.floor(took / 2) : null,
    processedAmount: tookMoney ? received : null,
    processedFee: tookMoney && next() < 0.95 ? fee : null,
    processedDeposit: tookMoney ? received - fee : null,
    refundedAmount: status.includes('refunded') && isTold ? returned : null,
    chargedBackAmount: status.includes('charged_back') && isTold ? returned : null,
  };
  const isLate = tookMoney && next() < 0.1;
  const failed = isLate
    ? {
        ...{ ...common, status: 'process_failed', resolution: 'declined', updatedAt: createdAt },
        ...{ processedAt: null, processedAmount: null, processedFee: null, processedDeposit: null },
      }
    : null;
  return { failed, ended };
}

/** A row of our book as it stands, for figures that are counted a second time. */
export type BookRow = {
  id: string;
  mode: string;
  currency: string;
  service: string | null;
  status: string;
  resolution: string | null;
  amount: bigint;
  paymentAmount: bigint | null;
  fee: bigint | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
  processedAt: Date | null;
  failedAt: Date | null;
  createdAt: Date;
  isFinal: boolean;
  tookMoney: boolean;
  received: bigint;
  returned: bigint;
};

export async function bookOf(sql: Sql, accountId: number): Promise<BookRow[]> {
  return sql<
    BookRow[]
  >`select * from invoices where account_id = ${accountId} order by created_at desc, id desc`;
}

/** The day, the weekday (1 is Monday) and the hour on Berlin's clocks, by another way than the product's. */
export function onClock(at: Date): { day: string; weekday: number; hour: number } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Europe/Berlin', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', hourCycle: 'h23' },
  } as const).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const day = `${part('year')}-${part('month')}-${part('day')}`;
  return { day, weekday: new Date(`${day}T00:00:00Z`).getUTCDay() || 7, hour: Number(part('hour')) };
}
