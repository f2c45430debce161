import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import { whileItIsRead } from './while-it-is-read.ts';

const STALL_MS = 60_000;
const TOO_MANY =
  'Too many exports are under way: at most two a person, and eight in all. ' +
  'Wait until one has ended, and try again.';

/**
 * A ZIP as a download, streamed; it stops when the reader leaves, or stands still. It takes one of the places
 * for exports.
 * @param name without its ending
 * @throws 429 as a Response where this person, or all together, export as much as they may already
 */
export async function zipAnswer(
  { signal, exports }: Pick<Context, 'signal' | 'exports'>,
  { id }: { id: number },
  name: string,
  make: () => Promise<Readable>,
): Promise<Response> {
  const release = exports.take(id);
  if (!release)
    throw new Response(TOO_MANY, {
      status: 429,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '30' },
    });
  const stream = await make().catch((error: unknown) => {
    release();
    throw error;
  });
  stream.once('close', release);
  if (signal.aborted) stream.destroy();
  signal.addEventListener('abort', () => stream.destroy(), { once: true });
  return new Response(whileItIsRead(stream, STALL_MS), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]/g, '_')}.zip"`,
      'cache-control': 'no-store',
    },
  });
}
