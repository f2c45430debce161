import type { ServerResponse } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { Sql } from '#db/connection.ts';
import { sendJson } from './send.ts';

const PATIENCE_MS = 2000;

/** The process lives. */
export function healthz(response: ServerResponse): void {
  sendJson(response, 200, { status: 'ok' });
}

/**
 * The process can work: the database answers, and it is not about to end. The queue hides its own trouble, so the database is
 * asked itself.
 */
export async function readyz(sql: Sql, leaving: AbortSignal, response: ServerResponse): Promise<void> {
  if (leaving.aborted) return sendJson(response, 503, { status: 'leaving' });
  const answers = sql`select 1`.then(
    () => true,
    () => false,
  );
  const isReady = await Promise.race([answers, after(PATIENCE_MS, false, { ref: false })]);
  sendJson(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'database away' });
}
