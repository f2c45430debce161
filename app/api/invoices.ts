import type { LoaderFunctionArgs } from '@remix-run/node';
import { invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { requireToken } from '../access/access.server.ts';
import { accountForProgram } from './account.ts';
import { decimal, listAnswer, readParams } from './list-answer.ts';
import { PARAMS } from './params.ts';

/** GET /api/v1/invoices: our book, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const asked = readParams(PARAMS['/api/v1/invoices'], request);
  const account = await accountForProgram(context, token, asked.account);
  const filter = await invoiceFilter(context.sql, account, asked);
  const { cursor: after, limit } = asked;
  const rows = await invoices(context.sql, filter, { after, limit: limit + 1 });
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
