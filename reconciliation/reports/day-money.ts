import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type BusinessDay, dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import { type DaySum, movementsOfDays, type PendingSum, pendingAt } from '../books/movements.ts';
import { type Count, type Flow, type MoneyLine, sideOf } from './money-figures.ts';

/**
 * The money that moved on a business day (`YYYY-MM-DD`, the account's zone), by both books, per currency and service: a
 * sale is of the day on which Paymega processed it, a refund or charge-back of the day on which it happened.
 */
export async function moneyDay(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  day: string,
): Promise<MoneyLine[]> {
  const stretch = dayOf(day, account.timeZone);
  const [sums, opening] = await Promise.all([
    movementsOfDays(sql, account.id, mode, [stretch]),
    pendingAt(sql, account.id, mode, stretch.starts),
  ]);
  return linesOf(sums, opening);
}

/** The same of each of these days, without what was pending; days on which nothing moved have no lines. */
export async function moneyDays(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  days: readonly BusinessDay[],
): Promise<ReadonlyMap<string, MoneyLine[]>> {
  const sums = await movementsOfDays(sql, accountId, mode, days);
  const lines = new Map<string, DaySum[]>();
  for (const sum of sums) lines.set(sum.day, [...(lines.get(sum.day) ?? []), sum]);
  return new Map([...lines].map(([day, own]) => [day, linesOf(own, [])]));
}

function linesOf(sums: readonly DaySum[], opening: readonly PendingSum[]): MoneyLine[] {
  const key = ({ currency, service }: { currency: string; service: string | null }) =>
    `${currency} ${service ?? ''}`;
  const keys = new Map([...sums, ...opening].map((row) => [key(row), row]));
  return [...keys]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([own, { currency, exponent, service }]) => {
      const mine = sums.filter((sum) => key(sum) === own);
      const before = opening.filter((sum) => key(sum) === own);
      const of = (book: 'ours' | 'theirs') => mine.filter((sum) => sum.book === book);
      const [ours, theirs] = [of('ours'), of('theirs')];
      const begin = (book: 'ours' | 'theirs') => before.find((sum) => sum.book === book);
      return {
        ...{ currency, exponent, service },
        ours: sideOf(ours, currency, exponent),
        theirs: sideOf(theirs, currency, exponent),
        difference: sideOf([...ours, ...theirs.map(negated)], currency, exponent),
        agrees: MONEY_KINDS.every((kind) => signatureOf(ours, kind) === signatureOf(theirs, kind)),
        flow: {
          ours: flowOf(ours, begin('ours'), currency, exponent),
          theirs: flowOf(theirs, begin('theirs'), currency, exponent),
        },
      };
    });
}

const MONEY_KINDS = ['processed', 'refunded', 'charged_back'];

function signatureOf(sums: readonly DaySum[], kind: string): string {
  return sums
    .filter((sum) => sum.kind === kind)
    .reduce((total, { signature }) => total + BigInt(signature), 0n)
    .toString();
}

function negated(sum: DaySum): DaySum {
  const less = (text: string) => (-BigInt(text)).toString();
  return {
    ...sum,
    ...{ events: -sum.events, unknownFees: -sum.unknownFees },
    ...{ amount: less(sum.amount), ordered: less(sum.ordered), fee: less(sum.fee) },
  };
}

function flowOf(
  sums: readonly DaySum[],
  begin: PendingSum | undefined,
  currency: string,
  exponent: number,
): Flow {
  const count = (payments: number, ordered: bigint): Count => ({
    payments,
    ordered: amountOf(ordered, currency, exponent) as Amount,
  });
  const of = (kind: DaySum['kind']) => {
    const own = sums.filter((sum) => sum.kind === kind);
    return count(
      own.reduce((sum, one) => sum + one.events, 0),
      own.reduce((sum, one) => sum + BigInt(one.ordered), 0n),
    );
  };
  const opening = count(begin?.payments ?? 0, BigInt(begin?.ordered ?? 0));
  const [created, processed] = [of('created'), of('processed')];
  const [failed, expired, terminated] = [of('failed'), of('expired'), of('terminated')];
  const gone = [processed, failed, expired, terminated];
  const closing = count(
    opening.payments + created.payments - gone.reduce((sum, { payments }) => sum + payments, 0),
    opening.ordered.minor +
      created.ordered.minor -
      gone.reduce((sum, { ordered }) => sum + ordered.minor, 0n),
  );
  return { opening, created, processed, failed, expired, terminated, closing };
}
