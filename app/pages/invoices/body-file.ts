import type { LoaderFunctionArgs } from '@remix-run/node';
import { bodyAsked } from './body-asked.server.ts';

/** One body as it is kept, whole. Never as a page: what somebody sent us is only text, whatever a browser makes of it. */
export async function loader(args: LoaderFunctionArgs) {
  const { kind, id, body } = await bodyAsked(args);
  return new Response(body.text, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${kind}-${id}.json"`,
      'cache-control': 'no-store',
    },
  });
}
