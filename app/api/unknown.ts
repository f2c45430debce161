import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { requireToken } from '../access/access.server.ts';
import { problem } from '../http/problem.server.ts';

/** Any other path of the API. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireToken(request, context, 'books.read');
  return problem(404, 'unknown_path', 'the API has no such path: see /api/v1/openapi.json');
}

export function action(args: ActionFunctionArgs) {
  return loader(args);
}
