import { buffer } from 'node:stream/consumers';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import type { Way } from '#reconciliation/reports/export.ts';
import { type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import { exportRecord } from '#reconciliation/reports/export-record.ts';
import { makeExport } from '#reconciliation/reports/make-export.ts';
import { anObservation } from '../../support/observations.ts';
import { anItem } from '../discrepancies/an-item.ts';

export const ACTOR = { kind: 'program', name: 'test' } as const;
const seconds = (iso: string) => Date.parse(iso) / 1000;

/** The hour that comes twice in Berlin, first in summer, then in winter time; and the first moment of summer. */
export const AT = {
  summer: seconds('2026-10-25T00:30:00Z'),
  winter: seconds('2026-10-25T01:30:00Z'),
  spring: seconds('2026-03-29T01:00:00Z'),
  lastOfDay: seconds('2026-10-25T22:59:59Z'),
};

export const HOSTILE = '=1+2;"x"\r\ny';
export const LONG = '12345678901234567890';

/** An account in Berlin with payments in EUR, JPY and KWD on days on which clocks are changed. */
export async function fillBooks(sql: Sql, accountId: number): Promise<void> {
  const paid = (id: string, currency: string, amount: bigint, fee: bigint, over: object) =>
    anObservation(accountId, {
      ...{ id, currency, amount, paymentAmount: amount, processedAmount: amount, processedFee: fee },
      ...{ status: 'processed', ...over },
    });
  const told = [
    paid('cpi_eur', 'EUR', 123_456n, 3_704n, { fee: 3_700n, createdAt: AT.summer, referenceId: '000123' }),
    paid('cpi_jpy', 'JPY', 5_000n, 150n, { createdAt: AT.winter, referenceId: LONG }),
    paid('cpi_kwd', 'KWD', 1_234_567n, 37_037n, { createdAt: AT.spring, referenceId: HOSTILE }),
    paid('cpi_back', 'EUR', 10_000n, 300n, {
      ...{
        createdAt: AT.lastOfDay,
        status: 'partially_refunded',
        refundedAmount: 4_000n,
        referenceId: '1e5',
      },
      ...{ chargedBackAmount: 1_000n },
    }),
    paid('cpi_huge', 'EUR', 9_007_199_254_740_993n, 1n, { createdAt: AT.lastOfDay, referenceId: '_x0041_' }),
    anObservation(accountId, {
      ...{ id: 'cpi_failed', currency: 'EUR', amount: 1_000n, fee: 30n, createdAt: AT.summer },
      ...{ status: 'process_failed', processedAmount: 0n, processedFee: 0n, referenceId: 'TRUE' },
    }),
  ];
  await ingest(sql, told);
  await mirrorInvoices(sql, told.slice(0, 1), new Date());
  await anItem(sql, accountId, { subject: 'cpi_eur' });
}

/** The file of an export, and what is on record of it. */
export async function made(
  sql: Sql,
  accountId: number,
  list: ExportList,
  way: Way,
  filter: readonly (readonly [string, string])[] = [],
) {
  const account = await accountById(sql, accountId);
  const what = await exportOf(sql, account, list, filter);
  const { stream, id } = await makeExport(sql, ACTOR, what, way);
  const bytes = await buffer(stream);
  return { bytes, record: await exportRecord(sql, id()) };
}
