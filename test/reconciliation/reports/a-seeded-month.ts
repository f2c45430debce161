import type { Sql } from '#db/connection.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { anObservation } from '../../support/observations.ts';
import { seeded } from '../../support/seeded.ts';

export type Heard = { into: 'ours' | 'theirs'; observation: Observation };

const CURRENCIES = ['EUR', 'EUR', 'USD', 'JPY', 'KWD'];
const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * What is told of so many payments created within a month, in both books: fees inside and on top, late successes, refunds
 * in parts and weeks later, charge-backs, payments that only one book has, and figures that differ.
 */
export function heardOfMonth(accountId: number, seed: number, starts: number, payments: number): Heard[] {
  const random = seeded(seed);
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  return Array.from({ length: payments }, (_, number) => {
    const createdAt = starts + Math.floor(random() * 31 * DAY);
    const amount = BigInt(1 + Math.floor(random() * 50_000));
    const fee = amount / 33n;
    const isOnTop = random() < 0.3;
    const paymentAmount = isOnTop ? amount + fee : amount;
    const common = {
      ...{
        id: `cpi_${seed}_${number}`,
        referenceId: `order-${seed}-${number}`,
        createdAt,
        amount,
        paymentAmount,
      },
      ...{ fee, deposit: paymentAmount - fee, currency: oneOf(CURRENCIES), resolution: null },
      mode: random() < 0.15 ? ('test' as const) : ('live' as const),
      service: oneOf(['payment_card_eur_hpp', 'payment_card_usd_hpp', null]),
    };
    const open = { processedAmount: null, processedFee: null, processedDeposit: null, processedAt: null };
    const state = (over: Parameters<typeof anObservation>[1]) =>
      anObservation(accountId, { ...common, ...over });
    const told: Observation[] = [state({ ...open, status: 'created', updatedAt: createdAt })];
    const endedAt = createdAt + Math.floor(random() * 6 * HOUR);
    const luck = random();
    if (luck > 0.9) return { told, luck: random() };
    if (luck > 0.7) {
      const status = oneOf(['process_failed', 'expired', 'terminated']);
      told.push(state({ ...open, status, updatedAt: endedAt }));
      if (luck < 0.85) return { told, luck: random() };
    }
    const processedAt = endedAt + Math.floor(random() * 30 * HOUR);
    const paid = {
      ...{ processedAt, processedAmount: paymentAmount, processedDeposit: paymentAmount - fee },
      processedFee: random() < 0.03 ? null : fee,
    };
    told.push(state({ ...paid, status: 'processed', updatedAt: processedAt }));
    const after = processedAt + Math.floor(random() * 20 * DAY);
    if (random() < 0.15) {
      const part = paymentAmount / 3n;
      told.push(
        state({ ...paid, status: 'partially_refunded', refundedAmount: part, updatedAt: after }),
        state({ ...paid, status: 'refunded', refundedAmount: paymentAmount, updatedAt: after + 3 * DAY }),
      );
    } else if (random() < 0.06) {
      told.push(
        state({ ...paid, status: 'charged_back', chargedBackAmount: paymentAmount, updatedAt: after }),
      );
    }
    return { told, luck: random() };
  }).flatMap(({ told, luck }) => intoBooks(told, luck, random));
}

/** Most is told to both; our book hears it in any order, Paymega's shows the last state. */
function intoBooks(told: readonly Observation[], luck: number, random: () => number): Heard[] {
  const ours = told
    .map((observation) => ({ observation, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ observation }) => ({ into: 'ours' as const, observation }));
  const last = told.at(-1);
  if (!last) return [];
  const theirs = { into: 'theirs' as const, observation: last };
  if (luck < 0.02) return ours;
  if (luck < 0.04) return [theirs];
  // Our book missed the last callback; or the fee that it was told is another one.
  if (luck < 0.07) return [...ours.filter(({ observation }) => observation !== last), theirs];
  if (luck < 0.09) {
    const other = last.processedFee === null ? last : { ...last, processedFee: last.processedFee + 1n };
    return [...ours, { into: 'theirs', observation: { ...other, fingerprint: other.fingerprint ^ 1n } }];
  }
  return [...ours, theirs];
}

/** Puts all of it into the books, as it comes. */
export async function take(sql: Sql, heard: readonly Heard[]): Promise<void> {
  const mirrored = heard.filter(({ into }) => into === 'theirs').map(({ observation }) => observation);
  const ours = heard.filter(({ into }) => into === 'ours').map(({ observation }) => observation);
  for (const round of rounds(ours)) await ingest(sql, round);
  await mirrorInvoices(sql, mirrored, new Date());
  await foldTotals(sql);
}

/** At most one observation of a payment at a time, in their order. */
function rounds(observations: readonly Observation[]): Observation[][] {
  const all: Observation[][] = [];
  const told = new Map<string, number>();
  for (const observation of observations) {
    const round = told.get(observation.id) ?? 0;
    told.set(observation.id, round + 1);
    all[round] = [...(all[round] ?? []), observation];
  }
  return all;
}
