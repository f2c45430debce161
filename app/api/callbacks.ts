import type { LoaderFunctionArgs } from '@remix-run/node';
import { callbacks } from '#reconciliation/book/callbacks.ts';
import { requireToken } from '../access.server.ts';
import { optionalText, readCursor } from '../form.ts';
import { NumberCursor } from '../keyset.ts';
import { accountForProgram } from './account.ts';
import { listAnswer, PageParams, readParams } from './list-answer.ts';

const Params = PageParams.extend({ verdict: optionalText, invoice_id: optionalText });

/** GET /api/v1/callbacks: verified callbacks, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const account = await accountForProgram(request, context, token);
  const { limit, cursor, verdict, invoice_id: search } = readParams(Params, request);
  const after = readCursor(NumberCursor, cursor);
  const page = { before: after ? BigInt(after.id) : undefined, limit: limit + 1 };
  const rows = await callbacks(context.sql, { accountId: account.id, verdict, search }, page);
  return listAnswer(
    rows,
    limit,
    ({ id }) => ({ id: id.toString() }),
    (row) => ({
      id: row.id.toString(),
      invoice_id: row.invoiceId,
      mode: row.mode,
      status: row.status,
      verdict: row.verdict,
      reason: row.reason,
      retry_count: row.retryCount,
      delay_seconds: row.delaySeconds,
      received_at: row.receivedAt,
    }),
  );
}
