import { makeInBackground } from '#reconciliation/reports/background-export.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Makes the file of an export that is on record. */
export async function makeExportFile(
  { sql, signal }: JobTools,
  { exportId }: Payload<'make-export'>,
): Promise<void> {
  await makeInBackground(sql, BigInt(exportId), signal);
}
