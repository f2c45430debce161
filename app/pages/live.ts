import { setTimeout as after } from 'node:timers/promises';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { assertCanAccessAccount } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { callbacksVersion } from '#reconciliation/callbacks/callbacks.ts';
import { batchVersion } from '#reconciliation/comparison/check-batches.ts';
import { runsVersion, runVersion } from '#reconciliation/comparison/runs.ts';
import { exportsVersion } from '#reconciliation/reports/export-files.ts';
import { integrationCheckVersion } from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { testPaymentVersion } from '#reconciliation/test-payments/test-payments.ts';
import { requireAccountAccess, requirePerson } from '../access/access.server.ts';
import { idParam, smallIdParam } from '../forms/form.ts';

/** What a page may watch while it moves, and in which table its id is one; null where it is an account's. */
const WATCHED = {
  run: { table: 'runs', versionOf: runVersion },
  runs: { table: null, versionOf: runsVersion },
  batch: { table: 'check_batches', versionOf: batchVersion },
  callbacks: { table: null, versionOf: callbacksVersion },
  exports: { table: null, versionOf: exportsVersion },
  'integration-check': { table: 'integration_checks', versionOf: integrationCheckVersion },
  'test-payment': { table: 'test_payments', versionOf: testPaymentVersion },
} as const;

const LOOK_MS = 500;
/** Proxies hang up on who says nothing. */
const WORD_EVERY_LOOKS = 30;
/** Then the browser asks anew, and who may no longer see it does not. */
const LASTS_MS = 300_000;

/** Tells a page, as server-sent events, when what it shows has changed. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const name = params.watched ?? '';
  if (!Object.hasOwn(WATCHED, name))
    throw new Refusal('unknown_page', 'There is nothing of this name to watch.', 404);
  const { sql, signal, stopping } = context;
  const { table, versionOf } = WATCHED[name as keyof typeof WATCHED];
  const id = table ? idParam(params.id) : BigInt(smallIdParam(params.id));
  if (table) await requireAccountAccess(context, person, table, [id]);
  else await assertCanAccessAccount(sql, person, Number(id));
  const end = Date.now() + LASTS_MS;
  const isOver = () => signal.aborted || stopping.aborted || Date.now() > end;
  const versions = changes(() => versionOf(sql, id), isOver);
  return new Response(streamOf(versions), {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}

/** As a stream of bytes. (Node's own bridge ends the process with an error that nobody hears when the reader leaves.) */
function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}

/** An event for the version as it is, and one for each change of it. */
async function* changes(version: () => Promise<string>, isOver: () => boolean): AsyncGenerator<string> {
  let last: string | undefined;
  for (let looks = 0; !isOver(); looks++) {
    const now = await version();
    if (now !== last) yield `data: ${now}\n\n`;
    else if (looks % WORD_EVERY_LOOKS === 0) yield ': still here\n\n';
    last = now;
    await after(LOOK_MS);
  }
}
