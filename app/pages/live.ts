import { setTimeout as after } from 'node:timers/promises';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { assertCanAccessAccount } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { TABLE_OF, versionOf, WATCHED } from '#reconciliation/comparison/versions.ts';
import { requireAccountAccess, requirePerson } from '../access/access.server.ts';
import { idParam, smallIdParam } from '../forms/form.ts';

const LOOK_MS = 500;
/** Proxies hang up on who says nothing. */
const WORD_EVERY_LOOKS = 30;
/** Then the browser asks anew, and who may no longer see it does not. */
const LASTS_MS = 300_000;

/** Tells a page, as server-sent events, when what it shows has changed. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const watched = WATCHED.find((one) => one === params.watched);
  if (!watched) throw new Refusal('unknown_page', 'There is nothing of this name to watch.', 404);
  const { sql, signal, stopping } = context;
  const table = TABLE_OF[watched];
  const id = table ? idParam(params.id) : BigInt(smallIdParam(params.id));
  if (table) await requireAccountAccess(context, person, table, [id]);
  else await assertCanAccessAccount(sql, person, Number(id));
  const end = Date.now() + LASTS_MS;
  const isOver = () => signal.aborted || stopping.aborted || Date.now() > end;
  const versions = changes(() => versionOf(sql, watched, id), isOver);
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

/** An event for the stamp as it is, and one for each change of it. */
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
