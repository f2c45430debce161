import { z } from 'zod';
import { SANDBOX_CURRENCIES } from '../history/figures.ts';
import { type Answer, errorAnswer, notFound } from '../platform/answer.ts';
import type { Call, Parts } from '../platform/parts.ts';
import { writeSheet } from './dialects.ts';
import { linesWithFaults, sheetWithFaults } from './faults.ts';
import { type Asked, invoicesSheet, linesOfDay, transactionsSheet, trialBalanceSheet } from './reports.ts';
import type { Sheet } from './sheet.ts';

const query = z.object({
  day: z.iso.date(),
  currency: z.enum(Object.keys(SANDBOX_CURRENCIES) as (keyof typeof SANDBOX_CURRENCIES)[]),
  zone: z.string().default('UTC'),
  dialect: z.string().default('plain'),
});

export type PortalFile = { fileName: string; bytes: Buffer };

/**
 * `GET /portal/{transactions|trial_balance|invoices}?day=…&currency=…&zone=…&dialect=…`: the files that
 * people download from Paymega's portal, made of the same truth as all else. Dialects: plain, semicolon,
 * windows, tab, pipe, xlsx.
 */
export async function answerPortal(parts: Parts, call: Call): Promise<PortalFile | Answer> {
  const [, report = ''] = call.path;
  const read = query.safeParse(Object.fromEntries(call.url.searchParams));
  if (!read.success)
    return errorAnswer(422, { code: 'invalid', title: 'Invalid', detail: z.prettifyError(read.error) });
  const { day, currency, zone, dialect } = read.data;
  if (parts.faults.strikes('statementDayAbsent')) return notFound('there is no report of this day');
  const { ledger, accountId } = parts;
  const asked = { ledger, accountId, day, currency, zone, exponent: SANDBOX_CURRENCIES[currency].exponent };
  const sheet = sheetOf(parts, report, asked);
  const bytes = sheet && (await writeSheet(sheetWithFaults(parts.faults, sheet), dialect, zone));
  if (!bytes) return notFound(`nothing is at ${call.url.pathname} in the dialect ${dialect}`);
  return { fileName: `${report}_${day}_${currency}.${dialect === 'xlsx' ? 'xlsx' : 'csv'}`, bytes };
}

function sheetOf({ faults }: Parts, report: string, asked: Asked): Sheet | null {
  if (report === 'trial_balance') return trialBalanceSheet(asked);
  if (report === 'invoices') return invoicesSheet(asked);
  if (report !== 'transactions') return null;
  const { opening, lines } = linesOfDay(asked);
  return transactionsSheet(asked, linesWithFaults(faults, opening, lines));
}
