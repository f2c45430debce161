import { createReadableStreamFromReadable } from '@remix-run/node';
import { type Export, exportCsv } from '#reconciliation/reports/export.ts';
import type { Context } from './context.ts';

/** A list as a CSV download, streamed; it stops when the reader leaves. */
export async function csvAnswer({ sql, signal }: Context, what: Export, account: string): Promise<Response> {
  const rows = await exportCsv(sql, what);
  // The reader may have left while the connection was made.
  if (signal.aborted) rows.destroy();
  signal.addEventListener('abort', () => rows.destroy(), { once: true });
  const name = `${account}-${what.list}-${new Date().toISOString().slice(0, 10)}.csv`;
  return new Response(createReadableStreamFromReadable(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
