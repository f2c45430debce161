import { createHash } from 'node:crypto';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { Mode } from '#paymega/mode.ts';
import { formatMinor } from '#paymega/money.ts';
import type { Amount } from '../books/amount.ts';
import { type Adjustment, adjustmentsLearntOn, adjustmentsOf } from './adjustments.ts';
import { moneyDay } from './day-money.ts';
import {
  type Differing,
  differingOfDay,
  type ExplainedLine,
  explained,
  isExplainedLine,
} from './explained.ts';
import { FLOW, type Flow, isNoMoney, type MoneyLine, type MoneySide } from './money-figures.ts';

/** All that the report of a day by money says. */
export type MoneyReport = {
  lines: MoneyLine[];
  differing: Differing[];
  explained: ExplainedLine[];
  /** What was learnt on this day of days signed before; live payments alone, as only their days are signed. */
  learnt: Adjustment[];
  /** What was learnt of this day since it was signed. */
  since: Adjustment[];
};

/** The report of a business day (`YYYY-MM-DD`, the account's zone) by the money that moved on it. */
export async function moneyReport(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  day: string,
): Promise<MoneyReport> {
  const isLive = mode === 'live';
  const [lines, differing, learnt, since] = await Promise.all([
    moneyDay(sql, account, mode, day),
    differingOfDay(sql, account, mode, day),
    isLive ? adjustmentsLearntOn(sql, account, { from: day, to: day }) : [],
    isLive ? adjustmentsOf(sql, account, day) : [],
  ]);
  return { lines, differing, explained: explained(lines, differing), learnt, since };
}

/** Whether the two books tell the same money of the day, per currency and service. */
export function agrees({ lines, differing }: Pick<MoneyReport, 'lines' | 'differing'>): boolean {
  return differing.length === 0 && lines.every((line) => line.agrees);
}

/** How the two books' money of a day stands: what can be said of the difference, and no more. */
export type DifferenceState = 'none' | 'explained' | 'partly_compared' | 'unexplained';

export function differenceState(
  report: Pick<MoneyReport, 'lines' | 'differing' | 'explained'>,
): DifferenceState {
  if (agrees(report)) return 'none';
  if (!isExplained(report)) return 'unexplained';
  return report.differing.some(({ isNotCompared }) => isNotCompared) ? 'partly_compared' : 'explained';
}

/** Whether what the books differ by is explained to the minor unit: listed, or not compared yet. */
export function isExplained({ explained: lines }: Pick<MoneyReport, 'explained'>): boolean {
  return lines.every(isExplainedLine);
}

/** A side in exact decimals, as it is signed, exported and compared. */
export type WrittenSide = Omit<MoneySide, 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net'> &
  Record<'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', string>;
type WrittenFlow = Record<(typeof FLOW)[number], { payments: number; ordered: string }>;

/** The figures of a line as they are signed. */
export type SignedLine = {
  currency: string;
  service: string | null;
  ours: WrittenSide;
  theirs: WrittenSide;
  difference: WrittenSide;
  flow: { ours: WrittenFlow; theirs: WrittenFlow };
};

/** What stands for a difference, as it is signed. */
export type SignedExplanation = {
  currency: string;
  service: string | null;
  /** A kind of discrepancy, or `not_compared`, or `unexplained`. */
  kind: string;
  state: string | null;
  resolution: string | null;
  payments: number;
  difference: WrittenSide;
};

/** The report of a day as it is signed. */
export type SignedReport = { lines: SignedLine[]; explained: SignedExplanation[]; adjustments: number };

/** The report in exact decimals: what a person signs, and what is compared with it later. */
export function written(report: MoneyReport): SignedReport {
  return {
    lines: report.lines.map(({ currency, service, ours, theirs, difference, flow }) => ({
      ...{ currency, service, ours: writtenSide(ours), theirs: writtenSide(theirs) },
      difference: writtenSide(difference),
      flow: { ours: writtenFlow(flow.ours), theirs: writtenFlow(flow.theirs) },
    })),
    explained: report.explained.flatMap(writtenExplanations),
    adjustments: report.learnt.length,
  };
}

/** The digest of what a report says: whether it still says what somebody was shown. */
export function moneyDigest(report: MoneyReport): string {
  return createHash('sha256')
    .update(JSON.stringify(written(report)))
    .digest('base64url');
}

/** The figures of a signed report, to be added up: its decimals say of what size the minor unit is. */
export function signedLines({
  lines,
  explained: differences,
}: SignedReport): Pick<MoneyLine, 'currency' | 'service' | 'ours' | 'difference' | 'agrees'>[] {
  return lines.map(({ currency, service, ours, difference }) => ({
    ...{ currency, service, ours: readSide(ours, currency), difference: readSide(difference, currency) },
    // What differed was put down, whatever it came to.
    agrees: !differences.some((one) => one.currency === currency && one.service === service),
  }));
}

function readSide(side: WrittenSide, currency: string): MoneySide {
  const amount = (decimal: string): Amount => ({
    currency,
    minor: BigInt(decimal.replace('.', '')),
    exponent: decimal.split('.')[1]?.length ?? 0,
  });
  const { gross, fees, refunded, chargedBack, net, ...counts } = side;
  return {
    ...counts,
    ...{ gross: amount(gross), fees: amount(fees), refunded: amount(refunded) },
    ...{ chargedBack: amount(chargedBack), net: amount(net) },
  };
}

export function writtenSide(side: MoneySide): WrittenSide {
  const decimal = ({ minor, exponent }: Amount) => formatMinor(minor, exponent);
  const { gross, fees, refunded, chargedBack, net, ...counts } = side;
  return {
    ...counts,
    ...{ gross: decimal(gross), fees: decimal(fees), refunded: decimal(refunded) },
    ...{ chargedBack: decimal(chargedBack), net: decimal(net) },
  };
}

function writtenFlow(flow: Flow): WrittenFlow {
  const parts = FLOW.map((part) => {
    const { payments, ordered } = flow[part];
    return [part, { payments, ordered: formatMinor(ordered.minor, ordered.exponent) }];
  });
  return Object.fromEntries(parts) as WrittenFlow;
}

function writtenExplanations(line: ExplainedLine): SignedExplanation[] {
  const { currency, service, groups, notCompared, unexplained } = line;
  const other = (kind: string, payments: number, difference: MoneySide): SignedExplanation[] =>
    payments === 0 && isNoMoney(difference)
      ? []
      : [
          {
            ...{ currency, service, kind, state: null, resolution: null, payments },
            difference: writtenSide(difference),
          },
        ];
  return [
    ...groups.map((group) => ({ ...group, difference: writtenSide(group.difference) })),
    ...other('not_compared', notCompared.payments, notCompared.difference),
    ...other('unexplained', unexplained.payments, unexplained.difference),
  ];
}
