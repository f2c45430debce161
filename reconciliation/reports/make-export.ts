import type { Readable } from 'node:stream';
import type { Sql } from '#db/connection.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { exported, type Way } from './export.ts';
import type { Export } from './export-content.ts';
import { headOf } from './export-manifest.ts';
import { type ExportRecord, recordFailure, recordOrder, recordOutcome } from './export-record.ts';

/** What a file of a format is, for whoever is sent one. */
export const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
} as const;

/**
 * Makes a file of an export, on record and on the audit from before its first byte: page, API and command line all come
 * here, so that the same rows are the same bytes. What becomes of it is on record before its last byte is given.
 */
export async function makeExport(
  sql: Sql,
  actor: Actor,
  what: Export,
  way: Way,
): Promise<{ stream: Readable; id: () => bigint; fileName: () => string }> {
  let record: ExportRecord | null = null;
  const known = () => {
    if (record === null) throw new Error('the export is not on record');
    return record;
  };
  const stream = await exported(sql, what, way, {
    // After the snapshot: an export of the audit does not hold itself.
    begun: async (claim) => {
      record = await recordOrder(sql, actor, { what, way, isInBackground: false, estimatedRows: null });
      await claim(record.id);
    },
    manifest: () => headOf(known()),
    ended: (outcome) => recordOutcome(sql, actor, known().id, outcome, null),
    failed: (error) => recordFailure(sql, actor, known().id, failureOf(error)),
  });
  return { stream, id: () => known().id, fileName: () => known().fileName };
}

/** Why a file was not written, in words for those who ordered it: nothing of a statement or its values. */
export function failureOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return `the database has ended it (${code})`;
  return error instanceof Error && error.message.startsWith('whoever') ? error.message : 'it broke';
}
