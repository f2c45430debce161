import type { LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { invoices } from '#reconciliation/book/invoices.ts';
import { requireToken } from '../access.server.ts';
import { optionalDay, optionalText, readCursor } from '../form.ts';
import { InvoiceCursor } from '../keyset.ts';
import { accountForProgram } from './account.ts';
import { decimal, listAnswer, PageParams, readParams } from './list-answer.ts';

const Params = PageParams.extend({
  mode: z.enum(['live', 'test', 'all']).catch('all'),
  status: optionalText,
  currency: optionalText,
  search: optionalText,
  from: optionalDay,
  to: optionalDay,
});

/** GET /api/v1/invoices: our book, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const account = await accountForProgram(request, context, token);
  const { limit, cursor, ...filter } = readParams(Params, request);
  const page = { after: readCursor(InvoiceCursor, cursor), limit: limit + 1 };
  const rows = await invoices(
    context.sql,
    { accountId: account.id, timeZone: account.timeZone, ...filter },
    page,
  );
  return listAnswer(
    rows,
    limit,
    ({ cursor: at }) => at,
    (row) => ({
      account: row.account,
      invoice_id: row.id,
      reference_id: row.referenceId,
      mode: row.mode,
      service: row.service,
      status: row.status,
      resolution: row.resolution,
      is_final: row.isFinal,
      currency: row.amount.currency,
      amount: decimal(row.amount),
      fee: decimal(row.fee),
      processed_amount: decimal(row.processedAmount),
      returned_amount: decimal(row.returned),
      unresolved_discrepancies: row.unresolved,
      created_at: row.createdAt,
      updated_at: row.updatedAt,
    }),
  );
}
