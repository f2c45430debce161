import type { LoaderFunctionArgs } from '@remix-run/node';
import { Refusal } from '#identity/refusal.ts';
import { trimmedText } from '#reconciliation/books/kept-bodies.ts';
import { bodyAsked } from './body-asked.server.ts';

/** One body as it is kept, whole. Never as a page: what somebody sent us is only text, whatever a browser makes of it. */
export async function loader(args: LoaderFunctionArgs) {
  const { kind, id, body } = await bodyAsked(args);
  if (body.text === null) {
    const why = body.trimmed ? `was ${trimmedText(body.trimmed)}` : 'is not kept';
    throw new Refusal('body_not_kept', `This body ${why}.`, 410);
  }
  return new Response(body.text, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${kind}-${id}.json"`,
      'cache-control': 'no-store',
    },
  });
}
