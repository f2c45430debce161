import type { LoaderFunctionArgs } from '@remix-run/node';
import { callbacks } from '#reconciliation/callbacks/callbacks.ts';
import { requireToken } from '../access/access.server.ts';
import { accountForProgram } from './account.ts';
import { listAnswer, readParams } from './list-answer.ts';
import { PARAMS } from './params.ts';

/** GET /api/v1/callbacks: verified callbacks, newest first. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const asked = readParams(PARAMS['/api/v1/callbacks'], request);
  const { limit, cursor, verdict, invoice_id: search } = asked;
  const account = await accountForProgram(context, token, asked.account);
  const page = { before: cursor?.id, limit: limit + 1 };
  const rows = await callbacks(context.sql, { accountId: account.id, verdict, search }, page);
  return listAnswer(
    rows,
    limit,
    ({ id }) => ({ list: 'callbacks', id: id.toString() }),
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
