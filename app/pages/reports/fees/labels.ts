import { formatMinor } from '#paymega/money.ts';
import type { FeeBase, FeeRounding, FeeTiersBy } from '#reconciliation/reports/fees/choices.ts';
import { serviceLabel } from '../../../ui/values/service-label.ts';

export const BASE_LABELS: Record<FeeBase, string> = {
  order: 'what was paid of the order',
  received: 'all that the payer paid',
};

export const TIERS_BY_LABELS: Record<FeeTiersBy, string> = {
  volume: 'the money of the calendar month before',
  amount: 'the amount of each payment',
};

export const ROUNDING_LABELS: Record<FeeRounding, string> = {
  half_up: 'half up',
  half_even: 'half to even',
  down: 'down',
};

export const FIT_LABELS = {
  fits: 'Fits',
  differs: 'Differs',
  no_rate: 'No rate',
  not_told: 'Fee not told',
} as const;

/** Millionths of a percent as a percentage without needless decimals: 2,900,000 → `2.9 %`. */
export function percentText(millionths: bigint): string {
  return `${percentDecimal(millionths)} %`;
}

/** The same as it is typed into a form. */
export function percentDecimal(millionths: bigint): string {
  return formatMinor(millionths, 6).replace(/\.?0+$/, '');
}

/** A service as it is shown: that of no name is told so. */
export function serviceText(service: string | null): string {
  return service ? serviceLabel(service) : 'no service told';
}

type Line = { period: string; currency: string; service: string | null };

/** Where the payments of a line of the audit are listed, within the range of the page. */
export function paymentsHref(
  { period, currency, service }: Line,
  range: { from: string; to: string; mode: string },
  fit: string,
): string {
  const [first, last] = period.length === 10 ? [period, period] : [`${period}-01`, lastOf(period)];
  const [, from = first] = [first, range.from].toSorted();
  const [to = last] = [last, range.to].toSorted();
  const params = { from, to, currency, service: service ?? 'none', fit, mode: range.mode };
  return `/reports/fees/payments?${new URLSearchParams(params)}`;
}

function lastOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
}
