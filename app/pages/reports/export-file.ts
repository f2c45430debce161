import { Readable } from 'node:stream';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Refusal } from '#identity/refusal.ts';
import { assertHandedOut, fileOf } from '#reconciliation/reports/export-files.ts';
import { fileAnswer } from '../../http/export-answer.server.ts';
import { seenExport } from './seen-export.server.ts';

/** The file of an export that was made in the background, for the one who ordered it, until it expires. */
export async function loader(args: LoaderFunctionArgs) {
  const { person, record } = await seenExport(args);
  if (record.personId !== person.id)
    throw new Refusal('unknown_export', 'This file is for the one who ordered it.', 404);
  assertHandedOut(record, new Date());
  return fileAnswer(Readable.from(fileOf(args.context.sql, record)), record.format, record.fileName);
}
