import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Sql } from '#db/connection.ts';
import { clocksOf } from './export-clocks.ts';
import type { Export, Section } from './export-content.ts';
import { type Copy, type CopySessions, openCopySessions } from './export-copy.ts';
import { csv, DATE_STYLES } from './export-formats/csv.ts';
import { jsonl } from './export-formats/jsonl.ts';
import { xlsx } from './export-formats/xlsx.ts';
import { type CsvProfile, MACHINE } from './export-profile.ts';
import { type Sums, sumsOf } from './export-sums.ts';

/** How a file is written: as CSV by a profile, as a workbook, or as JSON Lines. */
export type Way = { format: 'csv'; profile: CsvProfile } | { format: 'xlsx' | 'jsonl' };

/** What a file holds, once all of it is written. */
export type Outcome = { rows: number; sums: readonly Sums[]; bytes: number; sha256: string };

/** What is told of a file while it is written. */
export type Watch = {
  /** Before its first byte; `claim` says to all processes that it goes on. */
  begun?: (claim: CopySessions['claim']) => Promise<void>;
  /** What its manifest says before its rows are counted, for a workbook that holds it. */
  manifest?: () => Readonly<Record<string, string>>;
  /** How many rows have come so far. */
  counted?: (rows: number) => void;
  /** After its last byte, and before whoever reads it is told that it was the last. */
  ended?: (outcome: Outcome) => Promise<void>;
  /** It was not written to its end. */
  failed?: (error: unknown) => Promise<void>;
};

/** The rows of an export as a CSV for programs. @see exported */
export function exportCsv(sql: Sql, what: Export): Promise<Readable> {
  return exported(sql, what, { format: 'csv', profile: MACHINE });
}

/**
 * A file of an export, streamed in flat memory: rows as the books stood at one moment, all of them or an error. Amounts are
 * exact decimals; nothing of a cell is cut or rounded.
 * @param snapshot the moment, by the name that a transaction has given it; that of the call where there is none
 */
export async function exported(
  sql: Sql,
  what: Export,
  way: Way,
  watch: Watch = {},
  snapshot: string | null = null,
): Promise<Readable> {
  const shown = (way.format === 'csv' && way.profile.timeZone) || what.timeZone;
  const clocks = await clocksOf(sql, what.accountId, { shown, account: what.timeZone });
  const sections = what.sections(clocks);
  const style = way.format === 'csv' ? DATE_STYLES[way.profile.dateForm] : DATE_STYLES.exact;
  const sessions = await openCopySessions(sql, style, snapshot);
  try {
    await watch.begun?.(sessions.claim);
  } catch (error) {
    await sessions.end();
    throw error;
  }
  const reader = { hasLeft: false };
  const bytes = written({ sql, sections, way, watch, sessions, reader });
  const stream = Readable.from(bytes, { objectMode: false });
  stream.once('close', () => {
    if (stream.readableEnded) return;
    reader.hasLeft = true;
    // Where even that fails the server is away, and its sessions with it.
    sessions.abandon().catch(() => undefined);
  });
  return stream;
}

type Work = {
  sql: Sql;
  sections: readonly Section[];
  way: Way;
  watch: Watch;
  sessions: CopySessions;
  reader: { hasLeft: boolean };
};

async function* written({ sql, sections, way, watch, sessions, reader }: Work): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const total = { bytes: 0, rows: 0 };
  let isWhole = false;
  try {
    const summed = sumsOf(sql, sessions.snapshot, sections);
    // Awaited when the rows have come; until then its failure is nobody's.
    summed.catch(() => undefined);
    const counting: Copy = async function* (statement) {
      for await (const rows of sessions.copy(statement)) {
        total.rows += rows.length;
        watch.counted?.(total.rows);
        yield rows;
      }
    };
    const manifest = async () => ({ head: watch.manifest?.() ?? {}, sums: await summed });
    for await (const chunk of bytesOf(sections, way, counting, manifest)) {
      hash.update(chunk);
      total.bytes += chunk.length;
      yield chunk;
    }
    const sums = await summed;
    assertWhole(total.rows, sums);
    await watch.ended?.({ ...total, sums, sha256: hash.digest('hex') });
    isWhole = true;
  } catch (error) {
    await watch.failed?.(reader.hasLeft ? new Error('whoever read it has left') : error);
    isWhole = true;
    if (!reader.hasLeft) throw error;
  } finally {
    if (!isWhole) await watch.failed?.(new Error('whoever read it has left'));
    await sessions.end();
  }
}

function bytesOf(
  sections: readonly Section[],
  way: Way,
  copy: Copy,
  manifest: () => Promise<{ head: Readonly<Record<string, string>>; sums: readonly Sums[] }>,
): AsyncGenerator<Buffer> {
  switch (way.format) {
    case 'csv':
      return csv(sections, way.profile, copy);
    case 'jsonl':
      return jsonl(sections, copy);
    case 'xlsx':
      return xlsx(sections, copy, manifest);
  }
}

/** A file that lacks rows must not look like one that has all. */
function assertWhole(rows: number, sums: readonly Sums[]): void {
  const counted = sums.reduce((sum, one) => sum + one.rows, 0);
  if (rows !== counted) throw new Error(`an export of ${counted} rows has ${rows}`);
}
