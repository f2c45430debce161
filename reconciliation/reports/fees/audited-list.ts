import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Amount, amountOf } from '../../books/amount.ts';
import type { InvoiceCursor } from '../../books/invoices.ts';
import { auditedPayments, type FeeScope, type Fit } from './audited-payments.ts';
import { standingRates } from './rates.ts';

/** A payment and its fee: what was charged, and what was agreed for it. */
export type AuditedPayment = {
  id: string;
  referenceId: string | null;
  createdAt: Date;
  service: string | null;
  fit: Fit;
  rateId: bigint | null;
  /** What the percentage is of. */
  base: Amount | null;
  charged: Amount | null;
  agreed: Amount | null;
  /** Charged less agreed; null where one of them is not there. */
  difference: Amount | null;
  cursor: InvoiceCursor;
};

/** Which payments: those that fit in this way, or all that do not fit. */
export type FitAsked = Fit | 'not_fitting';

type RawRow = Omit<AuditedPayment, 'base' | 'charged' | 'agreed' | 'difference' | 'cursor'> & {
  currency: string;
  exponent: number;
  baseMinor: bigint | null;
  chargedMinor: bigint | null;
  agreedMinor: string | null;
  createdAtText: string;
};

/**
 * One page of the payments whose fee fits, or does not fit, in this way; the newest first.
 * @throws FilterRefusal (422) where the days are too many, or in the wrong order
 */
export async function auditedList(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  scope: FeeScope & { fit: FitAsked },
  page: { after?: InvoiceCursor | undefined; limit: number },
): Promise<AuditedPayment[]> {
  const { fit, ...rest } = scope;
  const rates = await standingRates(sql, account.id);
  const after = page.after
    ? sql`and (created_at, id) < (${page.after.createdAt}::timestamptz, ${page.after.id})`
    : sql``;
  const rows = await sql<RawRow[]>`
    with ${auditedPayments(sql, account, rest, rates)}
    select id, reference_id, created_at, created_at::text as created_at_text, service, fit, rate_id, currency,
      exponent, base as base_minor, charged as charged_minor, agreed::text as agreed_minor
    from audited join currencies on currencies.code = currency
    where ${fit === 'not_fitting' ? sql`fit <> 'fits'` : sql`fit = ${fit}`} ${after}
    order by created_at desc, id desc limit ${page.limit}`;
  return rows.map(asRow);
}

function asRow(raw: RawRow): AuditedPayment {
  const { currency, exponent, baseMinor, chargedMinor, agreedMinor, createdAtText, ...row } = raw;
  const amount = (minor: bigint | null) => amountOf(minor, currency, exponent);
  const agreed = agreedMinor === null ? null : BigInt(agreedMinor);
  return {
    ...{ ...row, base: amount(baseMinor), charged: amount(chargedMinor), agreed: amount(agreed) },
    difference: amount(agreed === null || chargedMinor === null ? null : chargedMinor - agreed),
    cursor: { createdAt: createdAtText, id: row.id },
  };
}
