import type { LoaderFunctionArgs } from '@remix-run/node';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { run } from '#reconciliation/comparison/runs.ts';
import { requireToken } from '../access/access.server.ts';
import { problem } from '../http/problem.server.ts';
import { readParams } from './list-answer.ts';
import { PARAMS } from './params.ts';
import { runAnswer } from './run-answer.ts';

/** GET /api/v1/runs/{id}: one run, with its progress. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const token = await requireToken(request, context, 'books.read');
  const { account } = readParams(PARAMS['/api/v1/runs/{id}'], request);
  if (!/^\d{1,18}$/.test(params.id ?? ''))
    return problem(404, 'unknown_run', `there is no run ${(params.id ?? '').slice(0, 40)}`);
  const id = BigInt(params.id ?? '');
  await assertCanAccess(context.sql, token, 'runs', [id]);
  const found = await run(context.sql, id);
  if (account !== undefined && account !== found.account)
    throw new Refusal('unknown_run', `there is no run ${id}`, 404);
  return Response.json({ data: runAnswer(found) }, { headers: { 'cache-control': 'no-store' } });
}
