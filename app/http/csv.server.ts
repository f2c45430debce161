import type { z } from 'zod';
import { readFilter } from '#identity/filter.ts';
import { type Export, exportCsv } from '#reconciliation/reports/export.ts';
import type { Context } from '../context.ts';
import { whileItIsRead } from './while-it-is-read.ts';

const STALL_MS = 60_000;
const BUSY = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '30' };
const TOO_MANY =
  'Too many exports are under way: at most two a person, and eight in all. Wait until one has ended, and try again.';

/**
 * What the address of an export asks for, by the schema of its list; `work` makes the filter of that.
 * @throws FilterRefusal: a file of everything would look like an answer
 */
export async function exportedBy<Schema extends z.ZodObject, T>(
  schema: Schema,
  { url }: Request,
  work: (asked: z.output<Schema>) => T | Promise<T>,
): Promise<T> {
  return work(readFilter(schema, new URL(url).searchParams));
}

/**
 * A list as a CSV download, streamed; it stops when the reader leaves, or stands still.
 * @throws 429 as a Response where this person, or all together, export as much as they may already
 */
export async function csvAnswer(
  { sql, signal, exports }: Context,
  what: Export,
  account: string,
  { id }: { id: number },
): Promise<Response> {
  const release = exports.take(id);
  if (!release) throw new Response(TOO_MANY, { status: 429, headers: BUSY });
  const rows = await exportCsv(sql, what).catch((error: unknown) => {
    release();
    throw error;
  });
  rows.once('close', release);
  // The reader may have left while the connection was made.
  if (signal.aborted) rows.destroy();
  signal.addEventListener('abort', () => rows.destroy(), { once: true });
  const name = `${account}-${what.list}-${new Date().toISOString().slice(0, 10)}.csv`;
  return new Response(whileItIsRead(rows, STALL_MS), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
