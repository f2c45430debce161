import type { LoaderFunctionArgs } from '@remix-run/node';
import { assertSees } from '#reconciliation/people/visibility.ts';
import { Refusal } from '#reconciliation/refusal.ts';
import { run } from '#reconciliation/run/runs.ts';
import { problem, requireToken } from '../access.server.ts';
import { shownRun } from './shown-run.ts';

/** GET /api/v1/runs/{id}: one run, with its progress. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  if (!/^\d{1,18}$/.test(params.id ?? '')) return problem(404, 'unknown_run', 'there is no such run');
  try {
    const id = BigInt(params.id ?? '');
    await assertSees(context.sql, token, 'runs', [id]);
    return Response.json({ data: shownRun(await run(context.sql, id)) });
  } catch (error) {
    if (error instanceof Refusal) return problem(error.status, error.code, error.message);
    throw error;
  }
}
