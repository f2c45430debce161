import type { Readable } from 'node:stream';
import { z } from 'zod';
import { EXPORT_FORMATS } from '#db/values.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { oneOf, readFilter, text } from '#identity/filter.ts';
import type { Way } from '#reconciliation/reports/export.ts';
import type { Export } from '#reconciliation/reports/export-content.ts';
import { EXPORT_FILTERS, type ExportList } from '#reconciliation/reports/export-filters.ts';
import { profileNamed } from '#reconciliation/reports/export-profiles.ts';
import { CONTENT_TYPES, makeExport } from '#reconciliation/reports/make-export.ts';
import type { Context } from '../context.ts';
import { whileItIsRead } from './while-it-is-read.ts';

const STALL_MS = 60_000;
const BUSY = { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '30' };
const TOO_MANY =
  'Too many exports are under way: at most two a person, and eight in all. Wait until one has ended, and try again.';

/** How a file is asked for: its format, and for a CSV the profile by its name. */
export const WAY_ASKED = z.object({
  format: oneOf(EXPORT_FORMATS).default('csv'),
  profile: text.default('machine'),
});

type WayAsked = z.output<typeof WAY_ASKED>;
type Given = (readonly [string, string])[];

/**
 * What the address of a list asks for, as the export of that list takes it: without the place of a page, a preview and the
 * like, and with the one who asks for `me`.
 * @throws FilterRefusal: a file of everything would look like an answer
 */
export function exportAsked(
  list: ExportList,
  schema: z.ZodObject,
  params: URLSearchParams,
  personId: number,
): { way: WayAsked; given: Given } {
  const asked = readFilter(schema.extend(WAY_ASKED.shape), params);
  const { shape } = EXPORT_FILTERS[list];
  const given = [...params].filter(([name]) => Object.hasOwn(shape, name) && name !== 'mode');
  const mode: Given = 'mode' in shape ? [['mode', String(asked.mode)]] : [];
  const named: Given = given.map(([name, value]) =>
    name === 'assignee' && value === 'me' ? [name, String(personId)] : [name, value],
  );
  return { way: WAY_ASKED.parse(asked), given: [...named, ...mode] };
}

/** How a file is written. @throws Refusal `unknown_profile` (422) */
export async function wayOf(
  { sql }: Pick<Context, 'sql'>,
  { format, profile }: WayAsked,
  accountId: number,
  personId: number | null,
): Promise<Way> {
  if (format !== 'csv') return { format };
  return { format, profile: await profileNamed(sql, accountId, personId, profile) };
}

/**
 * An export as a download, streamed; it stops when the reader leaves, or stands still.
 * @param holder who takes a place of those that there are: a person by their number
 * @throws 429 as a Response where they, or all together, export as much as they may already
 */
export async function exportAnswer(
  { sql, signal, exports }: Context,
  actor: Actor,
  holder: number,
  what: Export,
  way: Way,
): Promise<Response> {
  const release = exports.take(holder);
  if (!release) throw new Response(TOO_MANY, { status: 429, headers: BUSY });
  const made = await makeExport(sql, actor, what, way).catch((error: unknown) => {
    release();
    throw error;
  });
  made.stream.once('close', release);
  // The reader may have left while the connection was made.
  if (signal.aborted) made.stream.destroy();
  signal.addEventListener('abort', () => made.stream.destroy(), { once: true });
  return fileAnswer(made.stream, way.format, made.fileName(), { 'x-export': made.id().toString() });
}

/** A file to keep. */
export function fileAnswer(
  content: Readable,
  format: keyof typeof CONTENT_TYPES,
  name: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(whileItIsRead(content, STALL_MS), {
    headers: {
      ...headers,
      'content-type': CONTENT_TYPES[format],
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}
