import type { ExplainedLine } from '#reconciliation/reports/explained.ts';
import {
  isNoMoney,
  lessSide,
  type MoneyLine,
  type MoneySide,
  plusSide,
  totalsOf,
} from '#reconciliation/reports/money-figures.ts';
import { serviceLabel } from '../../ui/values/service-label.ts';

/** A row of the ledger of a day: a book's money, or what the books differ by. */
export type MoneyRow = { key: string; name: string; book: string; isDifference: boolean; side: MoneySide };

type Line = Pick<MoneyLine, 'ours' | 'theirs' | 'difference'>;

/**
 * Each line's books and what they differ by, what was not compared apart; the currency's total, where it has
 * several lines.
 */
export function moneyRows(
  lines: readonly MoneyLine[],
  explained: readonly ExplainedLine[],
  isCompared: boolean,
): MoneyRow[] {
  const books = (name: string, key: string, line: Line, of: readonly ExplainedLine[]): MoneyRow[] => {
    const late = of
      .filter(({ notCompared }) => notCompared.payments > 0)
      .map(({ notCompared }) => notCompared);
    const [first, ...rest] = late.map(({ difference }) => difference);
    const notCompared = first ? rest.reduce(plusSide, first) : null;
    const difference = notCompared ? lessSide(line.difference, notCompared) : line.difference;
    const isSaid = isCompared || !isNoMoney(difference);
    return [
      { key: `${key} ours`, name, book: 'Our book', isDifference: false, side: line.ours },
      { key: `${key} theirs`, name, book: 'Paymega’s book', isDifference: false, side: line.theirs },
      ...(isSaid
        ? [{ key: `${key} difference`, name, book: 'Difference', isDifference: true, side: difference }]
        : []),
      ...(notCompared
        ? [{ key: `${key} late`, name, book: 'Not compared', isDifference: false, side: notCompared }]
        : []),
    ];
  };
  const moving = lines.filter(({ ours, theirs }) => !isNoMoney(ours) || !isNoMoney(theirs));
  const totals = totalsOf(moving).filter(
    ({ currency }) => moving.filter((line) => line.currency === currency).length > 1,
  );
  return [
    ...moving.flatMap((line) =>
      books(
        line.service ? serviceLabel(line.service) : line.currency,
        `${line.currency} ${line.service ?? ''}`,
        line,
        explained.filter(({ currency, service }) => currency === line.currency && service === line.service),
      ),
    ),
    ...totals.flatMap((total) =>
      books(
        `All in ${total.currency}`,
        `${total.currency} total`,
        total,
        explained.filter(({ currency }) => currency === total.currency),
      ),
    ),
  ];
}
