import type { Faults } from '../platform/faults.ts';
import type { Entry } from './entries.ts';
import { type Line, withBalances } from './reports.ts';
import type { Sheet } from './sheet.ts';

/** What the portal gets wrong of the movements of a day: its balances follow what it lists. */
export function linesWithFaults(faults: Faults, opening: bigint, truth: readonly Entry[]): Line[] {
  let lines: (Entry & Pick<Line, 'ids'>)[] = [...truth];
  const payment = (
    name: 'statementLineMissing' | 'statementLineTwice' | 'statementAmountOff' | 'statementFeeOff',
  ) => {
    const payments = lines.filter(({ type }) => type === 'payment');
    const chosen =
      payments.length > 0 && faults.strikes(name) ? payments[faults.figure(name) % payments.length] : null;
    return chosen ? lines.indexOf(chosen) : -1;
  };
  const missing = payment('statementLineMissing');
  if (missing >= 0) lines = lines.toSpliced(missing, 1);
  const twice = payment('statementLineTwice');
  if (twice >= 0) lines = lines.toSpliced(twice, 0, lines[twice] as Entry);
  const amount = payment('statementAmountOff');
  lines = lines.map((line, place) => (place === amount ? { ...line, amount: line.amount + 100n } : line));
  const fee = payment('statementFeeOff');
  lines = lines.map((line, place) => (place === fee ? { ...line, fee: line.fee + 1n } : line));
  if (faults.strikes('statementRefundsGrouped')) lines = withGroups(lines);
  const balanced = withBalances(opening, lines);
  if (!faults.strikes('statementBalanceBroken')) return balanced;
  const from = balanced.length >> 1;
  return balanced.map((line, place) => (place >= from ? { ...line, balance: line.balance + 100n } : line));
}

/** All refunds of a service in one line, where the last of them stood. */
function withGroups(lines: readonly (Entry & Pick<Line, 'ids'>)[]) {
  const refunds = lines.filter(({ type }) => type === 'refund');
  return lines.flatMap((line) => {
    if (line.type !== 'refund') return [line];
    const own = refunds.filter(({ view }) => view.service === line.view.service);
    if (own.at(-1) !== line) return [];
    const amount = own.reduce((sum, one) => sum + one.amount, 0n);
    return [
      { ...line, amount, ids: { id: '', reference: '', description: `Refunds of the day (${own.length})` } },
    ];
  });
}

/** What the portal gets wrong of a whole file: other words in its header, a row that cannot be read. */
export function sheetWithFaults(faults: Faults, sheet: Sheet): Sheet {
  const other: Readonly<Record<string, string>> = {
    amount: 'Gross sum',
    fee: 'Commission',
    service_code: 'Service',
  };
  const header = faults.strikes('statementOtherHeader')
    ? sheet.header.map((name) => other[name] ?? name)
    : sheet.header;
  if (sheet.rows.length === 0 || !faults.strikes('statementBadRow')) return { ...sheet, header };
  const bad = faults.figure('statementBadRow') % sheet.rows.length;
  const amount = sheet.header.indexOf('amount');
  const rows = sheet.rows.map((row, place) => (place === bad ? row.with(amount, 'n/a') : row));
  return { ...sheet, header, rows };
}
