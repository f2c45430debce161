import type { Totals } from '#reconciliation/reports/totals-of-range.ts';

/**
 * A share as a percentage, rounded down so that only all of them are a hundred; null where there is nothing
 * to share.
 */
export function shareText(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const thousandths = (BigInt(part) * 1000n) / BigInt(whole);
  return `${thousandths / 10n}.${thousandths % 10n} %`;
}

/** Paid over paid and failed: what is not decided yet says nothing of it. */
export function approvalText({ paid, failed }: Pick<Totals, 'paid' | 'failed'>): string {
  return shareText(paid, paid + failed) ?? 'not available';
}

/** The same in thousandths, rounded down; null where nothing is decided. */
export function approvedThousandths({ paid, failed }: Pick<Totals, 'paid' | 'failed'>): number | null {
  return paid + failed === 0 ? null : Math.floor((paid * 1000) / (paid + failed));
}

/** How much more or less a figure is than an earlier one, as a percentage; null where there was none. */
export function changeText(now: bigint, then: bigint): string | null {
  if (then === 0n) return null;
  const thousandths = ((now - then) * 1000n) / then;
  const size = thousandths < 0n ? -thousandths : thousandths;
  return `${thousandths < 0n ? '−' : thousandths > 0n ? '+' : ''}${size / 10n}.${size % 10n} %`;
}

/** How many are neither paid nor failed for good. */
export function undecided({ invoices, paid, failed }: Totals): number {
  return invoices - paid - failed;
}

export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** The address of the invoices that a figure counts. */
export type ListHref = (params?: Readonly<Record<string, string>>) => string;
