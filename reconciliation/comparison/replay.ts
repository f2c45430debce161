import type { Sql } from '#db/connection.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { replayQuarantine } from '../books/quarantine.ts';
import { compareInvoices } from './compare-invoices.ts';

/**
 * Reads once more what is in quarantine, and compares the invoices of what could be ingested.
 * @returns how many documents were released
 */
export async function replay(sql: Sql, accountId: number, exponentOf: ExponentOf): Promise<number> {
  const released = await replayQuarantine(sql, accountId, exponentOf);
  const invoices = [...new Set(released)].map((id) => ({ id }));
  await compareInvoices(sql, accountId, invoices, new Date());
  return released.length;
}
