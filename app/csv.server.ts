import { createReadableStreamFromReadable } from '@remix-run/node';
import type { z } from 'zod';
import { readFilter } from '#reconciliation/filter.ts';
import { type Export, exportCsv } from '#reconciliation/reports/export.ts';
import { orRefuse } from './answer.server.ts';
import type { Context } from './context.ts';

/**
 * What the address of an export asks for, by the schema of its list; `work` makes the filter of that.
 * @throws 422 as a Response in words: a file of everything would look like an answer
 */
export function exportedBy<Schema extends z.ZodObject, T>(
  schema: Schema,
  { url }: Request,
  work: (asked: z.output<Schema>) => T | Promise<T>,
): Promise<T> {
  return orRefuse(async () => work(readFilter(schema, new URL(url).searchParams)));
}

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
